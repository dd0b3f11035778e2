"""What Agere's and Lucent's modems do in their own way, by a transcript."""

from __future__ import annotations

from drivers.capabilities import IncomingCall


def test_an_lt_winmodem(telephoned) -> None:
    done = telephoned("agere")
    assert done.modem.fax.service_class == "1"
    assert done.calls[1] == IncomingCall("5550001", name="SOMEBODY")
    assert done.refused == "NO ANSWER"
    assert done.modem.quirks.training_delay == 0.4
