import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.addresses import mailbox
from appliance.errors import Invalid


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann.Other+fax@Example.ORG ", "Ann.Other+fax@example.org"),
        ("root@localhost", "root@localhost"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
    ],
)
def test_mailboxes(given, kept):
    assert mailbox(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example..org",
        "ann@-example.org",
        ".ann@example.org",
        "ann@example.org\n",
        "ann@example.org\r\nRCPT TO:<eve@example.org>",
        "ann@example.org, eve@example.org",
        "<ann@example.org>",
        '"a b"@example.org',
        "ann@[127.0.0.1]",
        "änn@example.org",
        "a" * 250 + "@x.org",
    ],
)
def test_what_is_none_is_refused(given):
    with pytest.raises(Invalid, match="no e-mail address"):
        mailbox(given)


@given(st.text(max_size=40))
def test_nothing_that_ends_a_line_or_an_address_comes_through(text):
    try:
        kept = mailbox(f"ann@{text}")
    except Invalid:
        return
    assert not set(kept) & set("\r\n\0<>, \t\"'()") and kept.count("@") == 1
