"""Messages over SCG: what ICTCore, the page or the network made is there, in SCG's words (spec/SCG.md 9, 13-15)."""

import pytest

from appliance.domain import Outcome, Service, Verdict
from appliance.identifiers import encode
from appliance.spool import inbound, line_states, queue
from appliance.spool.inbound import Incoming, Owner
from appliance.spool.line_states import LineState

PATH = "/messaging/messages"
FAR, OURS = "+491711234567", "+4930999"


class Air:
    """The lines' side: carries what is queued, and brings in what comes."""

    def __init__(self, spool, clock, alice_id):
        self._spool = spool
        self._clock = clock
        self._owner = alice_id
        self._references = iter(range(40, 250))
        self._numbers = iter(range(1000))
        spool.write(lambda db: db.execute("INSERT INTO providers (outlet, created_at) VALUES ('gsm1', 1)"))
        spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready", number=OURS), clock()))

    def claim(self):
        self._clock.now += 1
        return self._spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("", "gsm1"), self._clock()))

    def carry(self):
        """The one that is queued first is sent; the references of its parts."""
        claim = self.claim()
        found = [next(self._references) for _ in range(claim.parts)]

        def change(db):
            for number, reference in enumerate(found, 1):
                if number > 1:
                    queue.begin_part(db, claim, number, self._clock())
                queue.part_accepted(db, claim, number, reference, self._clock())
            queue.finish(db, claim, Outcome(Verdict.SENT), None, self._clock())

        self._clock.now += 1
        self._spool.write(change)
        return found

    def end(self, verdict, cause="", text=""):
        mark = queue.part_in_doubt if verdict is Verdict.IN_DOUBT else queue.part_refused
        claim = self.claim()

        def change(db):
            mark(db, claim, 1, self._clock())
            queue.finish(db, claim, Outcome(verdict, cause, text), None, self._clock())

        self._spool.write(change)

    def report(self, reference, outcome="delivered", status=0):
        self._clock.now += 1
        now = self._clock()
        self._spool.write(lambda db: queue.report(db, "sim1", reference, FAR, status, now, outcome, b"\x06", now))

    def bring(self, text, sender=FAR):
        self._clock.now += 1
        mark = bytes([next(self._numbers)])
        incoming = Incoming("sim1", "gsm1", mark, sender, self._clock.now - 5, None, text, b"")
        owner = lambda db, sender, line, service=Service.SMS: Owner(self._owner)  # noqa: E731
        stored = self._spool.write(
            lambda db: inbound.store(db, incoming, self._clock(), join=lambda tpdus: "", owner=owner)
        )
        return encode("message", stored.transmission_id)


@pytest.fixture
def air(spool, clock, people):
    return Air(spool, clock, people["alice"].user_id)


@pytest.fixture
def message(alice, sent):
    """message(**more): one that alice had sent by ICTCore; its id in SCG."""

    def make(**more):
        return encode("message", sent(alice, phone=FAR, **more))

    return make


def test_what_ictcore_sent_is_a_message_of_its_users_programs(app, air, message, alice, program):
    made = message()
    fresh = app.get(f"{PATH}/{made}").json
    assert (fresh["state"], fresh["version_number"], "sent_date" in fresh) == ("CREATED", 2, False)
    (reference,) = air.carry()
    sent = app.get(f"{PATH}/{made}").json
    air.report(reference)
    found = app.get(f"{PATH}/{made}").json
    contact = alice.get("/transmissions").json[0]["contact_id"]
    assert found == {
        "id": made,
        "created_date": 1_700_000_000_000,
        "last_updated_date": 1_700_000_003_000,
        "last_update_date": 1_700_000_003_000,
        "version_number": 4,
        "external_transaction_ids": str(reference),
        "conversation_id": found["conversation_id"],
        "direction": "MT",
        "customer_sender_id": encode("sender", 1),
        "from_address": OURS,
        "to_address": FAR,
        "state": "DELIVERED",
        "body": "hello",
        "sent_date": 1_700_000_002_000,
        "delivered_date": 1_700_000_003_000,
        "attachments": [],
        "type": "SMS",
        "contact_id": encode("contact", int(contact)),
        "contact-id": encode("contact", int(contact)),
        "fragments_info": [
            {
                "fragment_id": encode("fragment", 257),
                "fragment_state": "DELIVERED",
                "external_id": str(reference),
                "delivery_report_reference": str(reference),
            }
        ],
    }
    assert (sent["state"], sent["version_number"]) == ("SENT", 3)
    assert app.all(PATH) == [found] and program("bob", "other").all(PATH) == []
    assert program("bob", "third").get(f"{PATH}/{made}").status == 404


