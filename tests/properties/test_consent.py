"""Whatever is said, asked and sent in whatever order: who does not want a text gets none, and hears so once."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from appliance import parties
from appliance.domain import Line, Service
from appliance.office import Office
from appliance.office.answering import HOUR, IN_AN_HOUR
from appliance.office.desk import actor_of
from appliance.settings import Settings
from appliance.spool import inbound, queue
from appliance.spool.attempts import finish
from appliance.spool.inbound import Incoming, Owner
from appliance.spool.listing import Page, exactly
from appliance.spool.store import Spool
from tests.appliance.conftest import SimpleCarrier
from tests.appliance.spool.conftest import SENT

NUMBERS = ("+491711234567", "+491711234568")
PHONES = st.sampled_from(NUMBERS)
SPELLINGS = st.sampled_from(["{0}", "00{0}", "0{1}"])
NOW = 1_700_000_000.0
LINES = ("gsm1", "gsm2")
STOPS, STARTS = {"STOP", "Abmelden"}, {"START", "UNSTOP"}
WORDS = st.sampled_from([*STOPS, *STARTS, "Yes", "Hello", "HELP", "stop by for tea"])
STATUSES = st.sampled_from(["NONE", "OPTIN", "OPTOUT", "BLACKLIST", "WHITELIST"])


def house(path: Path, clock: Callable[[], float]) -> tuple[Spool, Office]:
    """A box on those data."""
    spool = Spool(path / "spool")
    spool.open()
    configured = Settings(path / "box.json")
    return spool, Office(spool, SimpleCarrier(), path / "media", clock=clock, configuration=configured)


@functools.cache
def begun() -> tempfile.TemporaryDirectory[str]:
    """The data of a box with alice and two lines, one managed: made once."""
    folder = tempfile.TemporaryDirectory()
    spool, office = house(Path(folder.name), lambda: NOW)
    for name in LINES:
        Settings(Path(folder.name) / "box.json").add_line(Line(name))
    alice = actor_of(office.people.user(id=office.people.add_user("alice", "long enough", role="admin")))
    (managed,) = office.senders.find(alice, exactly(outlet="gsm1"), Page()).rows
    office.senders.update(alice, managed.id, consent_managed_by="SCG")
    spool.close()
    return folder


def _number(address: str) -> str:
    return next(each for each in NUMBERS if parties.same(each, address))


class Consent(RuleBasedStateMachine):
    """`model` is what each number and line came to, by the rules that a person would give."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = shutil.copytree(begun().name, Path(self.folder.name) / "box")
        self.now, self.count = NOW, 0
        self.spool, self.office = house(path, lambda: self.now)
        self.user = 1
        self.alice = actor_of(self.office.people.user(id=self.user))
        self.senders = {each.outlet: each.id for each in self.office.senders.find(self.alice, (), Page()).rows}
        self.model: dict[tuple[str, str], str] = {}

    def teardown(self) -> None:
        self.spool.close()
        self.folder.cleanup()

    @rule(phone=PHONES, line=st.sampled_from(LINES), word=WORDS)
    def says(self, phone, line, word) -> None:
        self.count += 1
        incoming = Incoming("sim", line, str(self.count).encode(), phone, None, None, word, b"")
        home = {"owner": lambda db, sender, line: Owner(self.user), "hear": self.office.hearing}
        self.spool.write(lambda db: inbound.store(db, incoming, self.now, join=lambda tpdus: "", **home))
        was = self.model.get((phone, line), "NONE")
        stops = word in STOPS or (line == "gsm1" and word.startswith("stop"))
        starts = word in STARTS or (word == "Yes" and was == "OPTOUT")
        if was not in ("BLACKLIST", "WHITELIST") and (stops or starts):
            self.model[phone, line] = "OPTOUT" if stops else "OPTIN"

    @rule(phone=PHONES, status=STATUSES)
    def posts(self, phone, status) -> None:
        """At the line that its users manage."""
        where = [
            each for each in self.office.consents.find(self.alice, (), Page()).rows if parties.same(each.address, phone)
        ]
        known = next((each.id for each in where if each.sender_id == self.senders["gsm2"]), None)
        if known is None:
            self.office.consents.create(self.alice, phone, sender_id=self.senders["gsm2"], status=status)
        else:
            self.office.consents.update(self.alice, known, status=status)
        self.model[phone, "gsm2"] = status

    @rule(phone=PHONES, spelling=SPELLINGS)
    def sends(self, phone, spelling) -> None:
        digits = phone.removeprefix("+")
        written = phone if spelling == "{0}" else spelling.format(digits, digits[2:])
        made = self.office.messages.send(self.alice, written, "hello")
        unwanted = any(self.model.get((phone, line)) in ("OPTOUT", "BLACKLIST") for line in LINES)
        assert (made.standing == "rejected") is unwanted, self.model

    @rule(line=st.sampled_from(LINES))
    def carries(self, line) -> None:
        """Nothing goes to who declined, but for the word that they did."""
        claim = self.spool.write(lambda db: queue.claim(db, line, "sim", Service.SMS, ("", line), self.now))
        if claim is None:
            return
        phone = _number(claim.party)
        confirms = claim.options.get("consent") == "NONE"
        assert confirms or self.model.get((phone, line)) not in ("OPTOUT", "BLACKLIST")

        def end(db) -> None:
            for number in claim.left:
                if number != claim.left[0]:
                    queue.begin_part(db, claim, number, self.now)
                queue.part_accepted(db, claim, number, self.count % 256, self.now)
            finish(db, claim, SENT, None, self.now)

        self.spool.write(end)

    @rule(seconds=st.sampled_from([1.0, 700.0, 90_000.0]))
    def waits(self, seconds) -> None:
        self.now += seconds

    @invariant()
    def it_knows_what_was_said(self) -> None:
        rows = self.office.consents.find(self.alice, (), Page()).rows
        names = {number: name for name, number in self.senders.items()}
        known = {(_number(each.address), names[each.sender_id]): each.status for each in rows}
        assert {place: status for place, status in known.items() if status != "NONE"} == {
            place: status for place, status in self.model.items() if status != "NONE"
        }

    @invariant()
    def it_never_says_much(self) -> None:
        statement = "SELECT party, count(*) FROM transmissions WHERE origin = 'keyword' AND created_at > ? GROUP BY 1"
        counts = self.spool.read().execute(statement, (self.now - HOUR,)).fetchall()
        assert all(count <= IN_AN_HOUR for _, count in counts)


TestConsent = Consent.TestCase
TestConsent.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
