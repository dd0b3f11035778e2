"""What the box says by itself."""

import itertools

import pytest

from appliance.lines.carrier import SmsCarrier
from appliance.office import phrases
from appliance.office.phrases import ABOUT, ASKING, CONFIRMED, WELCOME

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")


@pytest.mark.parametrize(
    "text", [*itertools.starmap(phrases.phrase, itertools.product((CONFIRMED, WELCOME, ABOUT), LANGUAGES))]
)
def test_each_goes_in_one_part_of_7_bit_characters(text):
    measure = SmsCarrier().measure(text, {})
    assert (measure.encoding, measure.parts) == ("GSM7", 1)


def test_each_language_has_its_own_and_all_others_have_english():
    for what in (CONFIRMED, WELCOME, ABOUT):
        assert len({phrases.phrase(what, each) for each in LANGUAGES}) == len(LANGUAGES)
        assert phrases.phrase(what, "xx") == phrases.phrase(what, "en")


def test_a_question_goes_in_one_part():
    assert SmsCarrier().measure(ASKING.format(name="This number"), {}).parts == 1
