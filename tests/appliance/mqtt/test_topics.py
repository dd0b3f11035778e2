import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.mqtt.topics import Topics, encoded, level, name_of
from appliance.spool import events

TOPICS = Topics("modembox/clinic")
ANY_TEXT = st.text(alphabet=st.characters(blacklist_categories=("Cs",)))


@given(ANY_TEXT)
def test_a_name_is_one_level_with_no_wildcard_and_comes_back(name):
    made = level(name)
    assert not set(made) & set("/+#$ \x00\n")
    assert made.isascii()
    assert name_of(made) == name


@pytest.mark.parametrize("name", ["gsm1", "backup-line", "a_b.c"])
def test_an_ordinary_name_stays_as_it_is(name):
    assert level(name) == name


def test_half_a_surrogate_pair_breaks_neither_topic_nor_payload():
    assert level("\ud800").isascii()
    assert json.loads(encoded({"text": "\ud83d"})) == {"text": "\ud83d"}


@given(ANY_TEXT)
def test_a_line_is_found_by_its_topic_and_no_other(name):
    assert TOPICS.line_of(TOPICS.line(name)) == name
    assert TOPICS.line_of(f"{TOPICS.base}/line/{level(name)}/other") is None


@pytest.mark.parametrize(
    "topic",
    ["modembox/clinic/line/a/b/state", "modembox/other/line/a/state", "modembox/clinic/line/a", "line/a/state", ""],
)
def test_what_is_no_lines_topic_names_no_line(topic):
    assert TOPICS.line_of(topic) is None


def test_a_command_is_the_last_level_of_its_topic():
    assert TOPICS.verb_of("modembox/clinic/request/send") == "send"
    assert TOPICS.verb_of("modembox/clinic/request/a/b") is None
    assert TOPICS.verb_of("modembox/clinic/response/send") is None
    assert TOPICS.response("a/#") == "modembox/clinic/response/a%2F%23"


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (events.SMS_RECEIVED, "modembox/clinic/sms/received"),
        (events.TRANSMISSION_DONE, "modembox/clinic/sms/status"),
        (events.CALL_INCOMING, "modembox/clinic/call/event"),
        (events.USSD_RECEIVED, "modembox/clinic/ussd/result"),
        ("fax.received", "modembox/clinic/fax/event"),
        (events.TRANSMISSION_CREATED, None),
        (events.LINE_STATE, None),
    ],
)
def test_each_kind_has_its_place(kind, place):
    assert TOPICS.told_at(kind) == place
