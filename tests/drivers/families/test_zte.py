"""What ZTE sticks do in their own way, by transcripts."""

from __future__ import annotations

from drivers.capabilities import CallEnded, IncomingCall, Notice, SimIdentity, UssdReply
from drivers.registry import open_modem


def test_F06_messages_with_its_noise_between(carried) -> None:
    done = carried("zte")
    assert done.both
    assert done.others[:3] == [
        Notice("+ZUSIMR:2"),
        Notice('+ZDONR: "METEOR",272,3,"CS_ONLY","ROAM_OFF"'),
        Notice('+ZPASR: "UMTS"'),
    ]
    assert {type(event) for event in done.others} == {Notice}


def test_unlocking_and_identity(played) -> None:
    port = played("probe-zte", "init-zte", "sim-zte")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    modem.events(1.0)
    assert modem.sim.identity() == SimIdentity("89490200001234567895", "262011234567890")


def test_an_lte_stick_tells_its_iccid(speaking) -> None:
    modem = speaking(
        "ZTE CORPORATION",
        "MF286D",
        "> AT+ZICCID?\n< ^ICCID: 89490200001234567895\n< OK\n> AT+CIMI\n< ERROR\n> AT+CNUM\n< ERROR",
    )
    assert modem.sim.identity().iccid == "89490200001234567895"


def test_F22_the_end_of_a_call(speaking) -> None:
    modem = speaking("ZTE INCORPORATED", "K3565-Z", '< RING\n< +CLIP: "0170",129\n< HANGUP: 1')
    assert [event for _ in range(3) for event in modem.events(1.0)] == [IncomingCall("0170"), CallEnded()]


def test_F18_ucs2_under_a_coding_that_says_septets(speaking) -> None:
    """MF286D, obsy/sms_tool#13."""
    modem = speaking(
        "ZTE CORPORATION",
        "MF286D",
        '> AT+CSCS?\n< +CSCS: "GSM"\n< OK\n> AT+CUSD=1,"*101#",15\n< OK\n'
        '< +CUSD: 0,"002000440075002000680061007200200030002C003000300020006B0072",7',
    )
    assert modem.ussd.request("*101#", 10.0) == UssdReply(0, " Du har 0,00 kr")


def test_F18_an_operator_in_ucs2(speaking) -> None:
    modem = speaking("ZTE INCORPORATED", "MF180", '> AT+COPS?\n< +COPS: 0,0,"004D004500540045004F0052",2\n< OK')
    assert modem.network.operator() == "METEOR"
