"""Registration, signal and operator as the modem tells them (27.007 7.2, 7.3, 8.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.simulator.answers import OK, Outcome, info
from drivers.simulator.commandline import Command, number_in, text_at

SMS_STATES = (1, 5, 6, 7)  # <stat> that lets short messages through (27.007 7.2)
DOMAINS = ("CREG", "CGREG", "CEREG")
_STATES = range(9)
_RSSI = (*range(32), 99)
_BER = (*range(8), 99)


@dataclass(slots=True)
class Cell:
    """Where the modem camps: `area` and `cell` in hexadecimal, <AcT> of 27.007 7.2."""

    area: str = "00C3"
    cell: str = "0000A1B2"
    technology: int = 7
    operator: str = "SIMNET"
    short: str = "SIM"
    numeric: str = "00101"


@dataclass(slots=True)
class Network:
    """What the air looks like. `notify` sends an unsolicited line, `changed` tells that service came or went."""

    notify: Callable[[str], None]
    changed: Callable[[], None]
    usable: Callable[[], bool]
    cell: Cell = field(default_factory=Cell)
    rssi: int = 20
    ber: int = 0
    air: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 1))
    reporting: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 0))
    deregistered: bool = False
    _format: int = 0
    _told: dict[str, int] = field(default_factory=dict)

    def state(self, domain: str) -> int:
        """<stat> of a domain: what the air gives, 0 while the radio is off, the SIM not ready, or `+COPS=2`."""
        return self.air[domain] if self.usable() and not self.deregistered else 0

    @property
    def serves_messages(self) -> bool:
        return any(self.state(domain) in SMS_STATES for domain in DOMAINS if domain != "CGREG")

    def set_signal(self, rssi: int, ber: int = 0) -> None:
        """<rssi> 0..31 or 99, <ber> 0..7 or 99. Raises ValueError for others."""
        if rssi not in _RSSI or ber not in _BER:
            raise ValueError("rssi is 0..31 or 99, ber 0..7 or 99 (27.007 8.5)")
        self.rssi, self.ber = rssi, ber

    def set_registration(self, state: int, domain: str = "") -> None:
        """<stat> of one domain, or of all. Raises ValueError for others than 27.007's."""
        if state not in _STATES or domain not in ("", *DOMAINS):
            raise ValueError(f"state is 0..8 (27.007 7.2), domain one of {', '.join(DOMAINS)}")
        self.air.update(dict.fromkeys((domain,) if domain else DOMAINS, state))
        self.refresh()

    def refresh(self) -> None:
        """Tell the DTE and the exchange what is new."""
        for domain in DOMAINS:
            state = self.state(domain)
            if self._told.get(domain, 1) != state:
                self._told[domain] = state
                if self.reporting[domain]:
                    self.notify(f"+{domain}: {self._place(domain)}")
        self.changed()

    def reset(self) -> None:
        """As after power on."""
        self.reporting = dict.fromkeys(DOMAINS, 0)
        self.deregistered, self._format = False, 0

    def commands(self) -> dict[str, Command]:
        return {
            "+CSQ": Command(
                execute=lambda: info(f"+CSQ: {self._quality()}"),
                test=lambda: info("+CSQ: (0-31,99),(0-7,99)"),
                free=True,
            ),
            "+COPS": Command(set=self._select, read=self._operator, test=self._operators),
            "+CGATT": Command(
                set=self._attach,
                read=lambda: info(f"+CGATT: {int(self.state('CGREG') in SMS_STATES)}"),
                test=lambda: info("+CGATT: (0,1)"),
            ),
            **{f"+{domain}": self._registration(domain) for domain in DOMAINS},
        }

    def _quality(self) -> str:
        return f"{self.rssi},{self.ber}" if self.usable() else "99,99"

    def _place(self, domain: str) -> str:
        state = self.state(domain)
        if self.reporting[domain] < 2 or state not in (1, 5, 6, 7):
            return str(state)
        return f'{state},"{self.cell.area}","{self.cell.cell}",{self.cell.technology}'

    def _registration(self, domain: str) -> Command:
        def set_reporting(values: list[str]) -> Outcome:
            self.reporting[domain] = number_in(values, 0, range(3))
            return OK

        return Command(
            set=set_reporting,
            read=lambda: info(f"+{domain}: {self.reporting[domain]},{self._place(domain)}"),
            test=lambda: info(f"+{domain}: (0-2)"),
            free=True,
        )

    def _attach(self, values: list[str]) -> Outcome:
        """`+CGATT` (27.007 10.1.9): the network keeps us attached."""
        number_in(values, 0, (1,))
        return OK

    def _select(self, values: list[str]) -> Outcome:
        """`+COPS=<mode>[,<format>[,<oper>]]`: 0 and 1 register, 2 deregisters, 3 sets the format."""
        mode = number_in(values, 0, range(5))
        if text_at(values, 1):
            self._format = number_in(values, 1, range(3))
        if mode != 3:
            self.deregistered = mode == 2
            self.refresh()
        return OK

    def _operator(self) -> Outcome:
        mode = 2 if self.deregistered else 0
        if self.state("CREG") not in SMS_STATES and self.state("CEREG") not in SMS_STATES:
            return info(f"+COPS: {mode}")
        return info(f'+COPS: {mode},{self._format},"{self._names()[self._format]}",{self.cell.technology}')

    def _operators(self) -> Outcome:
        long, short, numeric = self._names()
        return info(f'+COPS: (2,"{long}","{short}","{numeric}",{self.cell.technology}),,(0-4),(0-2)')

    def _names(self) -> tuple[str, str, str]:
        return self.cell.operator, self.cell.short, self.cell.numeric
