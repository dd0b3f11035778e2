"""Ids of conversations lead back to the number that they are made of."""

import pytest

from appliance.api.scg.threads import conversation_of, party_of


class Said:
    def __init__(self, party, conversation=""):
        self.party = party
        self.conversation = conversation


@pytest.mark.parametrize(
    "party", ["+491711234567", "491711234567", "0171123", "00491", "112", "+999999999999999", "0", "1"]
)
def test_a_number_is_found_again(party):
    made = conversation_of(Said(party))
    assert len(made) == 22 and party_of(made) == party


def test_each_number_has_its_own():
    parties = ["+4917", "4917", "04917", "004917", "14917"]
    assert len({conversation_of(Said(each)) for each in parties}) == len(parties)


def test_what_has_no_number_or_a_name():
    assert conversation_of(Said("SHOP")) is None and conversation_of(Said("")) is None
    assert conversation_of(Said("+4917", "lunch")) == "lunch" and party_of("lunch") is None
