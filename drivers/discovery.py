"""Which ports there are, under names that last, and when that changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

_STABLE = ("by-id", "by-path")
_WATCHED = (Path("/dev"), Path("/dev/serial"), Path("/dev/serial/by-id"), Path("/dev/serial/by-path"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A port to probe: the most lasting name it has, the device that it is now, its USB serial number or ''."""

    url: str
    real_device: str
    usb_serial: str = ""


def candidates(
    root: Path = Path("/dev/serial"), ports: Callable[[], Iterable[ListPortInfo]] = list_ports.comports
) -> tuple[Candidate, ...]:
    """Every port once: by its name in `root`/by-id, else in `root`/by-path, else its device name."""
    listed = {port.device: port.serial_number or "" for port in ports()}
    named: dict[str, str] = {}
    for device, name in _names(root, listed):
        named.setdefault(device, name)
    return tuple(Candidate(name, device, listed.get(device, "")) for device, name in named.items())


def _names(root: Path, listed: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Device and name of every link whose device is there, the most lasting names first."""
    for kind in _STABLE:
        for link in sorted((root / kind).glob("*")):
            if link.exists():
                yield str(link.resolve()), str(link)
    for device in sorted(listed):
        yield device, device


class Watch:
    """Tells the candidates, and tells them again whenever they have changed.

    Linux tells of a new device by the time stamps of a few directories: they are looked at each `interval` seconds,
    and the devices themselves only where one has changed.
    """

    def __init__(
        self,
        find: Callable[[], tuple[Candidate, ...]] = candidates,
        directories: tuple[Path, ...] = _WATCHED,
        interval: float = 1.0,
    ) -> None:
        self._find = find
        self._directories = directories
        self._interval = interval
        self._stamps: tuple[int, ...] = ()
        self._settled = False
        self._told: tuple[Candidate, ...] | None = None

    def wait(self, stop: threading.Event) -> tuple[Candidate, ...] | None:
        """The candidates: at once the first time, then when they have changed; None once `stop` is set."""
        while not stop.is_set():
            if self._stirred():
                found = self._find()
                if found != self._told:
                    self._told = found
                    return found
            stop.wait(self._interval)
        return None

    def _stirred(self) -> bool:
        """Whether a directory has changed; once more after that, as a stamp is coarser than udev is quick."""
        stamps = tuple(_stamp(directory) for directory in self._directories)
        unsettled, self._settled = not self._settled, stamps == self._stamps
        self._stamps = stamps
        return unsettled or not self._settled


def _stamp(directory: Path) -> int:
    try:
        return directory.stat().st_mtime_ns
    except OSError:
        return 0
