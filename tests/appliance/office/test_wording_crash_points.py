"""A crash at every boundary of a request that is translated: each gets one message, in their language."""

from __future__ import annotations

import itertools

import pytest

from appliance import identifiers
from appliance.office import Office, dispatch
from appliance.office.outlets import Unconfigured
from appliance.outside import TranslationSettings
from appliance.spool.recovery import recover
from appliance.translation.server import Translated, Untranslated
from appliance.translation.worker import Worker
from tests.appliance.conftest import SimpleCarrier
from tests.appliance.office.test_requests_crash_points import ALICE, NOW, Crash, SteppedSpool

NAMES = ("Ada", "Bob", "Ada", "Cid", "Bad", "Eve")
BAD = "hello Bad"


class Configured(Unconfigured):
    def translation(self):
        return TranslationSettings("http://x")

    def public_url(self):
        return "http://box"


class Mouth:
    """Translates all but one; `asked` outlives the box, as the server's own books do."""

    def __init__(self, asked):
        self.asked = asked

    def translate(self, text, source, target):
        self.asked.append(text)
        return Untranslated("I won't") if BAD in text else Translated(text.replace("hello", "hallo"))

    def hang_up(self):
        pass


class Box:
    """As much of one as a translation needs, on a spool that may crash."""

    def __init__(self, path, asked, at=None):
        self.now = NOW
        self.spool = SteppedSpool(path)
        self.spool.open()
        self.spool.write(lambda db: recover(db, self.now))
        self.office = Office(
            self.spool, SimpleCarrier(), path.parent, clock=lambda: self.now, configuration=Configured()
        )
        self.worker = Worker(self.spool, Mouth(asked), lambda: None, lambda: self.now)
        self.spool.at, self.spool.passed = at, 0

    def prepare(self):
        office = self.office
        office.people.add_user("alice", "long enough", role="admin")
        group = office.groups.create(ALICE, name="all")
        for number, name in enumerate(NAMES):
            made = office.contacts.create(ALICE, phone=f"+49171{number:05}", first_name=name)
            office.groups.link(ALICE, made, group)

    def run(self):
        if not self.count("message_requests"):
            to, body = [f"group:{identifiers.encode('group', 1)}"], 'hello ${first_name} #track("https://a.example")'
            self.office.requests.create(ALICE, recipients=to, body=body, translate=True, dst_language="de", test=True)
        while self.request.state == "PREPARING":
            self.now += 1
            self.office.dispatch(self.now)
            while self.worker.step():
                pass

    @property
    def request(self):
        return self.office.requests.read(ALICE, 1)

    def count(self, table):
        return self.spool.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(dispatch, "AT_ONCE", 4)


@pytest.fixture
def prepared(tmp_path):
    box = Box(tmp_path / "prepared.sqlite", [])
    box.prepare()
    box.spool.close()
    return (tmp_path / "prepared.sqlite").read_bytes()


def test_wherever_it_crashes_each_gets_one_in_their_language(tmp_path, prepared):
    for at in itertools.count():
        path, asked = tmp_path / f"{at}.sqlite", []
        path.write_bytes(prepared)
        box = Box(path, asked, at)
        try:
            box.run()
        except Crash:
            box.spool.close()
            box = Box(path, asked)
            box.run()
        check(box, asked)
        passed = box.spool.passed
        box.spool.close()
        if box.spool.at is not None and passed <= at:
            return


def check(box, asked):
    found = box.request
    counts = (found.state, found.recipient_count, found.translated_count, found.untranslated_count)
    assert counts == ("COMPLETED", len(NAMES), len(NAMES) - 1, 1)
    assert found.translating_count - len(asked) in (0, 1)  # it is counted before it is asked for
    assert len(asked) - len(set(asked)) in (0, 1)
    rows = box.spool.read().execute("SELECT body FROM transmissions ORDER BY party").fetchall()
    said = [body.partition(" http://box/l/")[0] for (body,) in rows]
    assert said == [f"{'hello' if name == 'Bad' else 'hallo'} {name}" for name in NAMES]
    assert (box.count("links"), box.count("translations")) == (len(NAMES), 0)
