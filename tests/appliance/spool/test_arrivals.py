import pytest

from appliance.domain import Service
from appliance.spool import arrivals, events
from appliance.spool.arrivals import Arrival
from appliance.spool.inbound import Owner
from appliance.spool.transmissions import ATTEMPTS, TRANSMISSIONS


@pytest.mark.parametrize(
    ("service", "kind", "data"),
    [(Service.EMAIL, events.MAIL_RECEIVED, {}), (Service.FAX, events.FAX_RECEIVED, {"pages": 3})],
)
def test_what_came_is_a_transmission_with_its_attempt_and_its_event(spool, service, kind, data):
    arrival = Arrival(service, "fax1", "key", "+4930", "title", "body", "fax", {"document_id": 5}, 3)
    made = spool.write(lambda db: arrivals.arrive(db, arrival, Owner(1, 2, 3, 4), 9.0))
    [view] = TRANSMISSIONS.find(spool.read()).rows
    assert (view.id, view.service, view.direction, view.standing) == (made, service, "inbound", "sent")
    assert (view.user_id, view.account_id, view.contact_id, view.program_id) == (1, 2, 3, 4)
    [attempt] = ATTEMPTS.find(spool.read()).rows
    assert (attempt.line, attempt.amount, attempt.ended_at) == ("fax1", 3, 9.0)
    [event] = events.after(spool.read(), 0)
    assert (event.kind, event.transmission_id, event.attempt_id, event.line) == (kind, made, attempt.id, "fax1")
    assert event.data == data


def test_it_is_known_by_its_owner_and_key(spool):
    arrival = Arrival(Service.EMAIL, "mail", "key", "a@b", "", "", "email", {})
    made = spool.write(lambda db: arrivals.arrive(db, arrival, Owner(1), 9.0))
    db = spool.read()
    assert (arrivals.known(db, 1, "key"), arrivals.known(db, 2, "key"), arrivals.known(db, 1, "k")) == (
        made,
        None,
        None,
    )
