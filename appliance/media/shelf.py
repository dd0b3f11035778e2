"""The files of contents, in one folder; the rows that name them are the spool's."""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from appliance import durable
from appliance.domain import Download, Upload
from appliance.errors import Invalid, NotFound, NotReady

log = logging.getLogger(__name__)

_WORK = "work"
_SPARED = 64 * 1024 * 1024  # octets left free on the disk, which the spool needs more
SOURCE = "source"


class Shelf:
    """A file's name is never used again, so that who reads one that was replaced reads it to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def received(self, upload: Upload, largest: int) -> Iterator[Path]:
        """What came in, as the file `SOURCE` in a folder of its own that is gone afterwards.

        Raises Invalid where it is empty, too large or broken off, NotReady where it can't be kept.
        """
        with self.bench() as work:
            source = work / SOURCE
            with _unkept(), source.open("wb") as file:
                for piece in upload.pieces(largest):
                    file.write(piece)
            if not source.stat().st_size:
                raise Invalid("the file is empty")
            yield source

    @contextlib.contextmanager
    def bench(self) -> Iterator[Path]:
        """A folder to work in, gone afterwards."""
        with _unkept():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / _WORK).mkdir(exist_ok=True, mode=0o700)
            self._check_room()
            work = Path(tempfile.mkdtemp(dir=self._folder / _WORK))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _check_room(self) -> None:
        if shutil.disk_usage(self._folder).free < _SPARED:
            raise NotReady("the disk is nearly full: remove what is not needed")

    @contextlib.contextmanager
    def kept(self, whose: str, files: Mapping[str, Path]) -> Iterator[dict[str, str]]:
        """Take files over, under names that tell whose they are; the names, by the keys of `files`.

        They are on disk when the block begins, and gone again where it fails. Raises NotReady.
        """
        names = {key: f"{whose}-{secrets.token_hex(6)}{path.suffix}" for key, path in files.items()}
        try:
            for key, path in files.items():
                with _unkept():
                    durable.move(path, self._folder / names[key])
            yield names
        except BaseException:
            self.remove(names.values())
            raise

    def path(self, name: str) -> Path:
        """Where a kept file is."""
        return self._folder / name

    def download(self, name: str, called: str, kind: str) -> Download:
        """A kept file to give away as `called`. Raises NotFound."""
        try:
            content = self.path(name).open("rb")
        except FileNotFoundError as error:
            raise NotFound(f"the file of {called}") from error
        return Download(called, kind, self.path(name).stat().st_size, content)

    def bundle(self, files: Mapping[str, str], called: str) -> Download:
        """Several kept files as one ZIP: what each is called in it, and its name. Raises NotFound, NotReady."""
        with self.bench() as work, _unkept():
            whole = tempfile.TemporaryFile(dir=work)  # noqa: SIM115  closed by whoever sends it
            with zipfile.ZipFile(whole, "w") as bundle:
                for inside, name in files.items():
                    bundle.write(self.path(name), inside)
        length = whole.tell()
        whole.seek(0)
        return Download(called, "application/zip", length, cast(BinaryIO, whole))

    def remove(self, names: Iterable[str]) -> None:
        """Have these files no more."""
        for name in filter(None, names):
            self.path(name).unlink(missing_ok=True)

    def names(self, before: float) -> frozenset[str]:
        """Of the files that were made before that time."""
        return frozenset(each.name for each in self._folder.glob("*") if each.name != _WORK and _made(each, before))

    def clear(self, before: float) -> None:
        """Remove what was left of work that was begun before that time."""
        for each in (self._folder / _WORK).glob("*"):
            if _made(each, before):
                shutil.rmtree(each, ignore_errors=True)


def _made(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _unkept() -> Iterator[None]:
    """Raises NotReady where the disk does not take a file."""
    try:
        yield
    except OSError as error:
        raise NotReady(f"the file can't be kept: {error.strerror or error}") from error
