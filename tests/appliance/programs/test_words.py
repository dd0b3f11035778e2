from appliance.programs.words import words_of


def test_words_of_html():
    assert words_of("<h1>A</h1><script>evil()</script><ul><li>b</li><li>c</li></ul>") == "A\nb\nc"
