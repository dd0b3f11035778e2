from __future__ import annotations

import json

from appliance.mqtt.standing import state_of
from appliance.mqtt.topics import Topics
from appliance.spool.balances import Balance
from appliance.spool.line_states import LineState

TOPICS = Topics("modembox/clinic")
SEEN = LineState("gsm1", "ready", iccid="8949", signal_dbm=-71)


def told(balance: Balance) -> dict[str, object]:
    message = state_of(TOPICS, SEEN, 3, balance)
    assert (message.topic, message.retain) == ("modembox/clinic/line/gsm1/state", True)
    found: dict[str, object] = json.loads(message.payload)
    return found


def test_a_line_stands_with_what_its_sim_has_to_pay_with() -> None:
    found = told(Balance(asked_at=0.0, read_at=0.0, amount=3.5, low=True))
    assert (found["balance"], found["balance_low"], found["balance_ts"]) == (3.5, True, "1970-01-01T00:00:00.000Z")
    assert (found["queue"], found["sim"]) == (3, "8949")


def test_a_balance_that_was_never_told_is_none() -> None:
    found = told(Balance(asked_at=0.0, trouble="no answer"))
    assert (found["balance"], found["balance_low"], found["balance_ts"]) == (None, False, None)
