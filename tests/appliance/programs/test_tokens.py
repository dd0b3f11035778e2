import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.programs.tokens import render, render_html, render_line

FACTS = {
    "transmission": {"id": 7, "title": "Offer", "contact": {"first_name": "Ada <b>", "email": None, "custom1": ""}},
    "account": {"phone": "+49123"},
}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("Dear [transmission:contact:first_name],", "Dear Ada <b>,"),
        ("[account:phone][transmission:id]", "+491237"),
        ("[Transmission:CONTACT:First_Name]", "Ada <b>"),
        ("[transmission:contact:email]|[transmission:contact:custom1]|[transmission:contact:nothing]", "||"),
        ("[transmission:contact]", ""),
        ("[transmission:title:more]", ""),
        ("[transmission] [note: 1] [see:below] [a:b] [] [:] [transmission: id]", None),
        ("[[account:phone]]", "[+49123]"),
        ("", ""),
    ],
)
def test_tokens_are_replaced_and_nothing_else_is(text, rendered):
    assert render(text, FACTS) == (text if rendered is None else rendered)


def test_html_gets_text_not_markup():
    body = "<p title='[transmission:contact:first_name]'>[transmission:contact:first_name]</p>"
    assert render_html(body, FACTS) == "<p title='Ada &lt;b&gt;'>Ada &lt;b&gt;</p>"


def test_a_line_stays_one():
    assert render_line("Hi [a:b]", {"a": {"b": "x\r\nBcc: y\0"}}) == "Hi x  Bcc: y "


@given(st.text())
def test_what_is_put_in_is_not_looked_at_again(value):
    facts = {"a": {"b": value, "c": "secret"}}
    assert render("<[a:b]>", facts) == f"<{value}>"
    assert html.unescape(render_html("[a:b]", facts)) == html.unescape(html.escape(value))
    assert not set(render_html("[a:b]", facts)) & set("<>\"'")


@given(st.text("[]:abc_1"))
def test_any_text_can_be_rendered(text):
    assert render(text, {}) == text
    assert isinstance(render(text, {"a": {"b": "x"}, "b": 1}), str)
