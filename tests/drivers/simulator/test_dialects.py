"""Each simulated family, as the drivers for that family find it over a real pty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.capabilities import PinState, Restarted, SimChanged, StorageFull
from drivers.modem import GsmModem
from drivers.port import SerialPort
from drivers.registry import family_of, open_modem
from drivers.simulator.dialects import DIALECTS
from drivers.simulator.simulation import Simulation, card_of, imei_of

FAMILIES = {name: name for name in DIALECTS} | {"huawei": "huawei-packed-ussd", "ublox": "u-blox"}
WITH_BOOT_WORDS = sorted(set(DIALECTS) - {"generic", "telit", "zte"})
WITH_SIM_WORDS = sorted(set(DIALECTS) - {"generic", "zte"})
WITH_FULL_WORD = ("huawei", "quectel", "cinterion")


class Bench:
    """One modem of a family, and our driver for it."""

    def __init__(self, family: str) -> None:
        self.simulation = Simulation(1, families=(family,))
        self.simulation.start()
        self.modem: GsmModem = open_modem(SerialPort.open(self.simulation.ports[0]))

    def until(self, kind: type) -> object:
        """The next event of that kind."""
        while True:
            for event in self.modem.events(10.0):
                if isinstance(event, kind):
                    return event

    def close(self) -> None:
        self.modem.close()
        self.simulation.stop()


@pytest.fixture
def bench() -> Iterator[Callable[[str], Bench]]:
    made: list[Bench] = []

    def make(family: str) -> Bench:
        made.append(Bench(family))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("family", DIALECTS)
def test_who_it_is(bench, family: str) -> None:
    modem = bench(family).modem
    assert modem.identity.imei == imei_of(0)
    assert modem.identity.manufacturer == DIALECTS[family].manufacturer
    assert family_of(modem.identity).name == FAMILIES[family]


@pytest.mark.parametrize("family", DIALECTS)
def test_the_SIM_in_the_family_s_own_words(bench, family: str) -> None:
    sim = bench(family).modem.sim
    assert sim.identity().iccid == card_of(0).iccid
    assert sim.tries_left() == 3


@pytest.mark.parametrize("family", WITH_SIM_WORDS)
def test_the_SIM_taken_out_and_put_in_is_told(bench, family: str) -> None:
    one = bench(family)
    one.simulation.ask("sim", modem="gsm0", absent=True)
    assert one.until(SimChanged) == SimChanged(PinState.ABSENT)
    one.simulation.ask("sim", modem="gsm0", absent=False)
    changed = one.until(SimChanged)
    while changed != SimChanged(PinState.READY):
        changed = one.until(SimChanged)


@pytest.mark.parametrize("family", WITH_BOOT_WORDS)
def test_F20_a_restart_is_told(bench, family: str) -> None:
    one = bench(family)
    one.simulation.ask("reboot", modem="gsm0")
    assert one.until(Restarted)


@pytest.mark.parametrize("family", WITH_FULL_WORD)
def test_F14_the_family_s_word_for_a_full_store(bench, family: str) -> None:
    one = bench(family)
    one.modem.sms.enable()
    one.simulation.ask("storage", modem="gsm0", capacity=0)
    one.simulation.ask("storage", modem="gsm0", memory="ME", capacity=0)
    one.modem._chat.run("AT+CNMI=2,1")
    one.simulation.ask("sms", modem="gsm0", text="no room")
    assert one.until(StorageFull)


@pytest.mark.parametrize("family", DIALECTS)
def test_F18_ussd_in_the_family_s_coding(bench, family: str) -> None:
    one = bench(family)
    assert one.modem.ussd.request("*100#", 10.0).text.startswith("Balance: 12.34 EUR\n1 Top up")
    assert one.modem.ussd.request("2", 10.0).text == "Tariff: Simple, 0.05 EUR per message"


@pytest.mark.parametrize("family", DIALECTS)
def test_F05_the_family_s_own_words_in_every_response(bench, family: str) -> None:
    one = bench(family)
    one.simulation.ask("fault", name="F05", options={"lines": "family"})
    one.modem.initialise()
    assert one.modem.sim.identity().iccid == card_of(0).iccid
    assert one.modem.network.signal().dbm == -73
    assert one.modem.network.operator() == "SIMNET"


@pytest.mark.parametrize(("family", "command"), [("huawei", "^RESET"), ("telit", "#REBOOT"), ("ublox", "+CFUN=16")])
def test_the_family_s_own_restart(bench, family: str, command: str) -> None:
    one = bench(family)
    assert one.modem.quirks.restart == f"AT{command}"
    one.modem.restart()
    assert one.simulation.ask("wait", event="restart")["records"]
    assert one.simulation.ask("journal")["records"][0]["event"] == "function"


def test_a_family_is_refused_that_there_is_none_of(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Simulation(1, families=("nokia",))
