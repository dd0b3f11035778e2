"""What becomes of the texts that come in with a keyword: STOP and START, and each owner's own."""

from __future__ import annotations

import pytest

from appliance.errors import Conflict
from appliance.office import matching, phrases
from appliance.office.desk import Actor
from appliance.spool import events, inbound, keywords
from appliance.spool.consents import CONSENTS, HISTORY
from appliance.spool.inbound import Incoming, Owner
from appliance.spool.listing import Page, exactly
from appliance.spool.transmissions import TRANSMISSIONS

PHONE = "+491711234567"


class Air:
    """Brings texts to the line gsm1, as a modem would; each is a message of its own."""

    def __init__(self, spool, office, owner: Actor) -> None:
        self.spool, self.office, self.count = spool, office, 0
        self.owner = Owner(owner.user_id)

    def bring(self, text, sender=PHONE, line="gsm1", fingerprint=None):
        """What the message's event tells."""
        self.count += 1
        mark = (fingerprint or str(self.count)).encode()
        now = self.office.desk.clock()
        incoming = Incoming("sim", line, mark, sender, now, None, text, b"tpdu")

        def take(db):
            return inbound.store(
                db,
                incoming,
                now,
                join=lambda tpdus: "",
                owner=lambda db, sender, line: self.owner,
                hear=self.office.hearing,
            )

        before = events.newest(self.spool.read())
        self.spool.write(take)
        told = [each for each in events.after(self.spool.read(), before) if each.kind == events.SMS_RECEIVED]
        return told[0].data if told else None


@pytest.fixture
def alice_(people):
    return people["alice"]


@pytest.fixture
def air(spool, office, alice_):
    return Air(spool, office, alice_)


@pytest.fixture
def line(lines, office, people):
    """line(managed): gsm1's sender id."""

    def make(managed=False, name="gsm1", **more):
        lines(name)
        known = office.senders.find(people["admin"], exactly(outlet=name), Page()).rows[0].id
        said = {"consent_managed_by": "SCG" if managed else "USER", **more}
        return office.senders.update(people["admin"], known, **said)

    return make


@pytest.fixture
def status(spool):
    """status(phone): what is known of it."""
    return lambda phone=PHONE: [each.status for each in CONSENTS.find(spool.read(), exactly(address=phone)).rows]


@pytest.fixture
def answers(spool):
    """What the box has said by itself."""

    def find():
        rows = TRANSMISSIONS.find(spool.read(), exactly(origin="keyword")).rows
        return [each.body for each in reversed(rows)]

    return find


@pytest.fixture
def text(office, alice_):
    """text(): ask to send something; how that stands."""

    def send(phone=PHONE, **more):
        view = office.messages.send(alice_, phone, "hello", **more)
        return view.standing, view.cause, view.cause_text

    return send


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop. ", "STOPALL", "Stop all", "unsubscribe", "Cancel", "END", "quit"]
)
def test_whoever_says_stop_gets_nothing_any_more(air, text, status, word):
    told = air.bring(word)
    assert told["keyword"] == "STOP"
    assert status() == ["OPTOUT"]
    assert text() == ("rejected", "NO_CONSENT", f"{PHONE} has opted out")
    assert text("01711234567")[0] == "rejected"
    assert text("+491711234568")[0] == "active"


@pytest.mark.parametrize("word", ["Abmelden", "Arrêt", "arret", "BAJA", "cancella", "Sair", "afmelden", "wypisz"])
def test_in_the_usual_languages_too(air, status, word):
    air.bring(word)
    assert status() == ["OPTOUT"]


@pytest.mark.parametrize("words", ["Stop by for tea?", "Please don't stop", "Yes", "Ja gern", "end of story", ""])
def test_what_people_write_to_each_other_is_no_keyword(air, text, status, words):
    assert air.bring(words) == {}
    assert status() == []
    assert text()[0] == "active"


def test_start_takes_it_back(air, text, status):
    air.bring("STOP")
    air.bring("START")
    assert status() == ["OPTIN"]
    assert text()[0] == "active"


def test_yes_takes_it_back_too(air, status):
    air.bring("STOP")
    assert air.bring("Yes")["keyword"] == "YES"
    assert status() == ["OPTIN"]


