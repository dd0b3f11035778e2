"""The library is found, or missed in words that say what to do."""

from __future__ import annotations

import ctypes

import pytest

from drivers.simulator.fax import spandsp


@pytest.fixture
def fresh():
    spandsp.library.cache_clear()
    yield
    spandsp.library.cache_clear()


@pytest.mark.peer
def test_it_is_there() -> None:
    assert spandsp.available()


def test_it_is_missing(fresh, monkeypatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.setattr(spandsp, "find_library", lambda name: None)
    assert not spandsp.available()
    with pytest.raises(spandsp.SpandspMissing, match="apt-get install libspandsp2"):
        spandsp.library()
