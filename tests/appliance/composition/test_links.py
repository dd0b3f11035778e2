import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composition.links import BadLink, checked, found_again, shortened, token
from appliance.composition.program import Link, told

A, B = Link("https://a.example/x"), Link("https://b.example/y?z=1", "b")
SHORT = {A.url: "http://box/l/1", B.url: "http://box/l/2"}


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "http://a.example/b?c=d#e",
        "HTTPS://A.EXAMPLE:8443/",
        "http://[::1]/",
        "http://10.0.0.2/x%20y",
    ],
)
def test_such_a_link_may_be_tracked(url):
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "a.example", "//a.example", "ftp://a.example", "javascript:alert(1)", "data:text/html,x", "https://",
        "https:///x", "https://a.example/x y", "https://a.example/\r\nSet-Cookie: a", "https://user@a.example",
        "https://user:secret@a.example", "https://a.example:port", "https://a.example:99999", "https://ä.example",
        "https://[::1", "https:\\\\a.example", "https://a.example\\@b", "https://a.example/" + "x" * 2_000, " https://a.b",
    ],
)  # fmt: skip
def test_such_a_link_may_not(url):
    with pytest.raises(BadLink):
        checked(url)


@given(st.text())
def test_what_may_be_tracked_can_be_a_header(url):
    try:
        assert re.fullmatch(r"(?i)https?://[!-~]+", checked(url))
    except BadLink as refused:
        assert str(refused)


def test_a_token_is_short_and_new():
    tokens = {token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9]{11}", each) for each in tokens)


def test_links_are_shortened_where_they_stand():
    text = shortened(("Go ", A, " or ", B, "."), lambda link: SHORT[link.url])
    assert text == "Go http://box/l/1 or http://box/l/2."


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (f"Geh: {A.url}, {B.url}.", ("Geh: ", A, ", ", B, ".")),
        (f"({A.url}) «{B.url} »", ("(", A, ") «", B, " »")),
        (f"{A.url}/more {A.url} {B.url}", (f"{A.url}/more ", A, " ", B)),
        (f"{B.url} {A.url}", None),
        (A.url, None),
        (f"{A.url}.html {B.url}", None),
    ],
)
def test_links_are_found_in_a_translation(text, pieces):
    assert found_again(text, (A, B)) == pieces


@given(st.text(st.characters(codec="ascii")), st.text())
def test_what_is_found_says_the_same(before, after):
    text = f"{before}\n{A.url} {after}"
    found = found_again(text, (A,))
    assert found is not None
    assert told(found) == text
