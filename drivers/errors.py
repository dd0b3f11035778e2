"""What can go wrong between the box and a modem; the docstring of each class is its message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Domain = Literal["CMS", "CME", "V250"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a modem refused: `+CMS ERROR` (27.005 3.2.5), `+CME ERROR` (27.007 9.2) or a bare result (V.250 5.7.1).

    `code` is None where the modem gave only text (CMEE=2) that no table knows, or a bare `ERROR`.
    """

    domain: Domain
    code: int | None
    text: str

    def __str__(self) -> str:
        if self.domain == "V250":
            return self.text
        return f"+{self.domain} ERROR: {self.text if self.code is None else self.code} ({self.text})"


class ModemError(Exception):
    """The modem did not do as asked."""

    def __init__(self, detail: str = "") -> None:
        message = (type(self).__doc__ or "").strip().rstrip(".")
        super().__init__(f"{message}: {detail}" if detail else message)
        self.detail = detail


class PortLost(ModemError):
    """The port is gone or failed."""


class PortBusy(PortLost):
    """Another program has the port."""


class PortDenied(PortLost):
    """We may not open the port."""


class NoAnswer(ModemError):
    """The modem did not answer in time."""


class ProtocolError(ModemError):
    """The modem answered something that the standard does not allow."""


class CommandRefused(ModemError):
    """The modem refused the command."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(str(cause))
        self.cause = cause


class NotYet(CommandRefused):
    """The modem asks to be asked again soon."""


class SubmitInDoubt(ModemError):
    """The message was handed over and no answer came: nobody can know whether it was sent."""


class NotConnected(CommandRefused):
    """The call was not connected."""


class CallAborted(ModemError):
    """Somebody has ended the call."""
