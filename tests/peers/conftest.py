"""Independent programs, on the simulator as if it were hardware."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.fax.manners import Manners
from drivers.simulator.simulation import Simulation
from tests.peers.faxbench import FaxBench


@pytest.fixture
def simulation(tmp_path: Path) -> Iterator[Simulation]:
    with Simulation(2, links=tmp_path / "modems") as running:
        yield running


@pytest.fixture(scope="session")
def program() -> Callable[[str, str], str]:
    """The path of a program; fails where its Debian package isn't installed."""

    def find(name: str, package: str) -> str:
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
        if found is None:
            pytest.fail(f"{name} is missing: apt-get install {package}")
        return found

    return find


@pytest.fixture
def fax_line() -> Iterator[Callable[..., FaxBench]]:
    """A fax modem at a port with fax machines outside, as `FaxBench` says."""
    benches: list[FaxBench] = []

    def make(manners: Manners = Manners(), **options: Any) -> FaxBench:  # noqa: B008  it is frozen
        benches.append(FaxBench(manners, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()
