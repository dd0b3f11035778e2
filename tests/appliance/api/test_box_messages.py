"""What the page asks of /box/v1: conversations, messages, how a text would go, what wants attention."""

import pytest

from appliance.spool import line_states
from appliance.spool.line_states import LineState

NUMBER = "+491711234567"


def send(client, text="hello", number=NUMBER, key=None, **more):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/box/v1/messages", {"number": number, "text": text, **more}, headers=headers)


def rows(client, path, **query):
    reply = client.get(f"/box/v1/{path}", query=query)
    assert reply.status == 200, reply.body
    return reply.json


def test_a_message_is_written_in_one_request(alice, routes):
    reply = send(alice, "Grüße", "+49 171 123 45 67")
    assert reply.status == 200
    row = reply.json
    assert (row["number"], row["text"], row["standing"], row["direction"]) == (NUMBER, "Grüße", "active", "outbound")
    assert routes.woken == ("",)
    assert rows(alice, "messages", number=NUMBER) == [row]


def test_the_same_key_makes_one_message(alice, routes):
    first, second = (send(alice, key="abc").json for _ in range(2))
    assert first["id"] == second["id"]
    assert routes.woken == ("",)
    assert send(alice, "other words", key="abc").status == 409
    assert send(alice, number="+4912", key="abc").status == 409
    assert len(rows(alice, "messages")) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x"},
        {"number": "", "text": "x"},
        {"number": "abc", "text": "x"},
        {"number": NUMBER},
        {"number": NUMBER, "text": ""},
        {"number": NUMBER, "text": "x" * 41_000},
        {"number": NUMBER, "text": "x", "priority": 10},
        {"number": NUMBER, "text": "x", "expires_at": 1},
        {"number": NUMBER, "text": "x", "doubt": "perhaps"},
    ],
)
def test_what_can_not_go_is_refused_and_leaves_nothing(alice, body):
    assert alice.post("/box/v1/messages", body).status == 422
    assert rows(alice, "messages") == []
    assert alice.get("/programs").json == []


def test_no_line_no_message(alice, routes):
    routes.ready = False
    assert send(alice).status == 503
    assert rows(alice, "messages") == []


def test_conversations_are_the_newest_message_of_each_number(alice, bob, admin, people, journal):
    send(alice, "one", "+491")
    journal.came_in(people["alice"].user_id, "+492", "two")
    journal.came_in(people["alice"].user_id, "+491", "three")
    found = rows(alice, "conversations")
    assert [(row["number"], row["text"], row["direction"]) for row in found] == [
        ("+491", "three", "inbound"),
        ("+492", "two", "inbound"),
    ]
    assert rows(alice, "conversations", limit=1) == found[:1]
    assert rows(alice, "conversations", before=found[0]["id"]) == found[1:]
    assert rows(bob, "conversations") == []
    assert rows(admin, "conversations") == found


def test_messages_carry_the_name_of_the_contact(alice):
    alice.post("/contacts", {"phone": NUMBER, "first_name": "Ada", "last_name": "Lovelace"})
    assert send(alice).json["name"] == "Ada Lovelace"
    assert [row["name"] for row in rows(alice, "messages", search="lovelace")] == ["Ada Lovelace"]


def test_messages_are_paged_from_both_ends_and_searched(alice, people, journal):
    made = [journal.came_in(people["alice"].user_id, "+491", f"message {number}") for number in range(5)]

    def found(path="messages", **query):
        return [row["id"] for row in rows(alice, path, **query)]

    assert found() == made[::-1]
    assert found("messages/in-order") == made
    assert found(limit=2) == made[:2:-1]
    assert found(before=made[3], limit=2) == [made[2], made[1]]
    assert found("messages/in-order", after=made[3]) == [made[4]]
    assert found(search="MESSAGE 3") == [made[3]]
    assert found(search="%") == []


def test_messages_are_shown_by_what_became_of_them(alice, sent, journal, people):
    journal.came_in(people["alice"].user_id, "+491", "came in")
    states = {sent(alice): verdict for verdict in ("sent", "failed", "rejected", "in_doubt", "cancelled")}
    for made, verdict in states.items():
        journal.end(made, verdict, "CMS 38" if verdict == "failed" else "", "network out of order")
    waiting, active = sent(alice), sent(alice)
    journal.wait(waiting)

    def standings(show):
        return [(row["id"], row["standing"]) for row in rows(alice, "messages", show=show)]

    assert standings("under_way") == [(active, "active"), (waiting, "waiting")]
    assert [standing for _, standing in standings("in_doubt")] == ["in_doubt"]
    assert [standing for _, standing in standings("not_sent")] == ["cancelled", "rejected", "failed"]
    assert len(standings("outbound")) == 7
    assert alice.get("/box/v1/messages", query={"show": "nonsense"}).status == 422
    failed = rows(alice, "messages", show="not_sent")[2]
    assert (failed["cause"], failed["cause_text"], failed["line"]) == ("CMS 38", "network out of order", "gsm1")
    assert rows(alice, "messages", show="under_way")[1]["next_at"] == 9_000_000_000


@pytest.mark.parametrize(
    ("states", "delivery"),
    [([], ""), (["accepted"], ""), (["delivered"], "delivered"), (["undelivered"], "undelivered")],
)
def test_what_reports_told_of_a_message(alice, sent, journal, states, delivery):
    made = sent(alice)
    for number, state in enumerate(states, 1):
        journal.part(made, number, state)
    journal.end(made, "sent")
    assert alice.get(f"/box/v1/transmissions/{made}").json["delivery"] == delivery


def test_how_a_text_would_go(alice):
    assert alice.post("/box/v1/measure", {"text": "a" * 161}).json == {
        "encoding": "GSM7",
        "parts": 2,
        "units_left": 159,
        "beyond": "",
    }
    assert alice.post("/box/v1/measure", {"text": "a😀b😀ü"}).json["beyond"] == "😀ü"
    assert alice.post("/box/v1/measure", {"text": ""}).status == 422
    assert alice.post("/box/v1/measure", {"text": "a" * 60_000}).status == 422


def test_what_wants_attention(alice, bob, admin, sent, journal):
    doubtful = sent(alice)
    journal.end(doubtful, "in_doubt")
    sent(alice)
    now = rows(alice, "now")
    assert (now["under_way"], now["in_doubt"]) == (1, 1)
    assert now["newest_event"] == rows(admin, "events")[-1]["id"]
    assert (rows(bob, "now")["in_doubt"], rows(admin, "now")["in_doubt"]) == (0, 1)


def test_lines_that_are_down_want_attention(alice, spool):
    for name, state in (("gsm1", "ready"), ("gsm2", "off"), ("gsm3", "absent"), ("gsm4", "paused")):
        seen = LineState(name, state)
        spool.write(lambda db, seen=seen: line_states.save(db, seen, 1_700_000_000.0))
    assert rows(alice, "now")["lines_down"] == 2


def test_a_message_is_sent_again(alice, bob, sent, journal):
    made = sent(alice)
    assert alice.post(f"/box/v1/transmissions/{made}/retry").status == 409
    journal.end(made, "failed")
    assert bob.post(f"/box/v1/transmissions/{made}/retry").status == 404
    assert alice.post(f"/box/v1/transmissions/{made}/retry").json is True
    assert alice.get(f"/box/v1/transmissions/{made}").json["standing"] == "active"


def test_the_events_of_one_message(alice, sent):
    first, second = sent(alice), sent(alice)
    told = rows(alice, "events", transmission_id=second)
    assert {event["transmission_id"] for event in told} == {second} != {first}
