import pytest

from appliance.office.failures import code_of


@pytest.mark.parametrize(
    ("state", "text", "words", "code"),
    [
        ("EXPIRED", "1006 template error", ("NO_CONSENT",), 1007),
        ("FAILED", "1006 template error: ${x} has no value", ("OTHER",), 1006),
        ("FAILED", "+491711 has opted out", ("NO_CONSENT", "CMS 38"), 1005),
        ("FAILED", "", ("", "NO_CONSENT"), 1005),
        ("FAILED", "part 1 was not delivered", ("INVALID_RECIPIENT",), 1002),
        ("FAILED", "network out of order", ("OTHER", "CMS 38"), 1009),
        ("DELETED", "cancelled", (), 1009),
    ],
)
def test_why_has_a_number(state, text, words, code):
    assert code_of(state, text, *words) == code
