"""A modem end to end: the driver on one side of a pty, the simulator on the other."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator

import pytest

from drivers.at.chat import Chat
from drivers.capabilities import (
    CallEnded,
    Delivery,
    Identity,
    IncomingCall,
    LateSubmit,
    MessageStored,
    ModemEvent,
    PinState,
    RegistrationChanged,
    StorageFull,
)
from drivers.errors import CommandRefused, NoAnswer, SubmitInDoubt
from drivers.families.generic import QUIRKS as GENERIC
from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.gsm.quirks import Quirks
from drivers.gsm.tpdu import StatusReport, decode_from_centre
from drivers.modem import GsmModem
from drivers.port import SerialPort
from drivers.registry import open_modem
from drivers.simulator.simulation import Simulation

OUTSIDE = "+15550002000"


@pytest.fixture
def simulation() -> Iterator[Simulation]:
    with Simulation(gsm=2) as running:
        yield running


@pytest.fixture
def opened(simulation: Simulation) -> Iterator[Callable[[int], GsmModem]]:
    """Modem number n of the simulation, opened and initialised."""
    modems: list[GsmModem] = []

    def opening(number: int = 0) -> GsmModem:
        modems.append(open_modem(SerialPort.open(simulation.ports[number])))
        return modems[-1]

    yield opening
    for modem in modems:
        modem.close()


@pytest.fixture
def modem(opened) -> GsmModem:
    ready = opened()
    ready.sms.enable()
    return ready


def submit_to(number: str, text: str = "Hi", report: bool = False) -> bytes:
    (part,) = segment(Address.parse(number), text, 0, MessageOptions(status_report=report))
    return part.encode()


def until(modem: GsmModem, kind: type[ModemEvent]) -> ModemEvent:
    """The next event of that kind; others are passed over."""
    while events := modem.events(5.0):
        for event in events:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind.__name__} came")


def test_who_is_there(modem: GsmModem) -> None:
    assert modem.identity.imei == "350000010000012"
    assert modem.sim.state() is PinState.READY
    assert modem.sim.identity().number == "+15550001001"
    assert modem.network.registration().sms
    assert modem.network.signal().dbm == -73
    assert modem.network.operator() == "SIMNET"


def test_from_one_modem_to_the_other_and_the_report_back(opened) -> None:
    sender, receiver = opened(0), opened(1)
    sender.sms.enable()
    receiver.sms.enable()
    reference = sender.sms.submit(submit_to("+15550001002", report=True), more=True)
    delivery = until(receiver, Delivery)
    assert isinstance(delivery, Delivery)
    assert delivery.acknowledge
    receiver.sms.confirm(delivery)
    report = until(sender, Delivery)
    assert isinstance(report, Delivery)
    status = decode_from_centre(report.tpdu)
    assert isinstance(status, StatusReport)
    assert status.reference == reference
    sender.sms.confirm(report)


def test_what_was_not_acknowledged_comes_again(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("latency", acknowledge=0.05, retry=0.05)
    simulation.ask("sms", modem="gsm0", text="keep me")
    late = until(modem, Delivery)
    simulation.ask("wait", event="delivered", number="+15550001001")
    modem.sms.confirm(late)
    (again,) = received(modem)
    assert again.tpdu == late.tpdu
    modem.sms.confirm(again)
    assert modem.sms.intact()


def test_what_waits_in_every_store_is_swept(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("storage", modem="gsm0", memory="SM", fill=3)
    simulation.ask("storage", modem="gsm0", memory="ME", fill=2)
    found = 0
    for delivery in modem.sms.stored():
        modem.sms.confirm(delivery)
        found += 1
    assert found == 5
    assert list(modem.sms.stored()) == []


@pytest.mark.parametrize("shape", ["standard", "bare", "alone", "crlf", "lines"])
def test_F01_prompts(simulation: Simulation, modem: GsmModem, shape: str) -> None:
    simulation.ask("fault", modem="gsm0", name="F01", options={"shape": shape})
    assert modem.sms.submit(submit_to(OUTSIDE)) >= 0


def test_F02_a_modem_stuck_in_text_entry_sends_nothing_stray(simulation: Simulation, opened) -> None:
    simulation.ask("fault", modem="gsm0", name="F02")
    modem = opened()
    modem.sms.enable()
    modem.sms.submit(submit_to(OUTSIDE))
    records = simulation.ask("wait", event="submit")["records"]
    assert [record["destination"] for record in records] == [OUTSIDE]


@pytest.fixture
def impatient(simulation: Simulation) -> Iterator[GsmModem]:
    """A modem that is given little time for its answers."""
    port = SerialPort.open(simulation.ports[0])
    modem = GsmModem(port, Chat(port), Identity(), Quirks(submit_timeout=0.2, prompt_timeout=0.2))
    modem.initialise()
    modem.sms.enable()
    yield modem
    modem.close()


def test_F01_a_prompt_that_never_comes_sends_nothing(simulation: Simulation, impatient: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F01.missing", count=1)
    with pytest.raises(NoAnswer):
        impatient.sms.submit(submit_to(OUTSIDE))
    impatient.sms.submit(submit_to(OUTSIDE))
    assert simulation.ask("state")["counts"]["submit"] == 1


def test_F03_a_lost_answer_is_a_doubt_and_the_next_message_goes_out(
    simulation: Simulation, impatient: GsmModem
) -> None:
    simulation.ask("fault", modem="gsm0", name="F03", count=1)
    with pytest.raises(SubmitInDoubt):
        impatient.sms.submit(submit_to(OUTSIDE))
    simulation.ask("clear")
    impatient.escape_and_drain()
    impatient.attention()
    impatient.sms.submit(submit_to(OUTSIDE))
    assert simulation.ask("state")["counts"]["submit"] == 2


def test_F03_a_late_answer_resolves_the_doubt(simulation: Simulation, impatient: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F03.late", options={"delay": 0.4}, count=1)
    with pytest.raises(SubmitInDoubt):
        impatient.sms.submit(submit_to(OUTSIDE))
    late = until(impatient, LateSubmit)
    (record,) = simulation.ask("wait", event="submit")["records"]
    assert late == LateSubmit(record["reference"])


def test_F05_lines_between_all_lines(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F05")
    assert modem.sms.submit(submit_to(OUTSIDE)) >= 0
    assert modem.network.registration().sms
    assert modem.sim.identity().imsi == "001010000001001"
    events = modem.pending()
    assert IncomingCall("", "") in events
    assert MessageStored("SM", 1) in events


def test_F06_a_storm_of_lines_delays_nothing(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F06", options={"rate": 2000.0, "seconds": 0.5})
    references = [modem.sms.submit(submit_to(OUTSIDE)) for _ in range(50)]
    assert len(set(references)) == 50


def test_F07_a_black_hole_is_noticed_and_outlived(simulation: Simulation, impatient: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F07")
    with pytest.raises(NoAnswer):
        impatient.sms.submit(submit_to(OUTSIDE))
    simulation.ask("clear")
    impatient.escape_and_drain()
    impatient.attention()
    impatient.sms.submit(submit_to(OUTSIDE))
    assert simulation.ask("state")["counts"]["submit"] == 1


@pytest.fixture
def storing(simulation: Simulation) -> Iterator[GsmModem]:
    """A modem whose family has no acknowledgement, so that it stores."""
    port = SerialPort.open(simulation.ports[0])
    modem = GsmModem(port, Chat(port), Identity(), dataclasses.replace(GENERIC, acknowledge=()))
    modem.initialise()
    modem.sms.enable()
    yield modem
    modem.close()


def received(modem: GsmModem) -> list[Delivery]:
    notice = until(modem, MessageStored)
    assert isinstance(notice, MessageStored)
    return [delivery for delivery in modem.sms.read(notice) if isinstance(delivery, Delivery)]


def test_a_stored_message_is_read_and_deleted(simulation: Simulation, storing: GsmModem) -> None:
    simulation.ask("sms", modem="gsm0", text="stored")
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)
    assert list(storing.sms.stored()) == []


def test_F14_a_full_store_is_told_and_swept_empty(simulation: Simulation, storing: GsmModem) -> None:
    simulation.ask("storage", modem="gsm0", memory="SM", capacity=2, fill=2, urc='^SMMEMFULL: "{memory}"')
    simulation.ask("sms", modem="gsm0", text="held back")
    assert until(storing, StorageFull) == StorageFull("SM")
    for waiting in storing.sms.stored():
        storing.sms.confirm(waiting)
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)


def test_F14_a_slot_that_can_not_be_deleted(simulation: Simulation, storing: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F14.delete")
    simulation.ask("sms", modem="gsm0", text="sticky")
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)
    assert len(storing.sms.undeletable) == 1
    assert list(storing.sms.stored()) == []
    simulation.ask("clear")
    assert list(storing.sms.stored()) == []
    assert not storing.sms.undeletable


def test_F14_mem1_left_on_the_wrong_store(simulation: Simulation, storing: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F14.mem1")
    storing.sms.enable()
    simulation.ask("sms", modem="gsm0", text="found all the same")
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)
    simulation.ask("clear")
    assert list(storing.sms.stored()) == []


@pytest.mark.parametrize("fault", ["F15", "F15.noindex"])
def test_F15_a_wrong_or_missing_place(simulation: Simulation, storing: GsmModem, fault: str) -> None:
    simulation.ask("fault", modem="gsm0", name=fault)
    simulation.ask("sms", modem="gsm0", text="somewhere")
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)
    assert list(storing.sms.stored()) == []


def test_F16_a_delete_that_lies_gives_the_message_again(simulation: Simulation, storing: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F16")
    simulation.ask("sms", modem="gsm0", text="again")
    (delivery,) = received(storing)
    storing.sms.confirm(delivery)
    assert list(storing.sms.stored()) == [delivery]


@pytest.mark.parametrize(("code", "domain"), [(38, "CMS"), (515, "CME"), (0, "ERROR")])
def test_F17_refusals(simulation: Simulation, modem: GsmModem, code: int, domain: str) -> None:
    simulation.ask("fault", modem="gsm0", name="F17", options={"code": code, "domain": domain}, count=1)
    with pytest.raises(CommandRefused):
        modem.sms.submit(submit_to(OUTSIDE))
    assert modem.sms.submit(submit_to(OUTSIDE)) >= 0


def test_F26_a_report_before_the_answer(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("fault", modem="gsm0", name="F26")
    reference = modem.sms.submit(submit_to(OUTSIDE, report=True))
    report = until(modem, Delivery)
    assert isinstance(report, Delivery)
    status = decode_from_centre(report.tpdu)
    assert isinstance(status, StatusReport)
    assert status.reference == reference
    modem.sms.confirm(report)


def test_a_pin(simulation: Simulation, opened) -> None:
    simulation.ask("sim", modem="gsm0", pin="4321")
    modem = opened()
    assert modem.sim.state() is PinState.PIN
    with pytest.raises(CommandRefused):
        modem.sim.unlock("9999")
    modem.sim.unlock("4321")
    assert modem.sim.state() is PinState.READY
    modem.initialise()
    modem.sms.enable()
    modem.sms.submit(submit_to(OUTSIDE))


def test_no_sim(simulation: Simulation, opened) -> None:
    simulation.ask("sim", modem="gsm0", absent=True)
    modem = opened()
    assert modem.sim.state() is PinState.ABSENT
    with pytest.raises(CommandRefused):
        modem.sms.enable()


def test_a_ussd_session(modem: GsmModem) -> None:
    menu = modem.ussd.request("*100#", 5.0)
    assert menu.status == 1
    assert menu.text.splitlines() == ["Balance: 12.34 EUR", "1 Top up", "2 Tariff", "0 End"]
    assert modem.ussd.request("2", 5.0).text == "Tariff: Simple, 0.05 EUR per message"


def test_a_call_is_told_refused_and_over(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("call", modem="gsm0", number="+15550002000")
    assert until(modem, IncomingCall) == IncomingCall("+15550002000", "VOICE")
    modem.calls.hang_up()
    assert until(modem, CallEnded) == CallEnded()


def test_a_loss_of_registration_is_told(simulation: Simulation, modem: GsmModem) -> None:
    simulation.ask("registration", modem="gsm0", state=2)
    changed = until(modem, RegistrationChanged)
    assert isinstance(changed, RegistrationChanged)
    assert not changed.registration.sms


def test_F20_a_reboot_without_a_word_is_found_out_and_the_modem_set_up_again(
    simulation: Simulation, modem: GsmModem
) -> None:
    assert modem.sms.intact()
    simulation.ask("reboot", modem="gsm0")
    modem.attention()
    assert not modem.sms.intact()
    modem.initialise()
    modem.sms.enable()
    simulation.ask("sms", modem="gsm0", text="after the reboot")
    delivery = until(modem, Delivery)
    assert isinstance(delivery, Delivery)
    modem.sms.confirm(delivery)


def test_a_wake_from_another_thread(modem: GsmModem) -> None:
    while modem.events(0.0):
        pass
    waker = threading.Timer(0.05, modem.wake)
    waker.start()
    assert modem.events(30.0) == []
    waker.join()
