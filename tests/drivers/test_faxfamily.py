from __future__ import annotations

from drivers.capabilities import Identity
from drivers.fax.quirks import FaxQuirks
from drivers.faxfamily import FaxFamily


def test_a_family_is_known_by_all_that_a_modem_tells() -> None:
    family = FaxFamily("some", r"some\b", FaxQuirks())
    assert family.fits(Identity(manufacturer="SOME"))
    assert family.fits(Identity(model="some 1"))
    assert family.fits(Identity(revision="it is some"))
    assert not family.fits(Identity("somebody"))
