import threading

import pytest

from appliance.errors import Invalid, NotReady
from appliance.media.shelf import Shelf
from appliance.office.filing import MOST_ENCLOSURES, Filing
from appliance.office.letters import Enclosure, Letter
from appliance.spool.contents import ATTACHMENTS
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS

PAGE = Enclosure("a.txt", "text/plain", b"Good morning")


@pytest.fixture
def account(spool, people):
    return ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "letters"


@pytest.fixture
def keep(office, account, folder):
    filing = Filing(office.desk, Shelf(folder))
    return lambda *enclosures, key="k": filing.keep(account, "ann@example.org", letter(*enclosures), key)


def letter(*enclosures):
    return Letter("<1@x>", "Lunch", "Soup today", "<p>Soup today</p>", enclosures)


def files(folder):
    return sorted(each.name for each in folder.iterdir() if each.is_file())


def test_files_are_on_disk_under_the_names_in_the_rows(keep, spool, folder):
    keep(PAGE, PAGE)
    rows = ATTACHMENTS.find(spool.read()).rows
    assert files(folder) == sorted(each.file for each in rows)
    assert [(each.name, each.kind, each.size) for each in rows] == [("a.txt", "text/plain", 12)] * 2
    assert (folder / rows[0].file).read_bytes() == PAGE.octets


def test_a_sender_is_new_once(keep, spool):
    keep(key="one")
    keep(key="two")
    told = spool.read().execute("SELECT data FROM events WHERE kind = 'mail.received' ORDER BY id").fetchall()
    assert ["contact_new" in data for (data,) in told] == [True, False]


def test_what_comes_twice_at_once_is_kept_once(keep, spool, folder):
    gate = threading.Barrier(4)
    failed = []

    def take():
        gate.wait()
        try:
            keep(PAGE)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=take) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert len(files(folder)) == len(ATTACHMENTS.find(spool.read()).rows) == 1


def test_where_the_rows_can_not_be_made_no_file_is_left(keep, spool, folder, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(type(spool), "write", lambda *_: (_ for _ in ()).throw(NotReady("disk full")))
        with pytest.raises(NotReady):
            keep(PAGE)
    assert files(folder) == []


def test_too_many_attachments_are_refused(keep, spool):
    with pytest.raises(Invalid, match="attachments"):
        keep(*[PAGE] * (MOST_ENCLOSURES + 1))
    assert spool.read().execute("SELECT count(*) FROM transmissions").fetchone() == (0,)
