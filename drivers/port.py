"""The one way to a modem: bytes out, bytes in, and a wake-up for the reader."""

from __future__ import annotations

from typing import Protocol


class Port(Protocol):
    """A byte stream with one owner: only one thread reads and writes; `wake` alone may be called by any other."""

    def read(self, timeout: float | None) -> bytes:
        """What has arrived, waiting up to `timeout` seconds (None: for ever); b'' on time-out or wake. Raises PortLost."""

    def write(self, data: bytes) -> None:
        """All of `data`, or PortLost."""

    def wake(self) -> None:
        """Make the present or the next `read` return b'' at once; remembered when no read is under way."""

    def close(self) -> None: ...
