"""A program that was written for sms2mqtt, on a real broker."""

import pytest

from appliance.spool import events, queue
from appliance.spool.listing import Page
from appliance.spool.queue import Draft


@pytest.fixture
def on(here, broker, peers):
    peer = peers(broker.port)
    here.start(broker.port, alias="sms2mqtt", discovery=False)
    peer.heard("sms2mqtt/connected")
    return peer


def test_it_is_there_until_it_leaves(here, on):
    assert on.at("sms2mqtt/connected")[0].payload == b"1"
    here.stop()
    on.until(lambda: on.at("sms2mqtt/connected")[-1].payload == b"0")


def test_a_message_goes_to_each_number_and_is_told_when_it_is_sent(here, on, people):
    on.publish("sms2mqtt/send", {"Number": "+4917012345; +4917099;", "text": "Hi"})
    on.heard("modembox/modembox/spool/event", 4)
    rows = here.office.transmissions.find(people["admin"], (), Page()).rows
    assert [(view.party, view.body) for view in rows] == [("+4917099", "Hi"), ("+4917012345", "Hi")]
    for view, verdict in zip(rows, ("sent", "failed"), strict=True):
        here.happen(
            kind=events.TRANSMISSION_DONE, transmission_id=view.id, data={"verdict": verdict, "cause": "CMS 38"}
        )
    sent = [said.json for said in on.heard("sms2mqtt/sent", 2)]
    assert [(each["number"], each["result"]) for each in sent] == [
        ("+4917099", "success"),
        ("+4917012345", "error : failed CMS 38"),
    ]


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"no json", "JSON"),
        ({"text": "Hi"}, "no number"),
        ({"number": "+49"}, "text is"),
        ({"number": "abc", "text": "Hi"}, "no phone number"),
    ],
)
def test_what_can_not_be_sent_is_told(on, payload, why):
    on.publish("sms2mqtt/send", payload)
    assert why in on.heard("sms2mqtt/sent")[0].json["result"]


def test_F27_a_retained_send_to_the_alias_never_sends(here, broker, peers, people):
    peer = peers(broker.port)
    peer.publish("sms2mqtt/send", {"number": "+4917012345", "text": "Hi"}, retain=True)
    peer.heard("sms2mqtt/send")
    here.start(broker.port, alias="sms2mqtt", version=3)
    peer.heard("sms2mqtt/connected")
    assert peer.ask("status", transmission=1)["status"] == "error"
    assert here.office.transmissions.find(people["admin"], (), Page()).rows == ()


def test_what_came_in_and_the_signal_are_told_as_there(here, on):
    made = here.spool.write(lambda db: queue.create(db, Draft(party="+31415926535"), 0.0))
    here.spool.write(lambda db: db.execute("UPDATE transmissions SET body = 'Hi' WHERE id = ?", (made,)))
    here.happen(kind=events.SMS_RECEIVED, line="gsm1", transmission_id=made)
    received = on.heard("sms2mqtt/received")[0].json
    assert (received["number"], received["text"]) == ("+31415926535", "Hi")
    here.line(signal_dbm=-82)
    assert on.heard("sms2mqtt/signal")[0].json == {"SignalStrength": -82, "SignalPercent": 50, "BitErrorRate": -1}
