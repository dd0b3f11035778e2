"""What a person or a test can ask of a running simulator: the table of verbs and the check of what they are given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from drivers.at.results import CME, CMS
from drivers.simulator.answers import Refusal
from drivers.simulator.control import Answer, Reply
from drivers.simulator.gsm import GsmModem

Verb: TypeAlias = Callable[..., Reply | Callable[[Answer], None]]

_KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "float | None": (int, float),
    "bool": (bool,),
    "bool | None": (bool,),
    "Any": (object,),
}
_TEXTS: Mapping[str, Mapping[int, str]] = {"CMS": CMS, "CME": CME}


class Modems:
    """The modems by name (gsm0 ..), IMEI or number."""

    def __init__(self, modems: Mapping[str, GsmModem]) -> None:
        self._modems = modems

    def one(self, name: str) -> GsmModem:
        """Raises ValueError where there is none of that name."""
        for modem in self._modems.values():
            card = modem.slot.card
            if name in (modem.name, modem.equipment.plate.imei, card.number if card else None):
                return modem
        raise ValueError(f"no modem {name!r}; there are {', '.join(self._modems)}")

    def each(self, name: str) -> list[GsmModem]:
        """That modem, or all where `name` is empty."""
        return [self.one(name)] if name else list(self._modems.values())


class Verbs:
    """Answers requests by `table`; a verb's parameters are those of its function."""

    def __init__(self, table: Mapping[str, Verb]) -> None:
        self._table = {"help": self._help, **table}

    def answer(self, request: Reply, answer: Answer) -> None:
        """Do what `request` says; `answer` gets {"ok": true, ..} or {"error": text}, now or later."""
        arguments = dict(request)
        verb = arguments.pop("verb", None)
        function = self._table.get(verb) if isinstance(verb, str) else None
        if function is None:
            answer({"error": f"no verb {verb!r}; there are {', '.join(self._table)}"})
            return
        try:
            _check(str(verb), function, arguments)
            result = function(**arguments)
        except Refusal as refusal:
            answer({"error": f"{verb}: {_TEXTS[refusal.domain][refusal.code]}"})
        except ValueError as reason:
            answer({"error": f"{verb}: {reason}"})
        else:
            _deliver(result, answer)

    def _help(self) -> Reply:
        return {"verbs": {verb: takes(function) for verb, function in self._table.items()}}


def takes(function: Verb) -> dict[str, Any]:
    """The parameters of a verb with their defaults; `required` where there is none."""
    parameters = inspect.signature(function).parameters.values()
    return {each.name: "required" if each.default is each.empty else each.default for each in parameters}


def _deliver(result: Reply | Callable[[Answer], None], answer: Answer) -> None:
    if callable(result):
        result(answer)
    else:
        answer({"ok": True, **result})


def _check(verb: str, function: Verb, arguments: Reply) -> None:
    """Raises ValueError where the arguments aren't the verb's."""
    signature = inspect.signature(function)
    unknown = [name for name in arguments if name not in signature.parameters]
    missing = [name for name, default in takes(function).items() if default == "required" and name not in arguments]
    if unknown or missing:
        wrong = f"unknown: {', '.join(unknown)}" if unknown else f"missing: {', '.join(missing)}"
        raise ValueError(f"{wrong}; {verb} takes {', '.join(signature.parameters) or 'nothing'}")
    for name, value in arguments.items():
        _check_kind(name, str(signature.parameters[name].annotation), value)


def _check_kind(name: str, annotation: str, value: Any) -> None:
    kinds = _KINDS[annotation]
    mistaken = isinstance(value, bool) and kinds[0] not in (bool, object)
    if mistaken or not isinstance(value, kinds):
        raise ValueError(f"{name} is a {kinds[-1].__name__}, not {value!r}")