def test_what_waited_is_rejected_in_the_same_step(air, text, office, alice_, spool):
    waiting = [office.messages.send(alice_, phone, "hello") for phone in (PHONE, "+491711234568", "00491711234567")]
    air.bring("STOP")
    assert [office.messages.read(alice_, each.id).standing for each in waiting] == ["rejected", "active", "rejected"]
    done = [each for each in events.after(spool.read(), 0) if each.kind == events.TRANSMISSION_DONE]
    assert [each.data["cause"] for each in done] == ["NO_CONSENT", "NO_CONSENT"]


def test_the_history_tells_what_was_said(air, spool):
    air.bring("Stop.")
    (said,) = HISTORY.find(spool.read()).rows
    assert (said.source, said.status, said.message, said.keyword) == ("MESSAGE", "OPTOUT", "Stop.", "STOP")


def test_a_line_that_the_box_does_not_manage_answers_nothing(air, line, answers):
    line()
    for word in ("STOP", "START", "HELP"):
        air.bring(word)
    assert answers() == []


def test_at_a_managed_line_each_is_answered_once(air, line, answers, status):
    line(managed=True)
    for word in ("STOP please", "stop", "START", "HELP"):
        air.bring(word)
    assert [each.partition(".")[0] for each in answers()] == [
        "You will get no more messages from this number",
        "You will get messages from this number",
        "This number sends messages to those who agreed to them",
    ]
    assert status() == ["OPTIN"]


def test_the_answer_goes_through_the_same_line_in_the_language_of_the_word(air, line, answers, spool):
    line(managed=True)
    air.bring("Abmelden")
    assert answers()[0].startswith("Sie bekommen")
    way = spool.read().execute("SELECT lane, bound FROM transmissions WHERE origin = 'keyword'").fetchone()
    assert way == ("gsm1", 1)


def test_a_message_that_is_brought_again_is_answered_once(air, line, answers):
    line(managed=True)
    air.bring("STOP", fingerprint="one")
    assert air.bring("STOP", fingerprint="one") is None
    assert len(answers()) == 1


@pytest.mark.parametrize("sender", ["72404", "BANK", "+12345", ""])
def test_no_answer_to_who_is_no_telephone(air, line, answers, sender):
    line(managed=True)
    air.bring("STOP", sender=sender)
    assert answers() == []


def test_the_line_keeps_a_STOP_that_came_to_it_under_another_name(office, alice_, people, air, line, text):
    named = office.senders.create(alice_, parent_id=line())
    made = office.consents.create(alice_, PHONE, sender_id=named, status="OPTIN")
    air.bring("STOP")
    assert office.consents.read(alice_, made).status == "OPTOUT"
    office.senders.delete(alice_, named)
    assert text()[0] == "rejected"


def test_two_boxes_that_answer_each_other_soon_stop(air, line, answers, clock):
    line(managed=True)
    for _ in range(60):
        clock.now += 60
        air.bring("STOP")
        air.bring("START")
    assert len(answers()) == 5
    clock.now += 24 * 3600
    for _ in range(200):
        clock.now += 400
        air.bring("STOP")
        air.bring("START")
    assert len(answers()) == 25


def test_nothing_that_the_box_answers_is_a_keyword(office):
    words = matching.words_of(keywords.reserved(office.desk.read()))
    said = [phrases.ASKING.format(name="This number")]
    said += [text for kind in phrases._PHRASES.values() for text in kind.values()]
    assert not [each for each in said if matching.built_in(each, words, by_first_word=True)]
    assert all(office.desk.carrier.measure(each, {}).parts == 1 or not each.isascii() for each in said)


def test_a_blacklisted_number_stays_on_its_list_whatever_it_says(office, alice_, air, line, status, text):
    sender = line()
    made = office.consents.create(alice_, PHONE, sender_id=sender, status="BLACKLIST")
    air.bring("START")
    assert status() == ["BLACKLIST"]
    assert text()[2] == f"{PHONE} is on the black list"
    office.consents.update(alice_, made, status="NONE")
    assert text()[0] == "active"


def test_a_whitelisted_number_stays_on_its_list(office, alice_, air, line, status, text):
    office.consents.create(alice_, PHONE, sender_id=line(), status="WHITELIST")
    air.bring("STOP")
    assert (status(), text()[0]) == (["WHITELIST"], "active")


