"""What a DTE sets of a class 2 or 2.0 modem, and what the modem answers when it asks (SP-2388-A 8.5, T.32 8.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drivers.fax.frames import encode_ident
from drivers.fax.sessionparameters import NAMES, SessionParameters
from drivers.simulator.answers import OK, Outcome, error, info
from drivers.simulator.commandline import Command
from drivers.simulator.fax.class2words import Words

# The most there is; by default one-dimensional and without correction: a DTE that knows nothing of more sends so
MOST = SessionParameters(vr=1, br=5, wd=2, ln=2, df=3, ec=2, bf=0, st=7)
_DEFAULT = SessionParameters(vr=1, br=5, wd=2, ln=2)
_NUMBERS = re.compile(r"[0-9A-Fa-f]+(,[0-9A-Fa-f]*)*")


class Class2Settings:
    """Of one service class. `results` are the parameters that were negotiated last."""

    def __init__(self, words: Words, most: SessionParameters = MOST) -> None:
        self.words = words
        self.most = most
        self.numbers: dict[str, str] = dict(words.numbers)
        self.texts = dict.fromkeys(words.texts, "")
        self.capabilities = self.session = self._least(_DEFAULT)
        self.results = SessionParameters()

    def number(self, name: str) -> int:
        """The first number of a parameter."""
        return int(self.numbers[name].partition(",")[0])

    def set_page(self, values: list[str]) -> None:
        """What +FDT says of a page: DF, VR, WD and LN. Raises Refusal."""
        given = dict(zip(("df", "vr", "wd", "ln"), values, strict=False))
        self.session = self._parsed([given.get(name, "") for name in NAMES], self.session)

    def tells(self, report: str) -> bool:
        """Whether the DTE wants to have that report (+FNR)."""
        place = self.words.told.get(report)
        return place is None or self.numbers["+FNR"].split(",")[place : place + 1] == ["1"]

    def commands(self) -> Mapping[str, Command]:
        words = self.words
        return {
            **{name: self._number_command(name) for name in words.numbers},
            **{name: self._text_command(name) for name in words.texts},
            **{name: Command(read=lambda answer=answer: info(answer)) for name, answer in words.asked.items()},  # type: ignore[misc]
            words.capabilities: Command(
                set=self._set_capabilities,
                read=lambda: info(words.notation.encode(self.capabilities)),
                test=lambda: info(self._ranges()),
            ),
            words.session: Command(
                set=self._set_session,
                read=lambda: info(words.notation.encode(self.session)),
                test=lambda: info(self._ranges()),
            ),
            words.results: Command(read=lambda: info(words.notation.encode(self.results))),
        }

    def _number_command(self, name: str) -> Command:
        return Command(
            set=lambda values: self._set_number(name, ",".join(values)), read=lambda: info(self.numbers[name])
        )

    def _text_command(self, name: str) -> Command:
        return Command(set=lambda values: self._set_text(name, values), read=lambda: info(f'"{self.texts[name]}"'))

    def _set_number(self, name: str, value: str) -> Outcome:
        if not _NUMBERS.fullmatch(value):
            raise error()
        self.numbers[name] = value
        return OK

    def _set_text(self, name: str, values: list[str]) -> Outcome:
        text = ",".join(values)
        try:
            encode_ident(text)
        except ValueError as wrong:
            raise error() from wrong
        self.texts[name] = text
        return OK

    def _set_capabilities(self, values: list[str]) -> Outcome:
        self.capabilities = self.session = self._parsed(values, self.capabilities)
        return OK

    def _set_session(self, values: list[str]) -> Outcome:
        self.session = self._parsed(values, self.session)
        return OK

    def _parsed(self, values: list[str], present: SessionParameters) -> SessionParameters:
        try:
            parsed = self.words.notation.decode(",".join(values), present)
        except ValueError as wrong:
            raise error() from wrong
        if any(getattr(parsed, name) > getattr(self.most, name) for name in NAMES):
            raise error()
        return parsed

    def _least(self, wanted: SessionParameters) -> SessionParameters:
        return SessionParameters(*(min(getattr(wanted, name), getattr(self.most, name)) for name in NAMES))

    def _ranges(self) -> str:
        """As a test has them (V.250 5.4.3.1)."""
        most = self.words.notation.encode(self.most).split(",")
        return ",".join("(0)" if each == "0" else f"(0-{each})" for each in most)
