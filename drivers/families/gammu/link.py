"""libGammu's state machine, its errors as ours."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from drivers.errors import Cause, CommandRefused, ModemError, NoAnswer, PortBusy, PortLost

_BUSY = ("ERR_DEVICEBUSY", "ERR_DEVICELOCKED")
_LOST = ("ERR_DEVICE", "ERR_NOTCONNECTED", "ERR_COULDNT_CONNECT")  # starts of names
_SILENT = ("ERR_TIMEOUT", "ERR_NOECHO", "ERR_PHONEOFF")
_LACKING = ("ERR_NOTSUPPORTED", "ERR_NOTIMPLEMENTED", "ERR_SOURCENOTAVAILABLE", "ERR_DISABLED")
_UNUSABLE = {
    "ERR_DISABLED": "the libGammu that is installed is built without such connections",
    "ERR_UNKNOWNCONNECTIONTYPESTRING": "libGammu knows no such connection: `man gammurc` lists them",
}

UNSUPPORTED = Cause("CME", 4, "operation not supported")
EMPTY = Cause("CME", 22, "not found")

_CAUSES = {
    **dict.fromkeys(_LACKING, UNSUPPORTED),
    "ERR_EMPTY": EMPTY,
    "ERR_NOSIM": Cause("CME", 10, "SIM not inserted"),
    "ERR_SECURITYERROR": Cause("CME", 11, "SIM PIN required"),
    "ERR_EMPTYSMSC": Cause("CMS", 330, "SMSC address unknown"),
    "ERR_FULL": Cause("CMS", 322, "memory full"),
    "ERR_NETWORK_ERROR": Cause("CMS", 331, "no network service"),
    "ERR_NOSERVICE": Cause("CMS", 331, "no network service"),
}


def target(url: str) -> tuple[str, str]:
    """CONNECTION and DEVICE of `gammu:CONNECTION:DEVICE`. Raises ValueError."""
    _, connection, device = (*url.split(":", 2), "", "")[:3]
    if not (connection and device and url.isprintable()):
        raise ValueError(f"{url}: not gammu:CONNECTION:DEVICE")
    return connection, device


def _config(connection: str, device: str) -> str:
    """A gammurc for it."""
    kind = "connection = none\nmodel = dummy" if connection == "dummy" else f"connection = {connection}"
    return f"[gammu]\ndevice = {device}\n{kind}\nsynchronizetime = no\nuse_locking = no\nlogformat = nothing\n"


class Link:
    """One phone; one thread owns it. What it says unasked is kept in `heard`, as libGammu's kind and dictionary."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for a bad URL, PortLost where python-gammu is missing."""
        self._config = _config(*target(url))
        self.heard: list[tuple[str, Mapping[str, Any]]] = []
        self._url = url
        self._gammu = _library(url)
        self._machine: Any = None

    def connect(self) -> None:
        """Anew, where it was already. Raises NoAnswer, PortLost, CommandRefused."""
        self.disconnect()
        self._machine = machine = self._gammu.StateMachine()
        self._configure(machine)
        self._begin(machine)
        machine.SetIncomingCallback(self._hear)
        for kind in ("SMS", "Call", "USSD"):
            self.ask_if_taken(f"SetIncoming{kind}", True)

    def _begin(self, machine: Any) -> None:
        try:
            machine.Init()
        except self._gammu.GSMError as error:
            kind = type(error).__name__
            if kind in _UNUSABLE:
                raise PortLost(f"{self._url}: {_UNUSABLE[kind]}") from error
            raise self._translated("Init", kind, error) from error

    def _configure(self, machine: Any) -> None:
        """By a file: python-gammu's SetConfig leaves how to indicate messages at what no phone takes."""
        with tempfile.NamedTemporaryFile("w", prefix="gammurc-") as file:
            file.write(self._config)
            file.flush()
            machine.ReadConfig(0, 0, file.name)

    def disconnect(self) -> None:
        """Let go of the device."""
        machine, self._machine = self._machine, None
        if machine is not None:
            machine.SetIncomingCallback(None)
            with suppress(self._gammu.GSMError):
                machine.Terminate()

    def ask(self, name: str, *arguments: Any, **named: Any) -> Any:
        """What libGammu's method gives. Raises CommandRefused, NoAnswer, PortLost."""
        if self._machine is None:
            raise PortLost(f"{self._url}: not connected")
        try:
            return getattr(self._machine, name)(*arguments, **named)
        except self._gammu.GSMError as error:
            raise self._translated(name, type(error).__name__, error) from error

    def ask_if_known(self, name: str, *arguments: Any, default: Any = None) -> Any:
        """As `ask`; `default` where the phone or libGammu has no such thing."""
        try:
            return self.ask(name, *arguments)
        except CommandRefused as refusal:
            if refusal.cause is not UNSUPPORTED:
                raise
            return default

    def ask_if_taken(self, name: str, *arguments: Any, default: Any = None) -> Any:
        """As `ask`; `default` where it is refused for whatever reason, such as a SIM that waits for its PIN."""
        try:
            return self.ask(name, *arguments)
        except CommandRefused:
            return default

    def encoded(self, message: Mapping[str, Any]) -> bytes:
        """The service centre's address and the SMS-SUBMIT that SendSMS would hand over. Raises CommandRefused."""
        try:
            octets: bytes = self._gammu.EncodePDU(message, "Submit")
        except (self._gammu.GSMError, ValueError) as error:
            raise CommandRefused(Cause("CMS", 304, f"invalid PDU mode parameter: {error}")) from error
        return octets

    def network_name(self, code: str) -> str:
        """The name that libGammu knows for a country and network code such as "262 01"; '' for none."""
        return str(self._gammu.GSMNetworks.get(code, ""))

    def _hear(self, _: object, kind: str, data: Mapping[str, Any]) -> None:
        self.heard.append((kind, data))

    def _translated(self, name: str, kind: str, error: Exception) -> ModemError:
        text = f"{name}: {error.args[0]['Text']}"
        if kind in _BUSY:
            return PortBusy(f"{self._url}: {text}")
        if kind.startswith(_LOST):
            return PortLost(f"{self._url}: {text}")
        if kind in _SILENT:
            return NoAnswer(text)
        return CommandRefused(_CAUSES.get(kind) or Cause("CMS" if name == "SendSMS" else "CME", None, text))


def _library(url: str) -> Any:
    """python-gammu, loaded only where a phone needs it: it takes memory, and is not made for every machine."""
    try:
        return importlib.import_module("gammu")
    except ModuleNotFoundError as error:
        raise PortLost(f"{url} needs python-gammu, which is not installed") from error
