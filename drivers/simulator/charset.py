"""The TE character set, `+CSCS` (27.007 5.5): how text travels in quotes and in text mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drivers.gsm.alphabet import NotInAlphabet, decode_septets, decode_ucs2, encode_septets
from drivers.simulator.answers import OK, Outcome, cme, info
from drivers.simulator.choices import one_of
from drivers.simulator.commandline import Command

GSM7_CODING, UCS2_CODING = 15, 72  # cell broadcast DCS: language not told; general group, UCS2 (23.038 5)


@dataclass(frozen=True, slots=True)
class Coding:
    """One character set, as text on the wire: characters stand for bytes there (ISO 8859-1)."""

    encode: Callable[[str], str]
    decode: Callable[[str], str]


def _septets(text: str) -> bytes:
    """`text` in the default alphabet, `?` for what it doesn't have."""
    try:
        return encode_septets(text)
    except NotInAlphabet:
        return b"".join(_septet(char) for char in text)


def _septet(char: str) -> bytes:
    try:
        return encode_septets(char)
    except NotInAlphabet:
        return b"?"


_LOW = bytes(octet & 0x7F for octet in range(256))

CODINGS: Mapping[str, Coding] = {
    "IRA": Coding(lambda text: text.encode("ascii", "replace").decode("ascii"), lambda wire: wire),
    "GSM": Coding(
        lambda text: _septets(text).decode("latin-1"),
        lambda wire: decode_septets(wire.encode("latin-1").translate(_LOW)),
    ),
    "UCS2": Coding(
        lambda text: text.encode("utf-16-be", "replace").hex().upper(), lambda wire: decode_ucs2(bytes.fromhex(wire))
    ),
    "HEX": Coding(lambda text: _septets(text).hex().upper(), lambda wire: decode_septets(bytes.fromhex(wire))),
}


class Charset:
    """The set in use."""

    def __init__(self) -> None:
        self.offered: tuple[str, ...] = tuple(CODINGS)
        self.reset()

    def offer(self, names: Sequence[str] = tuple(CODINGS)) -> None:
        """Know only these sets, and use the first. Raises ValueError for one that there isn't."""
        for name in names:
            one_of("names", name, CODINGS)
        self.offered = tuple(names)
        self.reset()

    def reset(self) -> None:
        """As after power on."""
        self.name = self.offered[0]

    def encode(self, text: str) -> str:
        return CODINGS[self.name].encode(text)

    def decode(self, wire: str) -> str:
        """Raises CME 50 where `wire` isn't of the set."""
        try:
            return CODINGS[self.name].decode(wire)
        except ValueError as reason:
            raise cme(50) from reason

    def data_coding(self, text: str) -> int:
        """The <dcs> to tell beside `text` in a `+CUSD`."""
        try:
            encode_septets(text)
        except NotInAlphabet:
            return UCS2_CODING
        return UCS2_CODING if self.name == "UCS2" else GSM7_CODING

    def commands(self) -> dict[str, Command]:
        return {
            "+CSCS": Command(
                set=self._select,
                read=lambda: info(f'+CSCS: "{self.name}"'),
                test=self._list,
                free=True,
            )
        }

    def _list(self) -> Outcome:
        names = ",".join(f'"{name}"' for name in self.offered)
        return info(f"+CSCS: ({names})")

    def _select(self, values: list[str]) -> Outcome:
        if values[0] not in self.offered:
            raise cme(50)
        self.name = values[0]
        return OK
