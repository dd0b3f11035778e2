"""The verbs of `modembox sim` as argparse takes them; the simulator itself checks what they are given."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a `sim` verb, as argparse takes it."""

    name: str
    help: str
    options: Mapping[str, Any] = field(default_factory=dict)


def _flag(name: str, text: str, kind: type = str) -> Argument:
    return Argument(f"--{name}", text, {"type": kind})


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"not key=value: {text!r}")
    return key, value


def _menu(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text


MODEM = Argument("modem", "gsm0, gsm1 .., or its IMEI or number")
FAX = Argument("modem", "fax0, fax1 .., or its number")
ANY_MODEM = Argument("modem", "gsm0, gsm1 .., or its IMEI or number; all where left out", {"nargs": "?"})
VERBS: Mapping[str, tuple[str, tuple[Argument, ...]]] = {
    "help": ("list the verbs of the simulator with what they take", ()),
    "state": ("show modems, SIMs, stores, queues and armed faults", (ANY_MODEM,)),
    "sms": (
        "a text message comes in",
        (
            MODEM,
            Argument("text", "what it says; long texts come in parts"),
            _flag("number", "who sends it: a number, or a name of up to 11 letters"),
            _flag("order", "order of the parts: 2,1 or 1,3,3; one not named is lost"),
            _flag("late", "seconds that the last part comes later", float),
            Argument("--flash", "message class 0", {"action": "store_true"}),
            _flag("bits", "size of the concatenation reference, 8 or 16", int),
            _flag("reference", "the concatenation reference itself", int),
        ),
    ),
    "raw": ("a TPDU comes in as it stands", (MODEM, Argument("tpdu", "SMS-DELIVER or -STATUS-REPORT in hexadecimal"))),
    "call": (
        "somebody calls",
        (
            MODEM,
            _flag("number", "who calls; empty where withheld"),
            _flag("kind", "VOICE, FAX, ASYNC"),
            _flag("rings", "how often it rings; 0 without end", int),
        ),
    ),
    "hangup": ("the caller gives up; a connection of a fax line fails", (MODEM,)),
    "fax": (
        "a fax machine outside faxes, or polls",
        (
            FAX,
            _flag("number", "its number; empty where withheld"),
            _flag("document", "TIFF to send; a test page where left out"),
            _flag("pages", "of the test page", int),
            Argument("--polls", "ask for a document instead", {"action": "store_true"}),
            Argument("--second", "dial the line's second number, which rings distinctively", {"action": "store_true"}),
        ),
    ),
    "machine": (
        "set what answers at an outside number that is faxed",
        (
            Argument("number", "the number"),
            _flag("answers", "fax, silence, busy, 'no answer' or 'no dial tone'"),
            _flag("document", "TIFF that it gives to who polls"),
            Argument("--no-ecm", "without error correction", {"action": "store_false", "dest": "ecm"}),
            _flag("modems", "some of V.27ter,V.29,V.17"),
            _flag("codings", "some of MH,MR,MMR"),
            _flag("resolutions", "some of standard,fine,superfine"),
        ),
    ),
    "ussd": (
        "set what a USSD code answers, or have the network speak first",
        (
            MODEM,
            Argument("menu", 'a text, or JSON: {"text": .., "choices": {"1": ..}}', {"type": _menu}),
            _flag("code", "the code that gets it, such as *100#; without one it is shown at once"),
            _flag("delay", "seconds to the answer", float),
        ),
    ),
    "subscriber": (
        "set how messages to an outside number end",
        (Argument("number", "the number"), _flag("status", "TP-Status 0..255 for its status reports", int)),
    ),
    "signal": (
        "set the signal",
        (MODEM, Argument("rssi", "0..31, or 99", {"type": int}), _flag("ber", "0..7, or 99", int)),
    ),
    "registration": (
        "set the registration",
        (
            MODEM,
            Argument("state", "0 none, 1 home, 2 searching, 3 denied, 5 roaming ..", {"type": int}),
            _flag("domain", "CREG, CGREG or CEREG; all where left out"),
        ),
    ),
    "latency": (
        "set how long things take, in seconds",
        (
            ANY_MODEM,
            _flag("prompt", "to the prompt", float),
            _flag("submit", "from the message to its answer", float),
            _flag("linked", "the same while +CMMS keeps the link open", float),
            _flag("acknowledge", "that +CNMA may take", float),
            _flag("transit", "from one SIM to the other", float),
            _flag("report", "to the status report", float),
            _flag("retry", "from a failed delivery to the next", float),
        ),
    ),
    "storage": (
        "set the size of a store, or fill it",
        (
            MODEM,
            _flag("memory", "SM or ME"),
            _flag("capacity", "number of slots", int),
            _flag("fill", "how many old messages to put in", int),
            _flag("urc", "line that tells of a message held back; {memory} in it names the store"),
        ),
    ),
    "sim": (
        "lock, take out, put back or change the SIM",
        (
            MODEM,
            _flag("pin", "lock it with this PIN"),
            Argument("--absent", "take it out", {"action": "store_true"}),
            Argument("--present", "put it back", {"action": "store_false", "dest": "absent"}),
            _flag("number", "put another in that has this number"),
            _flag("reference", "the last TP-MR it used", int),
        ),
    ),
    "reboot": ("the modem loses power for a moment", (MODEM,)),
    "unplug": ("pull the modem's port out", (MODEM,)),
    "plug": ("put it in again", (MODEM, _flag("link", "under another name in the folder of links"))),
    "power": (
        "switch the power of the modem's port off and on",
        (MODEM, _flag("seconds", "how long it is off", float)),
    ),
    "fault": (
        "arm a fault; see `faults`",
        (
            Argument("name", "such as F05 or F14.delete"),
            Argument("options", "its options as key=value", {"nargs": "*", "type": _pair}),
            _flag("modem", "on this modem; on all where left out"),
            _flag("after", "occasions to let pass first", int),
            _flag("count", "how often; until cleared where left out", int),
        ),
    ),
    "faults": ("list the faults with their options", ()),
    "clear": ("end faults", (ANY_MODEM, _flag("name", "that fault only"))),
    "journal": (
        "what the service centre saw",
        (_flag("after", "records with a higher number", int), _flag("limit", "at most so many", int)),
    ),
    "wait": (
        "wait until something has happened",
        (
            Argument(
                "event",
                "submit, delivered, refused, held, expired, prompt, function, restart, power or fax",
                {"nargs": "?"},
            ),
            _flag("count", "how many of them", int),
            _flag("after", "that have a higher number in the journal", int),
            _flag("modem", "at this modem"),
            _flag("number", "of this number"),
            _flag("destination", "to this number"),
            _flag("timeout", "seconds to wait at most", float),
        ),
    ),
}
