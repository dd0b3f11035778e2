from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import Service
from appliance.errors import NotReady, Unserved
from appliance.routing import SHARED, LineFacts, choose, first_to_wake, order_to_wake, spellings, takes

SMS = Service.SMS


def line(name: str, *prefixes: str, **facts: object) -> LineFacts:
    return LineFacts(name, SMS, prefixes, **facts)  # type: ignore[arg-type]


def test_whoever_is_free_where_no_prefix_matches() -> None:
    lines = [line("a"), line("b"), line("c", "+44")]
    assert choose("+491700000001", SMS, lines) == SHARED


def test_the_longest_prefix_wins_in_any_form_of_number() -> None:
    lines = [line("a"), line("b", "+49"), line("c", "+49170", "+43")]
    assert choose("+491700000001", SMS, lines) == "c"
    assert choose("00491700000001", SMS, lines) == "c"
    assert choose("+491600000001", SMS, lines) == "b"


def test_a_dead_line_gives_way() -> None:
    lines = [line("a"), line("b", "+49", healthy=False), line("c", "+49")]
    assert choose("+491700000001", SMS, lines) == "c"
    assert choose("+491700000001", SMS, lines[:2]) == SHARED
    assert choose("+491700000001", SMS, lines[1:2]) == "b"


def test_the_lighter_and_the_less_used_of_several() -> None:
    assert choose("+49", SMS, [line("a", "+49", weight=2), line("b", "+49")]) == "b"
    assert choose("+49", SMS, [line("a", "+49", used_recently=5), line("b", "+49", used_recently=2)]) == "b"
    assert choose("+49", SMS, [line("a", "+49", queue_depth=9), line("b", "+49", weight=3, used_recently=1)]) == "b"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [LineFacts("a", Service.FAX)],
        [line("a", active=False)],
        [line("a", "+44")],
    ],
)
def test_no_line(lines: list[LineFacts]) -> None:
    with pytest.raises(NotReady):
        choose("+491700000001", SMS, lines)


def test_what_a_line_takes() -> None:
    assert takes(line("a"), "+491700000001")
    assert takes(line("b", "+49", "+1"), "0049170")
    assert not takes(line("b", "+1"), "+491700000001")


def test_order_to_wake() -> None:
    idle = [line("a", used_recently=9), line("b", weight=5), line("c"), line("d", healthy=False)]
    assert [each.name for each in order_to_wake(idle)] == ["c", "b", "a"]


facts = st.builds(
    LineFacts,
    name=st.sampled_from("abcdef"),
    services=st.sampled_from((SMS, Service.FAX, SMS | Service.VOICE)),
    prefixes=st.lists(st.sampled_from(("+", "+4", "+49", "+4917", "+1")), max_size=2).map(tuple),
    weight=st.integers(0, 3),
    healthy=st.booleans(),
    queue_depth=st.integers(0, 3),
    used_recently=st.integers(0, 3),
    active=st.booleans(),
)


@given(st.lists(facts, max_size=6, unique_by=lambda each: each.name))
def test_the_choice_serves_the_number(lines: list[LineFacts]) -> None:
    try:
        lane = choose("+491700000001", SMS, lines)
    except NotReady:
        assert not any(each.active and each.services & SMS and not each.prefixes for each in lines)
        return
    able = [each for each in lines if each.active and each.services & SMS]
    chosen = [each for each in able if (each.name == lane if lane else not each.prefixes)]
    assert chosen
    if any(each.healthy and not each.prefixes for each in able):
        assert any(each.healthy for each in chosen)


def test_of_each_service_one_is_woken() -> None:
    gsm, other, fax = LineFacts("a", Service.SMS), LineFacts("b", Service.SMS), LineFacts("c", Service.FAX, weight=9)
    assert [each.name for each in first_to_wake([gsm, other, fax])] == ["c", "a"]


def fax(name: str, number: str, *prefixes: str, **facts: object) -> LineFacts:
    return LineFacts(name, Service.FAX, prefixes, number=number, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["+15553001", "15553001", "0015553001"])
def test_F28_a_fax_to_a_lines_own_number_is_for_another(number: str) -> None:
    one, two = fax("fax1", "+15553001"), fax("fax2", "15553002")
    assert choose(number, Service.FAX, [one, two]) == "fax2"
    assert choose("+15553002", Service.FAX, [one, two]) == "fax1"
    assert choose("+15553003", Service.FAX, [one, two]) == SHARED


def test_F28_its_own_number_is_not_its_prefix() -> None:
    lines = [fax("fax1", "+15553001", "+1555"), fax("fax2", "+15553002"), fax("fax3", "", "+1")]
    assert choose("+15553001", Service.FAX, lines) == "fax3"
    assert choose("+15553001", Service.FAX, lines[:2]) == "fax2"


def test_F28_where_no_other_line_can_its_own_number_is_refused() -> None:
    one = fax("fax1", "+15553001")
    for others in ([], [fax("fax2", "", "+49")], [fax("fax2", "", active=False)], [line("gsm1")]):
        with pytest.raises(Unserved, match="is the number of fax1, which can't fax to itself"):
            choose("+15553001", Service.FAX, [one, *others])


def test_a_message_to_ones_own_number_goes_as_any_other() -> None:
    assert choose("+15553001", SMS, [line("gsm1", number="+15553001")]) == SHARED


def test_the_same_digits_are_the_same_number() -> None:
    assert spellings("+1555") == spellings("1555") == spellings("001555") == ("1555", "+1555", "001555")
    assert spellings("") == ()
