"""What every modem at a port does alike: to be woken, to be let go, and the rungs of the recovery ladder."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from drivers.at.chat import Chat
from drivers.at.script import Step, run_script
from drivers.errors import NoAnswer
from drivers.port import Port


class Manners(Protocol):
    """How a family is asked whether it is there, and how it is restarted; times in seconds."""

    @property
    def attention(self) -> Step: ...

    @property
    def command_timeout(self) -> float: ...

    @property
    def restart(self) -> str: ...

    @property
    def restart_timeout(self) -> float: ...


class AtModem:
    """A modem that answers commands; see `drivers.capabilities.Modem`."""

    def __init__(self, port: Port, chat: Chat, manners: Manners) -> None:
        self._port = port
        self._chat: Chat = chat
        self._manners = manners

    def wake(self) -> None:
        """Make the present or the next `events` return at once; for any thread."""
        self._port.wake()

    def close(self) -> None:
        """Let go of the port."""
        self._port.close()

    def alive(self) -> None:
        """Raises NoAnswer or PortLost where the modem does not answer a plain AT."""
        self._chat.run("AT", self._manners.command_timeout)

    def attention(self) -> None:
        """Ask for an OK a few times. Raises NoAnswer, PortLost."""
        run_script(self._chat, (self._manners.attention,))

    def restart(self) -> None:
        """Have the modem begin anew; its port may go away and come back. Raises CommandRefused, PortLost."""
        with suppress(NoAnswer):
            self._chat.run(self._manners.restart, self._manners.restart_timeout)
