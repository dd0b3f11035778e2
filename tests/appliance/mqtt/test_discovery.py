import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from appliance.domain import Event
from appliance.mqtt.discovery import config_topic, document_of
from appliance.mqtt.messages import messages_of
from appliance.mqtt.topics import Topics
from appliance.spool import events
from appliance.spool.line_states import LineState

SCHEMA = json.loads((Path(__file__).parent / "home_assistant_device.schema.json").read_text())
TOPICS = Topics("modembox/clinic")
SEEN = LineState("gsm1", "ready", imei="490154203237518", model="SIM800L", operator="Test", signal_dbm=-71)


def document(seen=SEEN):
    return document_of(TOPICS, "clinic", "1.2", "homeassistant", seen)


def valid(message):
    found = json.loads(message.payload)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_document_is_valid_against_home_assistants_schema():
    message = document()
    found = valid(message)
    assert message.topic == "homeassistant/device/modembox_490154203237518/config"
    assert message.retain
    assert found["avty_t"] == "modembox/clinic/status"
    assert found["stat_t"] == "modembox/clinic/line/gsm1/state"
    assert found["dev"]["ids"] == ["modembox_490154203237518"]


def test_a_balance_is_a_number_that_may_be_low():
    components = valid(document())["cmps"]
    assert "value_json.balance " in components["modembox_490154203237518_balance"]["val_tpl"]
    assert components["modembox_490154203237518_balance_low"]["dev_cla"] == "problem"
    assert "memory_full" in components["modembox_490154203237518_memory_full"]["val_tpl"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.pop("o"),
        lambda found: found["dev"].pop("ids"),
        lambda found: found.update(availability_topik="x"),
        lambda found: found["cmps"]["modembox_490154203237518_signal"].pop("unit_of_meas"),
        lambda found: found["cmps"]["modembox_490154203237518_sms"].pop("evt_typ"),
        lambda found: found["cmps"]["modembox_490154203237518_state"].pop("uniq_id"),
        lambda found: found["cmps"]["modembox_490154203237518_ready"].update(dev_cla="conectivity"),
        lambda found: found.update(stat_t="modembox/+/state"),
    ],
)
def test_the_schema_sees_what_home_assistant_would_refuse(spoil):
    found = json.loads(document().payload)
    spoil(found)
    assert not Draft202012Validator(SCHEMA).is_valid(found)


@given(st.text(max_size=20), st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_whatever_a_modem_says_of_itself_the_document_and_its_topic_are_valid(name, model, imei):
    message = document(LineState(name, "ready", model=model, imei=imei))
    valid(message)
    assert re.fullmatch(r"homeassistant/device/[a-zA-Z0-9_-]+/config", message.topic)


def test_a_line_whose_modem_is_not_known_is_not_told_of():
    assert document(LineState("gsm1", "absent")) is None


def test_the_ids_are_the_modems_not_the_lines():
    first, second = (json.loads(document(LineState(name, "ready", imei="1")).payload) for name in ("gsm1", "gsm7"))
    assert first["dev"]["ids"] == second["dev"]["ids"]
    assert first["cmps"].keys() == second["cmps"].keys()
    assert config_topic("homeassistant", "1") == "homeassistant/device/modembox_1/config"


@pytest.mark.parametrize(
    ("component", "kinds"),
    [
        ("sms", (events.SMS_RECEIVED, events.SMS_INCOMPLETE, events.SMS_COMPLETED)),
        ("call", (events.CALL_INCOMING, events.CALL_ENDED)),
    ],
)
def test_an_event_entity_knows_each_type_that_is_told_at_its_topic(component, kinds):
    entity = json.loads(document().payload)["cmps"][f"modembox_490154203237518_{component}"]
    told = [messages_of(TOPICS, Event(1, 0.0, kind, "gsm1", None, None, {}), {})[1] for kind in kinds]
    assert {message.topic for message in told} == {entity["stat_t"]}
    assert [json.loads(message.payload)["event_type"] for message in told] == entity["evt_typ"]
