from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.composition import vtl
from appliance.composition.parts import Assign, BadTemplate, Include, Reference, Track

NAME = Reference("name")
SIGNS = st.text(r"$#\{}()!\"'=.,: ase1t" + "\n")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dear ${name},", ("Dear ", NAME, ",")),
        ("Dear $name. Bye", ("Dear ", NAME, ". Bye")),
        ("$name$name", (NAME, NAME)),
        ("$!name|$!{name}", (Reference("name", True), "|", Reference("name", True))),
        ("${fast_access.colour}", (Reference("fast_access.colour"),)),
        ("$fast_access.colour.", (Reference("fast_access.colour"), ".")),
        ("$name.colour", (NAME, ".colour")),
        ("${Order-number}", (Reference("Order-number"),)),
        ("$5, 100 $, ${}, ${ name}, ${5}, $!, $", None),
        ("#1 #set #set(x) #parse(x) #parse #track() #foreach(x in y) ## #", None),
        (r"a \ b \\ c \5 \$5 \#1", None),
        (r"\${name}", ("${name}",)),
        (r"\\${name}", ("\\", NAME)),
        (r"\\\${name}", ("\\${name}",)),
        ('#set($name = "Ada")', (Assign("name", ("Ada",)),)),
        ('#set( ${name}="Ada" )', (Assign("name", ("Ada",)),)),
        ("#set($name='Ada')", (Assign("name", ("Ada",)),)),
        ('#{set}($name="Ada")', (Assign("name", ("Ada",)),)),
        ('#set($name="")x', (Assign("name", ()), "x")),
        ("#set($n=5)#set($n=-1.5)", (Assign("n", ("5",)), Assign("n", ("-1.5",)))),
        ("#set($n=$name)", (Assign("n", (NAME,)),)),
        ('#set($n="a ${name} b")', (Assign("n", ("a ", NAME, " b")),)),
        ("#set($n='a ${name} b')", (Assign("n", ("a ${name} b",)),)),
        (r'#set($n="say \"hi\" ""now"" \$name")', (Assign("n", ('say "hi" "now" $name',)),)),
        ("#set($n='it''s')", (Assign("n", ("it's",)),)),
        ('#set($n="#set($m=1) )")', (Assign("n", ("#set(", Reference("m"), "=1) )")),)),
        ('#set($n="1") \t\r\n  x', (Assign("n", ("1",)), "  x")),
        ('#set($n="1")\n\nx', (Assign("n", ("1",)), "\nx")),
        ('#parse("T 1")', (Include("T 1"),)),
        ("#parse( 'T' ) \n\n", (Include("T"), "\n")),
        ("#parse('T') x\n", (Include("T"), " x\n")),
        ('#set($n="1") x', (Assign("n", ("1",)), " x")),
        (r'\#parse("T")', ('#parse("T")',)),
        ('#track("https://a.b")', (Track(("https://a.b",)),)),
        ("#track(https://a.b/c?d=1)", (Track(("https://a.b/c?d=1",)),)),
        ('#track("https://a.b/$name")', (Track(("https://a.b/", NAME)),)),
        ('#trackurl("https://a.b","toA")', (Track(("https://a.b",), "toA"),)),
        ("#trackurl( 'https://a.b' , 'toA' )", (Track(("https://a.b",), "toA"),)),
        ('#trackurl("https://a.b")', (Track(("https://a.b",)),)),
    ],
)
def test_a_pattern_is_read(text, parts):
    assert vtl.pattern(text) == ((text,) if parts is None else parts)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('#set($a = "b)', "the string of #set does not end"),
        ('#set($a "b")', '#set is written #set($name = "value")'),
        ("#set($5)", '#set is written #set($name = "value")'),
        ("#set($a = b)", "a string in quotes, a number or a reference"),
        ("#set($a = )", "a string in quotes, a number or a reference"),
        ("#set($a = $5)", "a string in quotes, a number or a reference"),
        ('#set($a = "b"', "#set lacks its closing bracket"),
        ('x\ny #parse("T"', "#parse lacks its closing bracket"),
        ('#parse("T)', "the string of #parse does not end"),
        ('#track("https://a.b"', "#track lacks its closing bracket"),
        ("#track(https://a.b, 1)", "#track lacks its closing bracket"),
        ('#trackurl("https://a.b", 5)', "#trackurl lacks its closing bracket"),
    ],
)
def test_what_breaks_off_is_no_template(text, why):
    with pytest.raises(BadTemplate) as refused:
        vtl.pattern(text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "", "Now $5 (#1)", "$name ${name} ${order.id} $first_name", r"C:\$dir \#1 \\server\$", "#set(x) #parse(y)",
        r'write \$a and \\ and #', "a #hashtag and an US$ price", "${first name}", "$!", "\\",
    ],
)  # fmt: skip
def test_a_text_that_is_no_template_goes_out_as_it_is(text):
    assert "".join(vtl.body(text)) == text


def test_of_a_text_that_is_no_template_a_contact_and_links_count():
    text = 'Dear ${first_name} ($first_name) of ${fast_access.team}: #track("https://a.b") ${x} \\${first_name}'
    team = Reference("fast_access.team")
    link = Track(("https://a.b",))
    parts = ("Dear ", Reference("first_name"), " ($first_name) of ", team, ": ", link, " ${x} ${first_name}")
    assert vtl.body(text) == parts


def test_a_directive_makes_a_template_of_all_of_it():
    assert vtl.body('#set($a="1")$x') == (Assign("a", ("1",)), Reference("x"))
    assert vtl.body('$x#parse("T")') == (Reference("x"), Include("T"))


@given(SIGNS)
@example("\\\\$a")
def test_any_text_is_read_or_refused_with_a_reason(text):
    for read in (vtl.pattern, vtl.body):
        try:
            parts = read(text)
        except BadTemplate as refused:
            assert str(refused)
        else:
            assert not any(isinstance(each, str) and isinstance(after, str) for each, after in pairwise(parts))


@given(st.text())
def test_a_text_without_signs_is_itself(text):
    plain = text.translate({ord(each): None for each in "$#"})
    assert "".join(vtl.pattern(plain)) == plain


@given(st.text(st.characters(exclude_characters="\\")))
def test_what_is_escaped_is_itself(text):
    escaped = text.replace("$", r"\$").replace("#", r"\#")
    kept = vtl.pattern(escaped)
    assert all(isinstance(each, str) for each in kept)
    assert "".join(kept).replace("\\", "") == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_value_can_be_written(value):
    quoted = value.replace("'", "''")
    assert vtl.pattern(f"#set($a='{quoted}')") == (Assign("a", (value,) if value else ()),)


@pytest.mark.parametrize(
    "text", ["\\" * 40_000, "${a" * 13_000, "$" * 40_000, '#set("' * 6_000, "#set( " * 6_000, "#parse(\t" * 5_000,
             "${" + "a." * 20_000, "\\${a}" * 8_000]
)  # fmt: skip
def test_a_long_hostile_text_is_read_in_linear_time(text):
    assert vtl.pattern(text)


def test_it_says_where():
    with pytest.raises(BadTemplate, match="line 3, at "):
        vtl.pattern("a\nb\n#set($a = b)")


def test_a_long_string_that_does_not_end_is_refused_at_once():
    with pytest.raises(BadTemplate):
        vtl.pattern('#set($a="' * 5_000)
    with pytest.raises(BadTemplate):
        vtl.pattern("\\#set($a='x" * 5_000)
