"""The topics of sms2mqtt (github.com/Domochip/sms2mqtt), for programs that were written for it.

As there: `send` {"number": "+1;+2", "text"}, `sent` {"result", "datetime", "number"}, `received` {"datetime", "number",
"text"}, `signal`, retained `connected` 1 or 0. `sent` comes when the network has taken the message and does not repeat
its text; a connection has one Last Will, that of `status`, so `connected` stays 1 where the box is cut off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from appliance.domain import Event
from appliance.errors import BoxError, Invalid
from appliance.mqtt.commands import VERBS, Asker, Commands, checked, parsed, send
from appliance.mqtt.messages import Views
from appliance.mqtt.topics import Message, encoded
from appliance.spool import events
from appliance.spool.line_states import LineState

ORIGIN = "sms2mqtt"
_SEND = VERBS["send"]
_CAME_IN = (events.SMS_RECEIVED, events.SMS_COMPLETED)
_WEAKEST, _STRONGEST = -113, -51  # dBm, 27.007 8.5


class Alias:
    """sms2mqtt under `prefix`; `post` publishes from any thread."""

    def __init__(self, prefix: str, commands: Commands, post: Callable[[Message], None]) -> None:
        self._prefix = prefix
        self._commands = commands
        self._post = post

    @property
    def requests(self) -> str:
        """Where it is told to send."""
        return f"{self._prefix}/send"

    def connected(self, yes: bool) -> Message:
        """Whether the box is there."""
        return Message(f"{self._prefix}/connected", b"1" if yes else b"0", retain=True)

    def signal_of(self, lines: Sequence[LineState]) -> list[Message]:
        """The signal of the first line that has one, as libGammu tells it."""
        known = [seen.signal_dbm for seen in lines if seen.signal_dbm is not None]
        if not known:
            return []
        percent = 100 * (min(max(known[0], _WEAKEST), _STRONGEST) - _WEAKEST) // (_STRONGEST - _WEAKEST)
        told = {"SignalStrength": known[0], "SignalPercent": percent, "BitErrorRate": -1}
        return [Message(f"{self._prefix}/signal", encoded(told), retain=True)]

    def take(self, payload: bytes) -> None:
        """Send what is asked for; what can't be is told at `sent`."""
        try:
            request = {name.lower(): value for name, value in parsed(payload).items()}
            if not isinstance(request.get("number"), str):
                raise Invalid("no number to send to")
        except BoxError as error:
            self._refuse("", error)
            return
        for number in filter(None, (each.strip() for each in request["number"].split(";"))):
            self._send(number, request)

    def _send(self, number: str, request: Mapping[str, Any]) -> None:
        def act(asker: Asker) -> None:
            send(asker, checked(_SEND, {"number": number, "text": request.get("text")}), ORIGIN)

        self._commands.hand_over(_SEND, act, lambda error: self._refuse(number, error))

    def _refuse(self, number: str, error: BoxError) -> None:
        self._post(self._sent(f"error : {error}", number, time.time()))

    def messages_of(self, event: Event, views: Views) -> list[Message]:
        """What is published for one event."""
        view = views.get(event.transmission_id or 0)
        if view is None:
            return []
        if event.kind in _CAME_IN:
            told = {"datetime": _local(event.at), "number": view.party, "text": view.body}
            return [Message(f"{self._prefix}/received", encoded(told))]
        if event.kind == events.TRANSMISSION_DONE and view.origin == ORIGIN:
            return [self._sent(_result(event), view.party, event.at)]
        return []

    def _sent(self, result: str, number: str, at: float) -> Message:
        told = {"result": result, "datetime": _local(at), "number": number}
        return Message(f"{self._prefix}/sent", encoded(told))


def _result(event: Event) -> str:
    if event.data.get("verdict") == "sent":
        return "success"
    why = [str(event.data[each]) for each in ("verdict", "cause", "text") if event.data.get(each)]
    return f"error : {' '.join(why)}"


def _local(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