@pytest.mark.parametrize(
    ("verdict", "cause", "text", "told"),
    [
        (Verdict.REJECTED, "CMS 1", "unassigned number", ("FAILED", "INVALID_RECIPIENT", "CMS 1: unassigned number")),
        (Verdict.FAILED, "CMS 42", "congestion", ("FAILED", "OTHER", "CMS 42: congestion")),
        (
            Verdict.IN_DOUBT,
            "",
            "no answer",
            ("SENT", None, "in doubt: it was handed over, and whether the network took"),
        ),
        (Verdict.CANCELLED, "", "cancelled", ("DELETED", None, "cancelled")),
        (Verdict.REJECTED, "NO_CONSENT", "it has opted out", ("FAILED", "NO_CONSENT", "NO_CONSENT: it has opted out")),
    ],
)
def test_how_it_ended_is_told_as_far_as_it_is_known(app, air, message, verdict, cause, text, told):
    made = message()
    air.end(verdict, cause, text)
    found = app.get(f"{PATH}/{made}").json
    assert (found["state"], found.get("failure_code")) == told[:2] and found["failure_details"].startswith(told[2])
    (part,) = found["fragments_info"]
    if verdict is Verdict.IN_DOUBT:
        assert (
            part["fragment_state"] == "SENT"
            and part["failure_details"].startswith("in doubt")
            and text in found["failure_details"]
        )
    else:
        assert (part["fragment_state"], part.get("protocol_error", "")) == ("FAILED", cause)
        assert part["failure_code"] == {"INVALID_RECIPIENT": 1002, "NO_CONSENT": 1005}.get(told[1], 1009)


def test_each_part_is_told_by_itself(app, air, message):
    made = message(text="x" * 400)
    before = app.get(f"{PATH}/{made}").json["fragments_info"]
    assert [each["fragment_state"] for each in before] == ["CREATED"] * 3
    one, two, three = air.carry()
    air.report(one)
    between = app.get(f"{PATH}/{made}").json
    assert (between["state"], "delivered_date" in between) == ("SENT", False)
    air.report(three)
    air.report(two, "failed", 0x41)
    found = app.get(f"{PATH}/{made}").json
    assert (found["state"], found["failure_code"]) == ("FAILED", "INVALID_RECIPIENT")
    assert found["failure_details"] == "part 2 of 3 was not delivered: TP-ST 0x41"
    assert found["external_transaction_ids"] == f"{one},{two},{three}"
    states = [(each["fragment_state"], each.get("protocol_error")) for each in found["fragments_info"]]
    assert states == [("DELIVERED", None), ("FAILED", "TP-ST 0x41"), ("DELIVERED", None)]
    assert found["fragments_info"][1]["failure_code"] == 1002


def test_what_comes_in_is_a_reply_in_the_same_conversation(app, air, message):
    made = message()
    air.carry()
    answer, other = air.bring("Hi"), air.bring("Who?", "+33123456789")
    found, mine = app.get(f"{PATH}/{answer}").json, app.get(f"{PATH}/{made}").json
    assert (found["direction"], found["state"], found["body"], found["type"]) == ("MO", "RECEIVED", "Hi", "SMS")
    assert (found["from_address"], found["to_address"], found["sent_date"]) == (FAR, OURS, 1_699_999_998_000)
    assert (found["reply_to"], found["conversation_id"]) == (made, mine["conversation_id"])
    assert found["fragments_info"][0]["fragment_state"] == "RECEIVED"
    assert "reply_to" not in app.get(f"{PATH}/{other}").json
    assert [each["id"] for each in app.all(PATH, conversation_id=mine["conversation_id"])] == [answer, made]
    assert [each["id"] for each in app.all(PATH, reply_to=made)] == [answer]


def test_one_that_came_in_part(app, air, spool):
    came = air.bring("Hi the")
    change = "UPDATE transmissions SET verdict = 'incomplete', cause_text = '2 of 3 parts came', parts = 3"
    spool.write(lambda db: db.execute(change))
    found = app.get(f"{PATH}/{came}").json
    assert (found["state"], found["failure_details"]) == ("RECEIVED", "2 of 3 parts came")
    assert [each["fragment_state"] for each in found["fragments_info"]] == ["RECEIVED", "RECEIVED"]


def test_a_reply_joins_the_conversation_that_a_program_named(app, air, message, spool):
    made = message()
    air.carry()
    facts = "INSERT INTO message_facts (transmission_id, conversation_id) VALUES (1, 'lunch')"
    spool.write(lambda db: db.execute(facts))
    answer, late = air.bring("Yes"), air.bring("Who?", "+33123456789")
    assert app.get(f"{PATH}/{answer}").json["conversation_id"] == "lunch"
    assert [each["id"] for each in app.all(PATH, conversation_id="lunch")] == [answer, made]
    assert app.get(f"{PATH}/{late}").json["conversation_id"] != "lunch"


