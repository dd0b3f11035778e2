"""Our class 1 driver at both ends of a call between two iaxmodems, in real time: a second opinion on libspandsp2."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from drivers.fax.termination import Termination
from tests.peers.faxmodems import EVERYTHING, FaxPort, rows_of
from tests.peers.iaxmodems import iaxmodems
from tests.peers.pages import sheets

ON_HOOK = 8.0  # seconds: so long iaxmodem takes no call after ATH, and who calls hears NO DIALTONE

pytestmark = [pytest.mark.peer, pytest.mark.long]


@pytest.mark.parametrize("ecm", [True, False], ids=["ecm", "plain"])
def test_they_fax_each_other(ecm) -> None:
    pages = sheets(2)
    dis = replace(EVERYTHING, ecm=ecm)
    ended = []
    with iaxmodems() as ports, FaxPort(ports[0], pages, dis) as sender, FaxPort(ports[1], dis=dis) as receiver:
        answering = threading.Thread(target=lambda: ended.append(receiver.answer()))
        answering.start()
        sender.modem.events(ON_HOOK)
        ended.append(sender.send("15550003002"))
        answering.join()
    assert ended == [Termination.NORMAL] * 2, sender.said() + receiver.said()
    assert (sender.call.confirmed, sender.call.in_doubt, receiver.call.received) == (2, None, 2)
    assert receiver.received() == rows_of(pages)
