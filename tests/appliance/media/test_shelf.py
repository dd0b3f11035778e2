import errno
import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from appliance import durable
from appliance.domain import Upload
from appliance.errors import Invalid, NotFound, NotReady
from appliance.media import shelf as shelves
from appliance.media.shelf import Shelf


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "media")


@pytest.fixture
def put(shelf, tmp_path):
    """put(octets): a kept file's name."""

    def keep(octets=b"x", suffix=".pdf"):
        fresh = tmp_path / f"fresh{suffix}"
        fresh.write_bytes(octets)
        with shelf.bench(), shelf.kept("document-7", {"file": fresh}) as names:
            return names["file"]

    return keep


def upload(*pieces):
    return Upload("", "", iter(pieces))


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "media").rglob("*") if path.is_file())


def test_what_comes_in_lies_in_a_folder_that_is_gone_afterwards(shelf, tmp_path):
    with shelf.received(upload(b"ab", b"", b"cd"), 4) as source:
        assert source.read_bytes() == b"abcd"
        assert source.parent.stat().st_mode & 0o077 == 0
        assert (tmp_path / "media").stat().st_mode & 0o077 == 0
        (source.parent / "made").write_bytes(b"")
    assert not files(tmp_path) and not list((tmp_path / "media" / "work").iterdir())


def test_a_file_is_never_in_memory_whole(shelf):
    tracemalloc.start()
    try:
        with shelf.received(upload(*(bytes(65_536) for _ in range(2))), 10**9):
            pass
        tracemalloc.reset_peak()
        stream = Upload("", "", (bytes(65_536) for _ in range(500)))
        with shelf.received(stream, 10**9) as source:
            assert source.stat().st_size == 500 * 65_536
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("pieces", "why"), [([], "empty"), ([b"", b""], "empty"), ([b"abc", b"de"], "larger than 4")])
def test_what_is_empty_or_too_large_is_refused(shelf, tmp_path, pieces, why):
    with pytest.raises(Invalid, match=why), shelf.received(upload(*pieces), 4):
        pass
    assert not files(tmp_path)


def test_a_kept_file_is_there_whole_for_its_owner_alone(shelf, put):
    name = put(b"content")
    assert name.startswith("document-7-") and name.endswith(".pdf")
    assert shelf.path(name).stat().st_mode & 0o777 == 0o600
    download = shelf.download(name, "a.pdf", "application/pdf")
    assert (download.name, download.kind, download.length) == ("a.pdf", "application/pdf", 7)
    with download.content as content:
        assert content.read() == b"content"


def test_it_is_on_disk_before_anybody_names_it(shelf, tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: done.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
    )
    fresh = tmp_path / "fresh.pdf"
    fresh.write_bytes(b"x")
    with shelf.bench(), shelf.kept("document-7", {"file": fresh}) as names:
        assert done == [str(fresh), str(tmp_path / "media")]
        assert shelf.path(names["file"]).exists()


def test_files_whose_row_fails_are_gone_again(shelf, tmp_path):
    fresh = {key: tmp_path / f"{key}.pdf" for key in ("file", "fax")}
    for path in fresh.values():
        path.write_bytes(b"x")
    with pytest.raises(NotFound), shelf.bench(), shelf.kept("document-7", fresh):
        raise NotFound("document 7")
    assert not files(tmp_path)


def test_names_are_never_used_again(put):
    assert len({put() for _ in range(20)}) == 20


def test_who_reads_a_file_that_is_replaced_reads_it_to_its_end(shelf, put):
    name = put(b"content")
    download = shelf.download(name, "a", "a/b")
    shelf.remove([name])
    with download.content as content:
        assert content.read() == b"content"
    with pytest.raises(NotFound):
        shelf.download(name, "a", "a/b")


def test_several_files_go_as_one(shelf, put):
    bundle = shelf.bundle({"1-a.pdf": put(b"one"), "2-a.pdf": put(b"two")}, "all.zip")
    with bundle.content as content:
        octets = content.read()
    assert len(octets) == bundle.length and bundle.kind == "application/zip"
    with zipfile.ZipFile(io.BytesIO(octets)) as inside:
        assert {each: inside.read(each) for each in inside.namelist()} == {"1-a.pdf": b"one", "2-a.pdf": b"two"}


def test_what_is_old_is_told_and_old_work_cleared(shelf, put, tmp_path):
    old, fresh = put(), put()
    left = tmp_path / "media" / "work" / "left"
    left.mkdir()
    (left / "source").write_bytes(b"x")
    shelf.clear(before=2000)
    assert files(tmp_path) == sorted([old, fresh, "source"])
    for path in (shelf.path(old), left):
        os.utime(path, (1000, 1000))
    assert shelf.names(before=2000) == {old}
    assert shelf.names(before=float("inf")) == {old, fresh}
    shelf.clear(before=2000)
    assert files(tmp_path) == sorted([old, fresh])


def test_there_may_be_nothing_yet(shelf):
    shelf.clear(before=float("inf"))
    assert not shelf.names(before=float("inf"))


def test_a_full_disk_is_told_and_leaves_nothing(shelf, tmp_path, monkeypatch):
    def full(fresh, path):
        raise OSError(errno.ENOSPC, "No space left on device")

    fresh = tmp_path / "fresh.pdf"
    fresh.write_bytes(b"x")
    monkeypatch.setattr(durable, "move", full)
    with pytest.raises(NotReady, match="No space left"), shelf.bench(), shelf.kept("document-7", {"file": fresh}):
        pass
    assert not files(tmp_path)


def test_the_spool_is_left_room(shelf, monkeypatch):
    monkeypatch.setattr(shelves, "_SPARED", 2**62)
    with pytest.raises(NotReady, match="nearly full"), shelf.received(upload(b"x"), 10):
        pass