def test_double_opt_in(office, alice_, air, line, answers, status, clock):
    made = office.consents.create(alice_, PHONE, sender_id=line(managed=True), status="OPTIN")
    assert (status(), answers()) == (
        ["NONE"],
        ["This number would like to send you messages. Reply YES to agree, STOP to decline."],
    )
    assert office.consents.read(alice_, made).asked_at == clock.now
    air.bring("yes!")
    assert status() == ["OPTIN"]
    assert office.consents.read(alice_, made).asked_at is None
    assert answers()[1].startswith("You will get messages")


def test_an_answer_that_is_late_does_not_count(office, alice_, air, line, status, clock):
    office.consents.create(alice_, PHONE, sender_id=line(managed=True))
    clock.now += 24 * 3600
    assert air.bring("yes") == {}
    assert status() == ["NONE"]


def test_who_declines_is_not_asked_again(office, alice_, air, line, status):
    made = office.consents.create(alice_, PHONE, sender_id=line(managed=True))
    air.bring("Stop")
    assert status() == ["OPTOUT"]
    with pytest.raises(Conflict, match="declined"):
        office.consents.update(alice_, made, status="OPTIN")
    assert status() == ["OPTOUT"]


def test_an_own_keyword_is_told_with_what_it_is_about(office, alice_, air, status):
    made = office.keywords.create(
        alice_, name="Sports", value="SPORTS?", actions=["OPTIN"], associated_info="i=1", campaign_id="c1"
    )
    for text in ("sport", " Sports ", "SPORTS now please", "Sports!", "sports, please"):
        told = air.bring(text)
        assert told == {"keyword_id": made, "keyword": "SPORTS?", "associated_info": "i=1", "campaign_id": "c1"}
    assert status() == ["OPTIN"]
    assert air.bring("sportsman") == {}


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ({"value": "Join", "sensitivity": "SENSITIVE"}, "Join", True),
        ({"value": "Join", "sensitivity": "SENSITIVE"}, "JOIN", False),
        ({"value": "(Join)", "sensitivity": "SENSITIVE"}, "JOIN", False),
        ({"value": "(Join)"}, "JOIN", True),
        ({"value": "[[:digit:]]+"}, "123", True),
        ({"value": "join", "valid_from": 1_700_000_001.0}, "join", False),
        ({"value": "join", "valid_to": 1_699_999_999.0}, "join", False),
        ({"value": "join", "valid_from": 1_700_000_000.0, "valid_to": 1_700_000_000.0}, "join", True),
        ({"value": "(a+)+b"}, "a" * 1999, False),
    ],
)
def test_when_a_keyword_is_met(office, alice_, air, fields, text, expected):
    office.keywords.create(alice_, **fields)
    assert bool(air.bring(text)) is expected


def test_a_keyword_of_one_line_is_met_there_alone(office, alice_, air, line):
    office.keywords.create(alice_, value="join", sender_id=line(name="gsm2"))
    line()
    assert air.bring("join") == {}
    assert air.bring("join", line="gsm2")


def test_another_users_keyword_is_not_met(office, people, air):
    office.keywords.create(people["bob"], value="join")
    assert air.bring("join") == {}


def test_whatever_fails_the_message_is_taken_in(office, air, monkeypatch, caplog):
    monkeypatch.setattr(office.hearing._marking, "said", lambda *args: 1 / 0)
    assert air.bring("STOP") == {}
    assert "could not be followed" in caplog.text


def test_each_change_is_told(air, spool):
    air.bring("STOP")
    (told,) = [each for each in events.after(spool.read(), 0) if each.kind == events.CONSENT_CHANGED]
    assert told.data["status"] == "OPTOUT"


def test_who_opts_in_is_acquired(air, office, alice_, clock):
    ann, bea = (office.profiles.create(alice_, phone=phone) for phone in ("0171 1234567", "+4917199"))
    clock.now += 5
    air.bring("START")
    first = clock.now
    clock.now += 5
    air.bring("STOP")
    air.bring("START")
    found = office.profiles.read(alice_, ann)
    assert (found.first_acquired_at, found.last_acquired_at, found.version) == (first, clock.now, 3)
    assert office.profiles.read(alice_, bea).first_acquired_at is None
