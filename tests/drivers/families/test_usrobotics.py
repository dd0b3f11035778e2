"""What USRobotics faxmodems do in their own way, by a transcript."""

from __future__ import annotations

from drivers.capabilities import IncomingCall


def test_a_56k_faxmodem(telephoned) -> None:
    done = telephoned("usrobotics")
    assert done.modem.fax.service_class == "1"
    assert done.calls[1] == IncomingCall("8475550001", name="U.S.ROBOTICS")
    assert done.refused == "BUSY"
    assert done.modem.identity.revision == "U.S. Robotics 56K FAX EXT V4.11.2"
