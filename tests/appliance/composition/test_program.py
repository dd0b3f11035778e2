import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composition.parts import BadTemplate
from appliance.composition.program import (
    DEEPEST,
    LONGEST,
    MOST_SETS,
    Link,
    NoTemplate,
    Unfilled,
    of_pattern,
    pieces,
    told,
    written,
)

TEMPLATES = {
    "Alert": "Dear ${Customer_name}, your order ${Order_number} has shipped. Thank you",
    "Greeting": "Hello ${first_name}",
    "Both": 'Hi: #parse("Greeting")!',
    "Loop": '#parse("Loop")',
    "Bomb": '#parse("Bomb2")#parse("Bomb2")',
    "Bomb2": '#parse("Bomb3")#parse("Bomb3")',
    "Bomb3": '#parse("Bomb4")#parse("Bomb4")#parse("Bomb4")#parse("Bomb4")#parse("Bomb4")#parse("Bomb4")',
    "Bomb4": "x" * 20_000,
    "Offer": 'Look: #trackurl("https://shop.example/?u=${external_id}", "shop")',
}


def says(body, **values):
    return told(pieces(written(body, TEMPLATES.get), values.get))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '#set($Customer_name="Ada")\n#set($Order_number="A-7")\n#parse("Alert")',
            "Dear Ada, your order A-7 has shipped. Thank you",
        ),
        (
            '#set($Customer_name="Ada") #set($Order_number=7) #parse("Alert") ',
            "Dear Ada, your order 7 has shipped. Thank you",
        ),
        ('#parse("Greeting")', "Hello Grace"),
        ('#parse("Both") And: #parse("Greeting")', "Hi: Hello Grace! And: Hello Grace"),
        ('#set($first_name="Ada")#parse("Greeting")', "Hello Ada"),
        ('#set($a="x")#set($a="$a$a")$a', "xx"),
        ('#set($a="")[$a]', "[]"),
        ('#set($a="1")$!b.', "."),
        ('#parse("Offer")', "Look: https://shop.example/?u=42"),
        ("  ${first_name}, it is $5 #1 \n", "  Grace, it is $5 #1 \n"),
    ],
)
def test_a_body_is_put_together(body, text):
    assert says(body, first_name="Grace", external_id="42") == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\$first_name \\$first_name \\\$first_name", r"$first_name \Grace \$first_name"),
        (r"\#set($x=1) a\b \$5 $5 #1", r"#set($x=1) a\b \$5 $5 #1"),
        ('#set($x="say ""$first_name""")$x #set($x=\'$first_name\')$x', 'say "Grace" $first_name'),
        ('#set($x=-1.5)$x#set($x=$first_name)$x #{set}($x = "")[$x]', "-1.5Grace []"),
        (
            '$!nothing|$!{nothing}|${first_name}s|$first_name.|"$first_name"|[$first_name]',
            '||Graces|Grace.|"Grace"|[Grace]',
        ),
        ('#parse("Greeting")\nBye', "Hello GraceBye"),
        ('a #parse("Greeting") \r\nb\n  #set($x=1) \nc', "a Hello Graceb\n  c"),
        ('#parse("Greeting")\n#parse("Greeting") $first_name', "Hello GraceHello Grace Grace"),
        ('100% #set($x="1") 5', "100%  5"),
    ],
)
def test_it_says_what_apache_velocity_says(body, text):
    """As Velocity 1.7 was seen to."""
    assert says("#set($zz=1)" + body, first_name="Grace") == text


def test_a_tracked_link_is_a_piece_by_itself():
    program = written('Go: #track("https://a.b/c") #trackurl("https://d.e","x")!', TEMPLATES.get)
    links = (Link("https://a.b/c"), Link("https://d.e", "x"))
    assert pieces(program, {}.get) == ("Go: ", links[0], " ", links[1], "!")


@pytest.mark.parametrize(
    "body", ['#parse("Alert")', '#set($a="$b")', '#set($a=1)#track("https://a.b/$b")', "${last_name}"]
)
def test_a_value_that_lacks_leaves_a_message_unfilled(body):
    with pytest.raises(Unfilled, match="has no value"):
        says(body)


def test_a_template_that_is_not_there():
    with pytest.raises(NoTemplate, match="there is no template 'Nothing'"):
        written('#parse("Nothing")', TEMPLATES.get)


@pytest.mark.parametrize(
    "body", ['#parse("Loop")', '#parse("Bomb")', '#parse("Greeting")' * 33, '#set($a="b")' * (MOST_SETS + 1)]
)
def test_what_grows_without_bounds_is_refused(body):
    with pytest.raises(BadTemplate):
        written(body, TEMPLATES.get)


def test_templates_within_templates_go_so_deep():
    chain = {str(depth): f'#parse("{depth + 1}")' for depth in range(1, DEEPEST)} | {str(DEEPEST): "end"}
    assert told(pieces(written('#parse("1")', chain.get), {}.get)) == "end"
    chain[str(DEEPEST)] = '#parse("end")'
    chain["end"] = "end"
    with pytest.raises(BadTemplate, match="deep"):
        written('#parse("1")', chain.get)


def test_values_that_double_each_other_end_soon():
    with pytest.raises(Unfilled, match="more than"):
        says('#set($a="xx")' + '#set($a="$a$a")' * 60 + "$a")
    with pytest.raises(Unfilled, match=f"more than {LONGEST}"):
        says('#set($a="' + "x" * 4_000 + '")' + "$a" * 11)


def test_a_pattern_by_itself_keeps_its_space():
    assert told(pieces(of_pattern(" ${a} ", TEMPLATES.get), {"a": "x"}.get)) == " x "


@given(st.text(), st.text())
def test_values_are_text_and_nothing_more(first, second):
    values = {"first_name": first, "last_name": second}
    assert told(pieces(written("<${first_name}|${last_name}>", TEMPLATES.get), values.get)) == f"<{first}|{second}>"


@given(st.text("$#\\{}()\"'=abset\n "), st.dictionaries(st.text("abset", min_size=1), st.text()))
def test_whatever_is_written_is_put_together_or_refused(body, values):
    try:
        assert len(says(body, **values)) <= LONGEST
    except (BadTemplate, Unfilled) as refused:
        assert str(refused)
