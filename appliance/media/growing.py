"""Files that grow while a job goes on, and are taken over when it is done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from appliance import durable
from appliance.errors import NotReady


class Lost(Exception):
    """A file is not as long as it was: a backup does not have it."""


class Growing:
    """In one folder. How long a file is, is what its job's row says: what is beyond was written before a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append(self, name: str, length: int, octets: bytes) -> int:
        """Have `octets` follow the first `length` of the file; its length then, on disk. Raises Lost, NotReady."""
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                _cut(file.fileno(), length)
                file.seek(length)
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            if not length:
                durable.sync_folder(self._folder)
        except OSError as error:
            raise NotReady(f"the file can't be kept: {error.strerror or error}") from error
        return length + len(octets)

    def give(self, name: str, length: int, target: Path) -> None:
        """Have the first `length` octets as another file. Raises Lost, NotReady."""
        try:
            with (self._folder / name).open("r+b") as file:
                _cut(file.fileno(), length)
            _link(self._folder / name, target)
        except FileNotFoundError as error:
            raise Lost(name) from error
        except OSError as error:
            raise NotReady(f"the file can't be kept: {error.strerror or error}") from error

    def remove(self, name: str) -> None:
        """Have it no more."""
        (self._folder / name).unlink(missing_ok=True)

    def keep(self, kind: str, names: Collection[str]) -> None:
        """Of the files whose names begin with that word, remove all others."""
        for each in self._folder.glob(f"{kind}-*"):
            if each.name not in names:
                each.unlink(missing_ok=True)


def _cut(descriptor: int, length: int) -> None:
    if os.fstat(descriptor).st_size < length:
        raise Lost
    os.truncate(descriptor, length)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # not every file system can
        shutil.copyfile(source, target)
