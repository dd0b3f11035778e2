import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import identifiers
from appliance.errors import NotFound

KINDS = sorted(identifiers._KINDS)
NUMBERS = st.integers(0, 2**56 - 1)


@given(kind=st.sampled_from(KINDS), number=NUMBERS)
def test_an_id_leads_back_to_its_record(kind, number):
    identifier = identifiers.encode(kind, number)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", identifier)
    assert identifiers.decode(kind, identifier) == number


@given(kind=st.sampled_from(KINDS), other=st.sampled_from(KINDS), number=NUMBERS)
def test_an_id_is_of_one_kind_only(kind, other, number):
    if kind != other:
        with pytest.raises(NotFound, match=other.replace("_", " ")):
            identifiers.decode(other, identifiers.encode(kind, number))


@given(made_up=st.text(max_size=40))
def test_what_was_not_made_here_is_no_id(made_up):
    with pytest.raises(NotFound):
        identifiers.decode("contact", made_up)


@given(number=NUMBERS, at=st.integers(0, 21), other=st.sampled_from("ABCxyz019_-"))
def test_an_id_with_another_character_is_none(number, at, other):
    identifier = identifiers.encode("contact", number)
    changed = identifier[:at] + other + identifier[at + 1 :]
    if changed != identifier:
        with pytest.raises(NotFound):
            identifiers.decode("contact", changed)


def test_no_two_kinds_share_an_octet():
    assert len(set(identifiers._KINDS.values())) == len(KINDS)


def test_ids_never_change():
    """They are kept by those who were told them."""
    assert identifiers.encode("contact", 1) == "lg1pZmvWOMbIcyNgfHqzmQ"