def test_a_program_settles_what_came_in(app, air, message):
    came = air.bring("Hi")
    assert app.post(f"{PATH}/{came}", {"state": "PROCESSED"}).json == {"id": came}
    found = app.get(f"{PATH}/{came}").json
    assert (found["state"], found["version_number"]) == ("PROCESSED", 2)
    assert app.post(f"{PATH}/{came}", {**found, "state": "PROCESSED"}).status == 200
    assert app.get(f"{PATH}/{came}").json["version_number"] == 2
    for body, status in (
        ({"state": "CONVERTED"}, 400),
        ({"state": "RECEIVED"}, 400),
        ({"state": "LOST"}, 400),
        ({"state": "PROCESSED", "version_number": 1}, 409),
    ):
        assert app.post(f"{PATH}/{came}", body).status == status
    assert app.post(f"{PATH}/{message()}", {"state": "PROCESSED"}).status == 400


def test_a_program_tells_of_a_conversion(app, air, message):
    made = message()
    said = {"state": "converted", "converted_date": 1_700_000_100_000, "conversion_info_source": "shop"}
    early = app.post(f"{PATH}/{made}", said)
    assert (early.status, early.json["error_code"]) == (409, "409")
    air.carry()
    assert app.post(f"{PATH}/{made}", {**said, "version_number": "3"}).json == {"id": made}
    found = app.get(f"{PATH}/{made}").json
    assert (found["state"], found["converted_date"], found["conversion_info_source"]) == (
        "CONVERTED",
        1_700_000_100_000,
        "shop",
    )
    assert found["version_number"] == 4
    stale = app.post(f"{PATH}/{made}", {**said, "version_number": "3"})
    assert (stale.status, stale.json["error_code"]) == (409, "1001")


def test_a_deleted_one_is_out_of_the_lists_and_can_be_read(app, air, message, alice):
    made, came = message(), air.bring("Hi")
    for each in (made, came, made):
        assert app.delete(f"{PATH}/{each}").json == {"id": each}
        assert app.get(f"{PATH}/{each}").json["state"] == "DELETED"
    assert app.all(PATH) == [] and air.claim() is None and alice.get("/transmissions").json == []
    assert [each["id"] for each in app.all(PATH, state="DELETED")] == [came, made]
    assert app.post(f"{PATH}/{came}", {"state": "PROCESSED"}).status == 409


def test_one_that_a_line_has_in_hand_can_not_be_deleted(app, air, message):
    made = message()
    air.claim()
    assert app.delete(f"{PATH}/{made}").status == 409
    assert app.get(f"{PATH}/{made}").json["state"] == "CREATED"


def test_filters(app, air, message, alice, draft):
    first, second = message(), message(text="two")
    air.carry()
    came = air.bring("Hi", "+33123456789")
    waits = encode("message", draft(alice, phone="+4930555"))
    contact = app.get(f"{PATH}/{second}").json["contact_id"]
    sender = app.get(f"{PATH}/{first}").json["customer_sender_id"]
    names = {first: "1", second: "2", came: "3", waits: "4"}
    for query, found in (
        ({}, "4321"),
        ({"sort": "created_date,id"}, "1234"),
        ({"sort": "-body", "limit": 2}, "21"),
        ({"limit": 1, "offset": 1}, "3"),
        ({"offset": 9}, ""),
        ({"state": "SENT"}, "1"),
        ({"state": "SENT,CREATED"}, "21"),
        ({"state": "SCHEDULED"}, "4"),
        ({"state": "READ"}, ""),
        ({"state": "FAILED,EXPIRED,DELIVERED"}, ""),
        ({"direction": "MO"}, "3"),
        ({"direction": "mt", "state": "SENT"}, "1"),
        ({"to_address": FAR}, "21"),
        ({"to_address": FAR.replace("+", " ")}, "21"),
        ({"to_address": FAR[1:]}, "21"),
        ({"to_address": f"{FAR},+4930555"}, "421"),
        ({"to_address": OURS}, "3"),
        ({"from_address": OURS}, "1"),
        ({"from_address": "+33123456789"}, "3"),
        ({"from_address": "+4999"}, ""),
        ({"id": f"{first},{came}"}, "31"),
        ({"contact-id": contact}, "2"),
        ({"contact_id": "nobody"}, ""),
        ({"customer_sender_id": sender}, "31"),
        ({"message_request_id": encode("request", 7)}, ""),
        ({"external_message_request_id": "mine"}, ""),
        ({"campaign_id": "x"}, ""),
        ({"conversation_id": "x"}, ""),
        ({"failure_code": "OTHER"}, ""),
        ({"body": "two"}, "2"),
        ({"subject": "x"}, ""),
        ({"type": "SMS"}, "4321"),
        ({"type": "MMS"}, ""),
        ({"type": "FAX"}, ""),
        ({"message_delivery_provider": "APN"}, ""),
        ({"external_transaction_ids": "40"}, "1"),
        ({"created_date": "[1700000001000,]"}, "43"),
        ({"created_date": "[,1700000001000)"}, "21"),
        ({"sent_date": "[1700000002000,1700000002000]"}, "1"),
        ({"delivered_date": "[0,]"}, ""),
        ({"price": "[0,1.5]"}, ""),
        ({"application_id": "5"}, ""),
        ({"unknown": "x"}, "4321"),
    ):
        reply = app.get(PATH, query=query).json
        assert "".join(names[each["id"]] for each in reply["list"]) == found, query
        if "limit" not in query and "offset" not in query:
            assert reply["total"] == len(found), query
    assert app.get(PATH, query={"limit": 1}).json["total"] == 4
    for query in (
        {"state": "LOST"},
        {"direction": "UP"},
        {"created_date": "soon"},
        {"price": "much"},
        {"sort": "colour"},
    ):
        refused = app.get(PATH, query=query)
        assert (refused.status, refused.json["error_code"]) == (400, "400"), query


