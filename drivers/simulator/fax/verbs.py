"""Verbs for the fax lines: what machines outside do and are like, and what befalls a line."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from drivers.simulator.control import Reply
from drivers.simulator.faults import make
from drivers.simulator.fax.exchange import Cause
from drivers.simulator.fax.failures import FAULTS
from drivers.simulator.fax.lines import FaxLine, FaxLines
from drivers.simulator.fax.manners import CODINGS, MODEMS, RESOLUTIONS, Abilities, Manners
from drivers.simulator.loop import Clock
from drivers.simulator.verbs import Verb

OUTSIDE = "+15550002000"
_REFUSALS: Mapping[str, Cause] = {
    "busy": Cause.BUSY,
    "no answer": Cause.NO_ANSWER,
    "no dial tone": Cause.NO_DIALTONE,
}
ANSWERS = ("fax", "silence", *_REFUSALS)


class FaxVerbs:
    """Beside the verbs of GSM modems, and for fax lines in their place where both have one."""

    def __init__(self, clock: Clock, lines: FaxLines) -> None:
        self._clock = clock
        self._lines = lines

    def over(self, verbs: Mapping[str, Verb]) -> dict[str, Verb]:
        """`verbs` and these: a verb that both have is this one where it is asked of a fax line."""
        own: dict[str, Verb] = {
            "call": self._call,
            "hangup": self._hang_up,
            "unplug": self._unplug,
            "plug": self._plug,
        }
        shared = {name: self._chosen(verbs[name], fax) for name, fax in own.items()}
        more: dict[str, Verb] = {"fax": self._fax, "machine": self._machine}
        for name, made in (("state", self._state), ("fault", self._fault), ("clear", self._clear)):
            more[name] = made(verbs[name])
        return {**verbs, **shared, **more}

    def _chosen(self, gsm: Verb, fax: Verb) -> Verb:
        @functools.wraps(gsm)
        def choose(modem: str, **arguments: Any) -> Any:
            return (fax if self._find(modem) else gsm)(modem=modem, **arguments)

        return choose

    def _state(self, gsm: Verb) -> Verb:
        @functools.wraps(gsm)
        def state(modem: str = "") -> Any:
            if self._find(modem):
                return {"modems": [], "fax": [self._shown(self._one(modem))], "counts": {}}
            found: Any = gsm(modem=modem)
            return found if modem else {**found, "fax": [self._shown(line) for line in self._lines.lines.values()]}

        return state

    def _fault(self, gsm: Verb) -> Verb:
        """Faults of fax lines by their names, on all of them where none is named."""

        @functools.wraps(gsm)
        def fault(name: str, modem: str = "", **rest: Any) -> Any:
            if name not in FAULTS:
                return gsm(name=name, modem=modem, **rest)
            options, after, count = rest.get("options") or {}, rest.get("after", 0), rest.get("count", 0)
            struck, made = self._each(modem), make(name, options)
            for line in struck:
                _check(line, made)
            for line in struck:
                line.modem.faults.arm(name, made, after, count)
            return {}

        return fault

    def _clear(self, gsm: Verb) -> Verb:
        @functools.wraps(gsm)
        def clear(modem: str = "", name: str = "") -> Any:
            for line in self._each(modem) if not modem or self._find(modem) else ():
                line.modem.faults.disarm(name)
                line.modem.recover()
            return {} if self._find(modem) else gsm(modem=modem, name=name)

        return clear

    def _each(self, name: str) -> list[FaxLine]:
        return [self._one(name)] if name else list(self._lines.lines.values())

    def _fax(
        self,
        modem: str,
        number: str = OUTSIDE,
        document: str = "",
        pages: int = 1,
        *,
        polls: bool = False,
        second: bool = False,
    ) -> Reply:
        """A machine at `number` faxes the TIFF `document`, else a test page; or it `polls`. `second`: it dials the
        number that rings distinctively."""
        line = self._one(modem)
        known = self._manners(number)
        if polls:
            manners = replace(known, document=None, inbox=self._lines.new_file())
        else:
            manners = replace(known, document=self._document(document, pages, number))
        self._lines.board.call(line.second if second else line.number, manners, number, withheld=not number)
        return {}

    def _machine(
        self,
        number: str,
        answers: str = "fax",
        document: str = "",
        *,
        ecm: bool = True,
        modems: str = "",
        codings: str = "",
        resolutions: str = "",
    ) -> Reply:
        """What is at an outside number: what it `answers`, a `document` to be polled, and what its machine can do."""
        if answers not in ANSWERS:
            raise ValueError(f"answers is one of {', '.join(ANSWERS)}")
        abilities = Abilities(
            identity=number,
            ecm=ecm,
            modems=_some("modems", modems, MODEMS),
            codings=_some("codings", codings, CODINGS),
            resolutions=_some("resolutions", resolutions, RESOLUTIONS),
        )
        board, key = self._lines.board, number.lstrip("+")
        board.exchange.refusals.pop(key, None)
        if answers in _REFUSALS:
            board.exchange.refusals[key] = _REFUSALS[answers]
        paper = None if not document else _readable(document)
        board.manners[key] = Manners(document=paper, abilities=abilities, silent=answers == "silence")
        return {}

    def _call(self, modem: str, number: str = OUTSIDE, kind: str = "VOICE", rings: int = 12) -> Reply:
        """Somebody calls who is no fax machine, whatever `kind` says."""
        manners = Manners(silent=True)
        self._lines.board.call(self._one(modem).number, manners, number, withheld=not number, rings=rings)
        return {}

    def _hang_up(self, modem: str) -> Reply:
        """Who calls gives up; a connection fails."""
        self._lines.board.exchange.drop(self._one(modem).modem.party)
        return {}

    def _unplug(self, modem: str) -> Reply:
        self._one(modem).plug.pull_out()
        return {}

    def _plug(self, modem: str, link: str = "") -> Reply:
        line = self._one(modem)
        line.plug.put_in(link)
        return {"port": line.plug.port}

    def _shown(self, line: FaxLine) -> Reply:
        return {
            "name": line.name,
            "port": line.plug.port,
            "url": line.plug.url,
            "number": line.number,
            "second": line.second,
            "faults": line.modem.faults.armed(),
            "busy": self._lines.board.exchange.busy(line.modem.party),
        }

    def _manners(self, number: str) -> Manners:
        return self._lines.board.manners.get(number.lstrip("+"), self._lines.board.default)

    def _document(self, path: str, pages: int, number: str) -> Path:
        from drivers.simulator.fax.sample import sample_document  # noqa: PLC0415  Pillow, for who faxes

        if path:
            return _readable(path)
        return sample_document(self._lines.new_file(), pages, number, datetime.fromtimestamp(self._clock.wall()))

    def _find(self, name: str) -> FaxLine | None:
        return next((line for line in self._lines.lines.values() if name in (line.name, line.number)), None)

    def _one(self, name: str) -> FaxLine:
        line = self._find(name)
        if line is None:
            raise ValueError(f"no fax line {name!r}; there are {', '.join(self._lines.lines) or 'none'}")
        return line


def _check(line: FaxLine, fault: object) -> None:
    if type(fault) not in line.modem.strikes:
        raise ValueError(f"it can't strike {line.name}: lines and class 1 modems have faults, by libspandsp2")


def _some(what: str, names: str, of: Mapping[str, int]) -> tuple[str, ...]:
    """Those of the list `names`, all where it is empty. Raises ValueError."""
    found = tuple(name.strip() for name in names.split(",")) if names else tuple(of)
    if not set(found) <= set(of):
        raise ValueError(f"{what} are some of {', '.join(of)}, not {names!r}")
    return found


def _readable(path: str) -> Path:
    """Raises ValueError where it is no TIFF."""
    from drivers.fax.tiff import Document  # noqa: PLC0415  the same

    if not Path(path).is_file():
        raise ValueError(f"no file {path}")
    Document(Path(path))
    return Path(path).absolute()
