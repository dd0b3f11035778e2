"""What MultiTech modems do in their own way, by a transcript."""

from __future__ import annotations

from drivers.capabilities import IncomingCall


def test_a_zba_by_lucent_s_chips(telephoned) -> None:
    done = telephoned("multitech")
    assert done.modem.fax.service_class == "1.0"
    assert done.calls[1] == IncomingCall("5550001")
    assert done.refused == "NO CARRIER"
