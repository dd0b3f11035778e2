"""Unstructured supplementary services: menus of the network and `+CUSD` (27.007 7.15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drivers.simulator.answers import OK, Outcome, info
from drivers.simulator.charset import Charset
from drivers.simulator.commandline import Command, number_in
from drivers.simulator.loop import Clock

DONE, WANTS_ANSWER, ENDED, NOT_SUPPORTED = 0, 1, 2, 4  # <m> of 27.007 7.15


@dataclass(frozen=True, slots=True)
class Menu:
    """A text of the network; with `choices` it waits for an answer."""

    text: str
    choices: Mapping[str, Menu] = field(default_factory=dict)

    @classmethod
    def read(cls, value: Any) -> Menu:
        """From a text, or {"text": .., "choices": {answer: text or menu}}. Raises ValueError for anything else."""
        if isinstance(value, str):
            return cls(value)
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise ValueError('a USSD menu is a text, or {"text": .., "choices": {..}}')
        return cls(value["text"], {key: cls.read(menu) for key, menu in value.get("choices", {}).items()})


BALANCE = Menu(
    "Balance: 12.34 EUR\n1 Top up\n2 Tariff\n0 End",
    {
        "1": Menu("Enter voucher code", {"123456": Menu("Topped up by 10.00 EUR")}),
        "2": Menu("Tariff: Simple, 0.05 EUR per message"),
        "0": Menu("Good bye"),
    },
)
OWN_NUMBER = "*101#"


class Ussd:
    """The sessions of one modem with the network. `own_number` is asked for `*101#`."""

    def __init__(
        self, clock: Clock, notify: Callable[..., None], charset: Charset, own_number: Callable[[], str]
    ) -> None:
        self._clock = clock
        self._notify = notify
        self._charset = charset
        self._own_number = own_number
        self.services: dict[str, Menu] = {"*100#": BALANCE}
        self.delay = 0.05
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self._shown = False
        self._session: Menu | None = None

    def push(self, menu: Menu) -> None:
        """The network speaks first."""
        self._tell(menu)

    def commands(self) -> dict[str, Command]:
        return {
            "+CUSD": Command(
                set=self._request,
                read=lambda: info(f"+CUSD: {int(self._shown)}"),
                test=lambda: info("+CUSD: (0-2)"),
            )
        }

    def _request(self, values: list[str]) -> Outcome:
        """`+CUSD=<n>[,<str>[,<dcs>]]`; n 2 ends the session."""
        mode = number_in(values, 0, range(3), 0)
        if mode == 2:
            self._session = None
            return OK
        self._shown = mode == 1
        if len(values) > 1 and values[1]:
            text = self._charset.decode(values[1])
            self._clock.later(self.delay, lambda: self._answer(text))
        return OK

    def _answer(self, text: str) -> None:
        session, self._session = self._session, None
        if session is not None:
            menu = session.choices.get(text, Menu("Unknown choice"))
        elif text == OWN_NUMBER:
            menu = Menu(self._own_number())
        elif text in self.services:
            menu = self.services[text]
        else:
            self._show(f"+CUSD: {NOT_SUPPORTED}")
            return
        self._tell(menu)

    def _tell(self, menu: Menu) -> None:
        self._session = menu if menu.choices else None
        status = WANTS_ANSWER if menu.choices else DONE
        self._show(f'+CUSD: {status},"{self._charset.encode(menu.text)}",{self._charset.data_coding(menu.text)}')

    def _show(self, line: str) -> None:
        if self._shown:
            self._notify(line)
