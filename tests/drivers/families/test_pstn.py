"""Any other fax modem, by a transcript of a soft modem's."""

from __future__ import annotations

from drivers.capabilities import IncomingCall
from drivers.fax.quirks import FaxQuirks


def test_a_modem_that_no_family_knows(telephoned) -> None:
    done = telephoned("generic")
    assert done.modem.quirks == FaxQuirks()
    assert done.modem.fax.service_class == "1.0"
    assert done.calls == [IncomingCall(), IncomingCall()]
    assert done.refused == "BUSY"
