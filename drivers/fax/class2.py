"""Facsimile by a modem of service class 2 or 2.0: the procedure is the modem's, the pages are ours (SP-2388, T.32)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from drivers.at.online import OnlineChat
from drivers.at.script import run_script
from drivers.at.syntax import Command, Connect
from drivers.at.values import quoted
from drivers.errors import CallAborted, Cause, CommandRefused, ModemError, NoAnswer, NotConnected
from drivers.facsimile import Station
from drivers.fax.call import Call
from drivers.fax.class2pages import Incoming, Outgoing
from drivers.fax.class2talk import Talk
from drivers.fax.class2words import FINALS, LEAST, WORDS
from drivers.fax.dialling import diallable
from drivers.fax.quirks import FaxQuirks
from drivers.fax.steps import Admit
from drivers.fax.termination import Termination

log = logging.getLogger(__name__)

_IDENTIFICATION = 40.0  # seconds in which both identify each other, behind the connection (T.30 T1)


class Class2:
    """See `drivers.facsimile.Fax`."""

    def __init__(
        self, chat: OnlineChat, quirks: FaxQuirks, service_class: str, _clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chat = chat
        self._quirks = quirks
        self._words = WORDS[service_class]
        self._finals = FINALS | frozenset(quirks.finals)
        self._limits = LEAST

    @property
    def service_class(self) -> str:
        return self._words.service_class

    def prepare(self) -> None:
        """Ask what the modem can do. Raises CommandRefused, NoAnswer, PortLost."""
        self._select()
        name = self._words.capabilities
        try:
            told = self._chat.run(Command(f"AT{name}=?", (f"{name}:",), bare=True), self._quirks.command_timeout)
        except CommandRefused:
            return
        self._limits = self._words.limits(" ".join(each.line for each in told.lines)) or LEAST

    def send(self, number: str, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""
        return self._carry(self._dial(number), call, lambda talk: Outgoing(talk, station).run())

    def poll(self, number: str, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""

        def fetch(talk: Talk) -> Termination:
            return Incoming(talk, station).run() if talk.polled else Termination.INCOMPATIBLE

        return self._carry(self._dial(number), call, fetch, polls=True)

    def answer(self, call: Call, station: Station) -> Termination:
        """See `drivers.facsimile.Fax`."""

        def serve(talk: Talk) -> Termination:
            if not talk.polled:
                return Incoming(talk, station).run()
            admitted = station.admit(Admit(call.far, polls=True))
            return Outgoing(talk, station).run() if admitted else Termination.ABORTED

        return self._carry((self._quirks.answer, self._quirks.answer_timeout), call, serve)

    def abort(self) -> None:
        """See `drivers.facsimile.Fax`."""
        self._chat.abort()

    def _dial(self, number: str) -> tuple[str, float]:
        return self._quirks.dial + diallable(number), self._quirks.dial_timeout

    def _carry(
        self, dial: tuple[str, float], call: Call, pages: Callable[[Talk], Termination], *, polls: bool = False
    ) -> Termination:
        """The call, from its connection to its end. Also raises what the station does."""
        talk = Talk(self._chat, self._words, self._quirks.class2, call, self._finals)
        try:
            with self._chat.abortable():
                self._select()
                self._set_up(talk, polls)
                self._connect(talk, *dial)
                return talk.ended if talk.ended is not None else pages(talk)
        except CallAborted:
            return Termination.ABORTED
        finally:
            self._hang_up(talk)

    def _select(self) -> None:
        """The class. Raises CommandRefused, NoAnswer, PortLost."""
        self._chat.run(f"AT+FCLASS={self._words.service_class}", self._quirks.command_timeout)
        run_script(self._chat, self._quirks.after_class)

    def _set_up(self, talk: Talk, polls: bool) -> None:
        """All that holds for the call; where a modem has a parameter not, it does without."""
        words, notation, call = self._words, self._words.notation, talk.call
        for command in words.set_up:
            talk.set(command)
        parameters = self._limits.narrowed(notation.of_dis(call.dis))
        talk.set(f"{words.capabilities}={notation.encode(parameters)}")
        talk.set(f"{words.identity}={quoted(call.own.ident)}")
        if polls:
            talk.set(f"{words.polls_as}={quoted(call.own.ident)}")
        talk.set(f"{words.polls}={int(polls)}")
        talk.set(f"{words.gives}={int(call.dis.document_waits)}")
        call.dis = replace(notation.dis(parameters), document_waits=call.dis.document_waits)

    def _connect(self, talk: Talk, command: str, timeout: float) -> None:
        """Raises NotConnected with what the modem says."""
        try:
            result = talk.ask(command, timeout + _IDENTIFICATION)
        except NoAnswer:
            raise NotConnected(Cause("V250", None, "nobody answered in time")) from None
        if isinstance(result, Connect):
            raise NotConnected(Cause("V250", None, "no facsimile: a data call"))
        if not result.ok and not talk.connected:
            raise NotConnected(result.cause or Cause("V250", None, result.line))
        talk.connected = True

    def _hang_up(self, talk: Talk) -> None:
        """What became of the call is known: that the modem doesn't say OK to this will show when it is asked again."""
        with suppress(ModemError):
            talk.leave()
        for _ in range(2):
            try:
                self._chat.run(self._quirks.hang_up, self._quirks.hang_up_timeout)
            except ModemError as error:
                log.warning("hanging up: %s", error)
            else:
                return
