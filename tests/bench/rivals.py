"""The columns of gammu-smsd and smstools: they sleep most of the time, so they are measured side by side."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import box
import machine
import modems
import peers
from inbound import put_in_sim
from latency import percentile
from scale import Scale
from table import Figures
from throughput import numbers

START = 4.0  # seconds that they need to set up a modem
PAUSES = (1.0, 2.5)
PATIENCE = 90.0
LOOK_AGAIN = 0.02
AT_EIGHT = 12  # times as many messages as for one modem
INBOUND_SHARE = 10  # one in so many of the messages that the box gets: smstools takes a quarter of a second for each


def rivals(home: Path, scale: Scale) -> Mapping[str, Figures]:
    """All that are installed, each on a modem of its own; then smstools alone on eight, which it can serve."""
    figures = _each(home, lambda folder, kind: _measure(folder, kind, scale))
    if "smstools" in figures:
        figures["smstools"] |= _eight(home / "eight", scale.peer_messages * AT_EIGHT)
    modems.remove(home)
    return figures


def rivals_inbound(home: Path, scale: Scale) -> Mapping[str, Figures]:
    """From the program's start until all that waited in the SIM is in its store; fewer messages, told for 500."""
    figures = _each(home, lambda folder, kind: _inbound(folder, kind, max(10, scale.inbound // INBOUND_SHARE)))
    modems.remove(home)
    return figures


def _each(home: Path, measure: Callable[[Path, peers.Kind], Figures]) -> dict[str, Figures]:
    kinds = peers.installed()
    with ThreadPoolExecutor(max(1, len(kinds))) as pool:
        folders = [home / str(number) for number in range(len(kinds))]
        return dict(zip(kinds, pool.map(measure, folders, kinds.values()), strict=True))


@contextmanager
def _running(home: Path, kind: peers.Kind, air: modems.Modems) -> Iterator[peers.Peer]:
    peer = kind(home / "peer", air.ports)
    try:
        yield peer
    finally:
        peer.stop()


def _measure(home: Path, kind: peers.Kind, scale: Scale) -> Figures:
    with modems.Modems(home, 1) as air, _running(home, kind, air) as peer:
        time.sleep(START)
        return {
            **_idle(peer, scale.peer_idle),
            **_throughput(peer, air, scale.peer_messages),
            **_latency(peer, air, scale.peer_latency),
            "peak": machine.peak(peer.pid) / 1024,
        }


def _idle(peer: peers.Peer, seconds: float) -> Figures:
    start = machine.usage(peer.pid)
    time.sleep(seconds)
    used = machine.usage(peer.pid) - start
    return {"idle_cpu": used.cpu / seconds * 100, "idle_wakes": used.sleeps / seconds}


def _throughput(peer: peers.Peer, air: modems.Modems, count: int) -> Figures:
    start = machine.usage(peer.pid)
    for number in numbers(count):
        peer.put(number, box.TEXT)
    accepted = air.accepted(count, PATIENCE)
    used = machine.usage(peer.pid) - start
    return {"one": modems.rate(accepted), "cpu": used.cpu / count * 1e3, "disk": used.written / count}


def _latency(peer: peers.Peer, air: modems.Modems, count: int) -> Figures:
    times = []
    for number in numbers(count):
        time.sleep(random.uniform(*PAUSES))
        asked = time.time()
        peer.put(number, box.TEXT)
        times.append((air.accepted(1, PATIENCE)[0]["at"] - asked) * 1e3)
    return {"p50": statistics.median(times), "p95": percentile(times, 0.95)}


def _eight(home: Path, count: int) -> Figures:
    with modems.Modems(home, 8) as air, _running(home, peers.Smstools, air) as peer:
        time.sleep(START)
        for number in numbers(count):
            peer.put(number, box.TEXT)
        return {"eight": modems.rate(air.accepted(count, PATIENCE))}


def _inbound(home: Path, kind: peers.Kind, count: int) -> Figures:
    with modems.Modems(home, 1) as air:
        put_in_sim(air, "gsm0", count)
        began = time.monotonic()
        with _running(home, kind, air) as peer:
            while peer.received() < count:
                if time.monotonic() > began + PATIENCE:
                    raise TimeoutError(f"{peer.received()} of {count} were stored")
                time.sleep(LOOK_AGAIN)
            return {"inbound": (time.monotonic() - began) * 500 / count}
