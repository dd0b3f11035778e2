"""A crash at every boundary of an import and of an export: each goes on, and nobody is there twice or not at all."""

from __future__ import annotations

import itertools
import shutil

import pytest

from appliance.api.scg.contactrows import ContactRows
from appliance.media.shelf import Shelf
from appliance.office import Office, contactexports, contactimports
from appliance.office.desk import Actor
from appliance.spool import events
from appliance.spool.listing import Page
from appliance.spool.profiles import PROFILES
from tests.appliance.conftest import SimpleCarrier
from tests.appliance.office.test_expansion_crash_points import Crash, SteppedSpool

NOW = 1_700_000_000.0
PEOPLE = 7
ALICE = Actor(1, "alice")
CONTENT = "first_name,phone\n" + "".join(f"n{at},{'none' if at == 3 else f'+49171{at}'}\n" for at in range(PEOPLE))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two contacts in a transaction."""
    monkeypatch.setattr(contactimports, "AT_ONCE", 2)
    monkeypatch.setattr(contactexports, "AT_ONCE", 2)


@pytest.fixture(autouse=True)
def nobody_tidies_up(monkeypatch):
    """After a power cut nothing does what an exception has done."""
    monkeypatch.setattr(Shelf, "remove", lambda shelf, names: None)


class Box:
    """As much of one as a job needs, on a spool that may crash."""

    def __init__(self, folder, at=None):
        self.spool = SteppedSpool(folder / "spool.sqlite")
        self.spool.open()
        self.office = Office(self.spool, SimpleCarrier(), folder / "media", clock=lambda: NOW)
        self.office.orphans.remove_all()
        self.spool.at, self.spool.passed = at, 0

    def run(self):
        """All jobs, to their end."""
        for jobs in (self.office.contact_imports, self.office.contact_exports):
            while jobs.run(NOW, ContactRows) is not None:
                pass

    def attachment(self, number):
        with self.office.attachments.open(ALICE, number) as file:
            return file.read().decode()


@pytest.fixture
def prepared(tmp_path):
    """prepared(name): a folder with a box that has one job of either kind to do."""
    folder = tmp_path / "prepared"
    folder.mkdir()
    box = Box(folder)
    box.office.people.add_user("alice", "long enough", role="admin")
    box.office.attachments.make(ALICE, [CONTENT.encode()], name="list")
    box.office.contact_imports.create(ALICE, attachment_id=1, group_id=box.office.groups.create(ALICE, name="all"))
    box.spool.close()

    def copy(name):
        return shutil.copytree(folder, tmp_path / name)

    return copy


def crashed(folder, at):
    """Whether it was, and the box that went on."""
    box = Box(folder, at)
    try:
        box.run()
    except Crash:
        box.office.contact_imports._close()
        box.spool.close()
        box = Box(folder)
        box.run()
        return True, box
    return False, box


def test_an_import_that_crashed_goes_on(prepared):
    for at in itertools.count():
        was, box = crashed(prepared(f"import-{at}"), at)
        names = [each.first_name for each in PROFILES.find(box.spool.read(), (), Page(99)).rows]
        assert names == ["n0", "n1", "n2", "n4", "n5", "n6"], at
        job = box.office.contact_imports.read(ALICE, 1)
        assert (job.state, job.imported_count, job.failed_count) == ("COMPLETED", 6, 1)
        assert box.attachment(job.failures_id).count("n3") == 1
        assert box.office.groups.read(ALICE, 1).contact_total == 6
        assert [each.kind for each in events.after(box.spool.read(), 0)] == ["contacts.imported"]
        box.spool.close()
        if not was:
            break
    assert at > 7


def test_an_export_that_crashed_goes_on(prepared):
    for at in itertools.count():
        folder = prepared(f"export-{at}")
        box = Box(folder)
        box.run()
        box.office.contact_exports.create(ALICE)
        box.spool.close()
        was, box = crashed(folder, at)
        job = box.office.contact_exports.read(ALICE, 1)
        assert (job.state, job.exported_count) == ("COMPLETED", 6)
        lines = box.attachment(job.attachment_id).splitlines()
        assert [line.split(",")[1] for line in lines[1:]] == ['"n0"', '"n1"', '"n2"', '"n4"', '"n5"', '"n6"'], at
        assert list((folder / "jobs").iterdir()) == []
        box.spool.close()
        if not was:
            break
    assert at > 7


def test_a_file_that_a_backup_did_not_have_is_begun_anew(prepared):
    folder = prepared("restored")
    box = Box(folder)
    box.office.contact_imports._step(box.office.contact_imports.read(ALICE, 1), ContactRows(), NOW)
    box.office.contact_imports._step(box.office.contact_imports.read(ALICE, 1), ContactRows(), NOW)
    shutil.rmtree(folder / "jobs")
    box.run()
    job = box.office.contact_imports.read(ALICE, 1)
    assert (job.state, job.imported_count, job.failed_count, job.failures_id) == ("COMPLETED", 6, 1, None)
    box.office.contact_exports.create(ALICE)
    box.office.contact_exports._step(box.office.contact_exports.read(ALICE, 1), ContactRows(), NOW)
    shutil.rmtree(folder / "jobs")
    box.run()
    job = box.office.contact_exports.read(ALICE, 1)
    assert job.exported_count == len(box.attachment(job.attachment_id).splitlines()) - 1 == 6
    box.spool.close()


def test_a_job_whose_owner_is_gone_ends(prepared):
    folder = prepared("orphan")
    box = Box(folder)
    box.office.people.add_user("bob", "long enough", role="admin")
    box.office.contact_exports.create(ALICE)
    box.office.users.delete(Actor(2, "bob", frozenset({"user", "user_admin"})), 1)
    box.run()
    states = {
        box.spool.read().execute(f"SELECT state FROM {table}").fetchone()[0]
        for table in ("contact_imports", "contact_exports")
    }
    assert states == {"COMPLETED"}
    assert PROFILES.find(box.spool.read()).rows == ()
    box.spool.close()
