"""The mobile equipment itself: identity, power, clock, error reports (27.007 5, 8.1, 8.2, 8.4, 8.15, 9.1)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.at.results import CME, CMS
from drivers.simulator.answers import OK, Outcome, Refusal, Reply, cme, info
from drivers.simulator.commandline import Command, number_in
from drivers.simulator.loop import Clock

_TEXTS: Mapping[str, Mapping[int, str]] = {"CMS": CMS, "CME": CME}
MINIMUM, FULL, NO_RADIO = 0, 1, 4  # <fun> of 27.007 8.2


@dataclass(frozen=True, slots=True)
class Nameplate:
    """What the modem says it is."""

    imei: str
    manufacturer: str = "Modem Box"
    model: str = "Simulated GSM modem"
    revision: str = "1.0"


class Equipment:
    """`power` is told a new <fun> and whether to restart; `resets` are values of <fun> that restart it, beyond those of
    27.007. `told_imei` is what it says, "" where it refuses to.
    """

    def __init__(
        self, plate: Nameplate, clock: Clock, power: Callable[[int, bool], Outcome], resets: tuple[int, ...] = ()
    ) -> None:
        self.plate = plate
        self.told_imei = plate.imei
        self._resets = resets
        self._clock = clock
        self._power = power
        self._shift = 0.0
        self.function = FULL
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.error_report = 0

    def describe(self, refusal: Refusal) -> str:
        """A refusal as the final result that `+CMEE` asks for: bare, by number, in words."""
        if refusal.domain == "V250":
            return refusal.text
        if self.error_report == 0:
            return "ERROR"
        words = _TEXTS[refusal.domain].get(refusal.code)
        value = words if self.error_report == 2 and words else str(refusal.code)
        return f"+{refusal.domain} ERROR: {value}"

    @property
    def identity(self) -> Reply:
        """`ATI` (V.250 6.1.3)."""
        return info(self.plate.manufacturer, self.plate.model, f"Revision: {self.plate.revision}")

    def commands(self) -> dict[str, Command]:
        plate = self.plate
        told = {
            "MI": plate.manufacturer,
            "MM": plate.model,
            "MR": plate.revision,
        }
        identities = {f"{prefix}{name}": _tells(text) for prefix in ("+G", "+CG") for name, text in told.items()}
        serial = Command(execute=self._serial, test=lambda: OK, free=True)
        return {
            **identities,
            "+GSN": serial,
            "+CGSN": serial,
            "+GCAP": _tells("+GCAP: +CGSM"),
            "+CMEE": Command(self._nothing, self._set_report, self._report, lambda: info("+CMEE: (0-2)"), free=True),
            "+CFUN": Command(
                set=self._set_function,
                read=lambda: info(f"+CFUN: {self.function}"),
                test=lambda: info("+CFUN: (0,1,4),(0,1)"),
                free=True,
            ),
            "+CBC": Command(
                execute=lambda: info("+CBC: 0,100,4100"), test=lambda: info("+CBC: (0-2),(0-100)"), free=True
            ),
            "+CCLK": Command(set=self._set_clock, read=self._clock_read, test=lambda: OK, free=True),
            "+IPR": _accepts("+IPR", "0"),
            "+IFC": _accepts("+IFC", "0,0"),
            "+ICF": _accepts("+ICF", "3,3"),
        }

    def _serial(self) -> Outcome:
        if not self.told_imei:
            raise cme(3)
        return info(self.told_imei)

    def _nothing(self) -> Outcome:
        self.error_report = 0
        return OK

    def _set_report(self, values: list[str]) -> Outcome:
        self.error_report = number_in(values, 0, range(3), 0)
        return OK

    def _report(self) -> Outcome:
        return info(f"+CMEE: {self.error_report}")

    def _set_function(self, values: list[str]) -> Outcome:
        function = number_in(values, 0, (MINIMUM, FULL, NO_RADIO, *self._resets))
        if function in self._resets:
            return self._power(FULL, True)
        restart = number_in(values, 1, range(2), 0) == 1
        return self._power(function, restart)

    def _set_clock(self, values: list[str]) -> Outcome:
        """`+CCLK="yy/MM/dd,hh:mm:ss+zz"`, quarters of an hour in zz (27.007 8.15)."""
        try:
            moment = datetime.datetime.strptime(values[0][:17] + "+0000", "%y/%m/%d,%H:%M:%S%z")
        except ValueError as reason:
            raise cme(50) from reason
        self._shift = moment.timestamp() - self._clock.wall()
        return OK

    def _clock_read(self) -> Outcome:
        moment = datetime.datetime.fromtimestamp(self._clock.wall() + self._shift, datetime.UTC)
        return info(f'+CCLK: "{moment:%y/%m/%d,%H:%M:%S}+00"')


def _tells(text: str) -> Command:
    return Command(execute=lambda: info(text), test=lambda: OK, free=True)


def _accepts(name: str, value: str) -> Command:
    """A setting of the wire, which a pty has no use for."""
    return Command(set=lambda values: OK, read=lambda: info(f"{name}: {value}"), free=True)
