"""What modems with Conexant's chips do in their own way, by a transcript."""

from __future__ import annotations

from drivers.capabilities import IncomingCall


def test_class_1_0_with_adaptive_reception(telephoned) -> None:
    done = telephoned("conexant")
    assert done.modem.fax.service_class == "1.0"
    assert done.calls == [IncomingCall(), IncomingCall()]
    assert done.refused == "NO DIALTONE"