def test_the_messages_of_a_request(app, air, program):
    asked = {"to": [FAR, "+4930555"], "body": "Hello", "external_id": "mine", "campaign_id": "spring", "subject": "s"}
    request = app.new("/messaging/message_requests", {**asked, "conversation_id": "lunch"})
    path = f"/messaging/message_requests/{request}/messages"
    air.carry()
    late, early = app.all(path)
    assert (early["state"], late["state"], early["to_address"]) == ("SENT", "CREATED", FAR)
    for each in (late, early):
        assert (each["message_request_id"], each["external_message_request_id"]) == (request, "mine")
        assert (each["campaign_id"], each["subject"], each["conversation_id"]) == ("spring", "s", "lunch")
    for query in (
        {"message_request_id": request, "state": "SENT"},
        {"external_message_request_id": "mine", "to_address": FAR},
        {"campaign_id": "spring", "from_address": OURS},
    ):
        assert [each["id"] for each in app.all(PATH, **query)] == [early["id"]], query
    assert [each["id"] for each in app.all(path, state="CREATED")] == [late["id"]]
    assert app.get(path, query={"limit": 1}).json["total"] == 2
    assert app.get(f"/messaging/message_requests/{'x' * 22}/messages").status == 404
    assert program("alice", "other").get(path).status == 404
    test = app.new("/messaging/message_requests", {**asked, "test_message_flag": True})
    assert {each["state"] for each in app.all(PATH, message_request_id=test)} == {"TEST"}
    paused = app.new("/messaging/message_requests", {**asked, "pause_before_transmit": True})
    assert {each["state"] for each in app.all(PATH, message_request_id=paused)} == {"PAUSED"}
    app.post(f"/messaging/message_requests/{paused}", {"state": "CANCELED"})
    assert {each["state"] for each in app.all(PATH, message_request_id=paused, state="DELETED")} == {"DELETED"}
    assert app.all(PATH, state="TEST,PAUSED", message_request_id=f"{test},{paused}") != []


def test_sending_is_not_done_here(app, air, message):
    made = message()
    for path in (PATH, f"{PATH}/{made}/attachments"):
        refused = app.post(path, {"state": "SENT"})
        assert (refused.status, refused.json["error_code"]) == (403, "403")
    assert app.all(f"{PATH}/{made}/attachments") == []
    assert app.get(f"{PATH}/{'x' * 22}/attachments").status == 404


def test_a_fax_and_a_call_are_messages_of_their_type(app, spool, people):
    owner = people["alice"].user_id
    row = (
        "INSERT INTO transmissions (user_id, direction, service, party, state, verdict, parts, created_at)"
        " VALUES (?, ?, ?, '+4930', 'done', 'sent', 2, 5)"
    )
    for direction, service in (("outbound", 2), ("inbound", 2), ("outbound", 1)):
        spool.write(lambda db, d=direction, s=service: db.execute(row, (owner, d, s)))
    found = [(each["type"], each["direction"], each["fragments_info"]) for each in app.all(PATH)]
    assert found == [("VOICE", "MT", []), ("FAX", "MO", []), ("FAX", "MT", [])]
    assert len(app.all(PATH, type="FAX")) == 2
