"""What SIMCom modules do in their own way, by transcripts."""

from __future__ import annotations

from drivers.at.chat import Chat
from drivers.capabilities import Delivery, Identity, PinState, Restarted, SimChanged, SimIdentity, Slot
from drivers.modem import GsmModem
from drivers.registry import family_of, open_modem
from drivers.replay import ReplayPort

DELIVER = bytes.fromhex("040A81214365870900006290221030450001E8")


def modem_of(model: str, text: str) -> GsmModem:
    """A SIMCom modem that is open already and says `text`."""
    identity = Identity("SIMCOM", model)
    port = ReplayPort.of(text)
    return family_of(identity).build(port, Chat(port, clock=port.clock), identity, port.clock)


def test_sim800_messages(played) -> None:
    port = played("probe-sim800", "init-sim800", "sms-sim800")
    modem = open_modem(port, clock=port.clock)
    modem.sms.enable()
    for delivery in modem.sms.stored():
        assert delivery == Delivery(DELIVER, slots=(Slot("SM", 1),))
        modem.sms.confirm(delivery)


def test_sim800_unlocking_and_identity(played) -> None:
    port = played("probe-sim800", "init-sim800", "sim-sim800")
    modem = open_modem(port, clock=port.clock)
    modem.pending()
    modem.sim.unlock("1234")
    assert modem.events(1.0) == [SimChanged(PinState.READY)]
    assert modem.sim.identity() == SimIdentity("8986000123456789012", "262021234567890")


def test_sim800_words() -> None:
    modem = modem_of("SIMCOM_SIM800L", "< +CPIN: NOT INSERTED\n< +CPIN: NOT READY\n< SMS Ready")
    assert [modem.events(1.0) for _ in range(3)] == [
        [SimChanged(PinState.ABSENT)],
        [SimChanged(PinState.ABSENT)],
        [Restarted()],
    ]


def test_sim7600_identity(played) -> None:
    port = played("probe-sim7600", "init-sim7600", "sim-sim7600")
    modem = open_modem(port, clock=port.clock)
    assert modem.sim.identity() == SimIdentity("898600700907A6019125", "001010000000001")


def test_sim7600_restart_and_words() -> None:
    modem = modem_of("SIMCOM_SIM7600E", "> AT+CRESET\n< OK\n< +SIMCARD: NOT AVAILABLE\n< RDY\n< SMS DONE")
    modem.restart()
    events = [event for _ in range(3) for event in modem.events(1.0)]
    assert events == [SimChanged(PinState.ABSENT), Restarted(), Restarted()]
