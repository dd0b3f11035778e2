from hypothesis import given
from hypothesis import strategies as st

from appliance.programs import cover

TEMPLATE = "OUR FIRM\n\nTo:\t[cover:to]\nRe: [cover:subject]\n[cover:comments]\n[not:ours]\nend\n"


def told(template=TEMPLATE, **fields):
    return cover.words(template, {"cover": fields, "transmission": {}})


def test_a_template_is_filled_in():
    page = told(to="Jo", subject="Soup", comments="a\nb")
    assert page == "OUR FIRM\n\nTo:     Jo\nRe: Soup\na\nb\n[not:ours]\nend"


def test_a_line_that_nothing_is_known_for_is_left_out():
    assert told("Company: [cover:company]\n\n[cover:to] [cover:company]", to="Jo") == "\nJo"


def test_the_boxs_own_has_a_place_for_each_field():
    names = ("to", "to_number", "from", "from_number", "company", "subject", "pages", "date", "comments")
    page = told(cover.TEMPLATE, **{name: f"<{name}>" for name in names})
    assert page.startswith("FAX\n")
    assert all(f"<{name}>" in page for name in names)


def test_what_is_filled_in_is_no_template():
    assert told("[cover:to]", to="[cover:subject]", subject="x") == "[cover:subject]"


def test_a_field_is_one_line():
    assert cover.field(" Jo\r\nTo: \x1b[31mBoss\u202e\t ") == "Jo To: [31mBoss"
    assert cover.field("x" * 1000) == "x" * 119 + "…"


def test_comments_keep_their_lines():
    assert cover.comments("\na\r\n\tb\x0cc\u202ed\n") == "a\n        b\nc d"


@given(st.text(), st.text())
def test_whatever_stands_in_them_they_are_letters_and_lines_of_a_bounded_length(template, value):
    page = told(template + "[cover:to]\n[cover:comments]", to=cover.field(value), comments=cover.comments(value))
    assert all(each.isprintable() or each == "\n" for each in page)
    assert len(page) <= cover.LONGEST
