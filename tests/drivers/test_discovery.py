"""Ports under names that last."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from drivers.discovery import Candidate, Watch, candidates


class Dev:
    """A /dev of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for kind in ("by-id", "by-path"):
            (root / "serial" / kind).mkdir(parents=True)

    def device(self, name: str) -> str:
        (self.root / name).touch()
        return str(self.root / name)

    def link(self, kind: str, name: str, device: str) -> str:
        link = self.root / "serial" / kind / name
        link.symlink_to(f"../../{Path(device).name}")
        return str(link)

    def find(self, *listed: ListPortInfo) -> tuple[Candidate, ...]:
        return candidates(self.root / "serial", lambda: listed)


@pytest.fixture
def dev(tmp_path: Path) -> Dev:
    return Dev(tmp_path)


def listed(device: str, serial_number: str | None = None) -> ListPortInfo:
    info = ListPortInfo(device)
    info.serial_number = serial_number
    return info


def test_F09_a_port_is_called_by_its_most_lasting_name(dev: Dev) -> None:
    both, path_only, neither = (dev.device(name) for name in ("ttyUSB0", "ttyUSB1", "ttyAMA0"))
    by_id = dev.link("by-id", "usb-Modem_7-if00", both)
    dev.link("by-path", "usb-0:1:1.0", both)
    by_path = dev.link("by-path", "usb-0:2:1.0", path_only)
    found = dev.find(listed(neither), listed(path_only), listed(both, "7"))
    assert found == (Candidate(by_id, both, "7"), Candidate(by_path, path_only), Candidate(neither, neither))


def test_F09_a_renumbered_port_keeps_its_name(dev: Dev) -> None:
    first, second = dev.device("ttyUSB0"), dev.device("ttyUSB3")
    link = dev.link("by-id", "usb-Modem_7-if00", first)
    assert [candidate.url for candidate in dev.find()] == [link]
    Path(link).unlink()
    dev.link("by-id", "usb-Modem_7-if00", second)
    assert dev.find() == (Candidate(link, second),)


def test_a_link_to_a_device_that_is_gone_is_no_port(dev: Dev) -> None:
    dev.link("by-id", "usb-Modem_7-if00", str(dev.root / "ttyUSB0"))
    assert dev.find() == ()


def test_no_ports_at_all(tmp_path: Path) -> None:
    assert candidates(tmp_path / "serial", list) == ()


def test_this_machines_ports_can_be_listed() -> None:
    assert all(candidate.url for candidate in candidates())


def test_a_watch_tells_what_there_is_and_then_only_changes(dev: Dev) -> None:
    finds = 0
    stop = threading.Event()

    def find() -> tuple[Candidate, ...]:
        nonlocal finds
        finds += 1
        return dev.find()

    watch = Watch(find, (dev.root, dev.root / "serial" / "by-id", dev.root / "absent"), interval=0.0)
    assert watch.wait(stop) == ()
    link = dev.link("by-id", "usb-Modem_7-if00", dev.device("ttyUSB0"))
    told = watch.wait(stop)
    assert told is not None
    assert [candidate.url for candidate in told] == [link]
    Path(link).unlink()
    assert watch.wait(stop) == ()
    before = finds
    threading.Timer(0.05, stop.set).start()
    assert watch.wait(stop) is None
    assert finds - before <= 2
