"""A message of any length as parts, and parts as a message (23.040 9.2.3.24.1, 9.2.3.24.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from drivers.gsm.address import Address
from drivers.gsm.alphabet import Choice, cheapest, decode_septets, decode_ucs2
from drivers.gsm.capacity import CONCATENATION_OCTETS, PORTS_OCTETS, capacity
from drivers.gsm.data_coding import DataCoding, Encoding
from drivers.gsm.header import (
    EMPTY,
    LOCKING_SHIFT,
    SINGLE_SHIFT,
    Concatenation,
    InformationElement,
    UserDataHeader,
    concatenation_element,
    ports_element,
)
from drivers.gsm.tpdu import Submit
from drivers.gsm.userdata import Content
from drivers.gsm.validity import Validity

MOST_PARTS = 255

_TYPE_0 = 0x40  # TP-PID of short message type 0; replace types 1 to 7 follow (9.2.3.9)


class TooLong(ValueError):
    """A message of more than 255 parts: `parts` says how many it would take."""

    def __init__(self, parts: int) -> None:
        super().__init__(f"the message would take {parts} parts; {MOST_PARTS} are the most")
        self.parts = parts


@dataclass(frozen=True, slots=True)
class MessageOptions:
    """How a message is to be sent; each left out is as the standard has it by default.

    `message_class` 0 (flash) to 3; `ports` destination first; `replace_type` 1 to 7, or 0 for a message that is shown
    to nobody; `languages` whose national tables may be used; `encoding` forced; `reference_bits` of the concatenation.
    """

    message_class: int | None = None
    ports: tuple[int, int] | None = None
    replace_type: int | None = None
    validity: Validity = None
    status_report: bool = False
    reject_duplicates: bool = False
    reply_path: bool = False
    languages: tuple[int, ...] = ()
    encoding: Encoding | None = None
    reference_bits: Literal[8, 16] = 8

    def __post_init__(self) -> None:
        if self.message_class is not None and self.message_class not in range(4):
            raise ValueError(f"a message class is 0 to 3: {self.message_class}")
        if self.replace_type is not None and self.replace_type not in range(8):
            raise ValueError(f"a replace type is 0 to 7: {self.replace_type}")
        if self.reference_bits not in CONCATENATION_OCTETS:
            raise ValueError(f"a reference has 8 or 16 bits: {self.reference_bits}")


DEFAULTS = MessageOptions()


@dataclass(frozen=True, slots=True)
class Measure:
    """What sending takes. Units are septets, 16-bit UCS2 units or octets, by `encoding`.

    `per_part` is how many units fit a part of this message; `units_left_in_last_part` is what could still be added to
    the last one.
    """

    encoding: Encoding
    locking: int
    single: int
    parts: int
    units_used: int
    units_left_in_last_part: int
    per_part: int


def segment(
    destination: Address, content: str | bytes, reference: int, options: MessageOptions = DEFAULTS
) -> tuple[Submit, ...]:
    """`content`, text or 8-bit data, as the SUBMITs that carry it; `reference` names them where there are several.

    The reference is cut to its bits. Raises TooLong beyond 255 parts, NotInAlphabet or ValueError where the encoding
    forced can't hold the text or an option is none.
    """
    choice, pieces = _plan(content, options)
    headers = _headers(choice, options, len(pieces), reference)
    coding = DataCoding(choice.encoding, options.message_class).encode()
    protocol_identifier = 0 if options.replace_type is None else _TYPE_0 + options.replace_type
    return tuple(
        Submit(
            destination,
            piece,
            coding,
            header,
            protocol_identifier,
            options.validity,
            options.status_report,
            options.reject_duplicates,
            options.reply_path,
        )
        for piece, header in zip(pieces, headers, strict=True)
    )


def measure(content: str | bytes, options: MessageOptions = DEFAULTS) -> Measure:
    """What sending `content` would take. Raises as `segment` does."""
    choice, pieces = _plan(content, options)
    elements = _other_octets(options) + choice.language_octets
    if len(pieces) > 1:
        elements += CONCATENATION_OCTETS[options.reference_bits]
    octets = 2 if choice.encoding is Encoding.UCS2 else 1
    per_part = capacity(choice.encoding, elements) // octets
    return Measure(
        choice.encoding,
        choice.locking,
        choice.single,
        len(pieces),
        sum(map(len, pieces)) // octets,
        per_part - len(pieces[-1]) // octets,
        per_part,
    )


def join(parts: Iterable[Content]) -> str | bytes:
    """The content of a message's parts, in the order of their numbers; of a part that came twice the first counts.

    Neighbours of one encoding are put together before they are decoded, so that an escape or a surrogate pair which
    the sender cut is whole again; what stays broken shows as U+FFFD. Octets where every part is data, else text.
    """
    ordered = _ordered(parts)
    if ordered and all(part.text is None for part in ordered):
        return b"".join(part.user_data for part in ordered)
    return "".join(_decode(key, b"".join(part.user_data for part in run)) for key, run in groupby(ordered, _alphabet))


def _plan(content: str | bytes, options: MessageOptions) -> tuple[Choice, list[bytes]]:
    """The encoding and the pieces. Raises as `segment` does."""
    other, concatenation = _other_octets(options), CONCATENATION_OCTETS[options.reference_bits]
    if isinstance(content, bytes):
        choice, coded = _as_data(options), content
    else:
        choice = _choose(content, options, other, concatenation)
        coded = choice.encode(content)
    pieces = choice.cut(coded, other=other, concatenation=concatenation)
    if len(pieces) > MOST_PARTS:
        raise TooLong(len(pieces))
    return choice, pieces


def _as_data(options: MessageOptions) -> Choice:
    if options.encoding not in (None, Encoding.DATA8):
        raise ValueError("octets are sent as 8-bit data only: give text")
    return Choice(Encoding.DATA8)


def _choose(text: str, options: MessageOptions, other: int, concatenation: int) -> Choice:
    if options.encoding is None:
        return cheapest(text, languages=options.languages, other=other, concatenation=concatenation)
    return Choice(options.encoding)


def _other_octets(options: MessageOptions) -> int:
    return 0 if options.ports is None else PORTS_OCTETS


def _headers(choice: Choice, options: MessageOptions, total: int, reference: int) -> list[UserDataHeader]:
    """One header for each part."""
    common = [] if options.ports is None else [ports_element(options.ports)]
    if choice.single:
        common.append(InformationElement(SINGLE_SHIFT, bytes((choice.single,))))
    if choice.locking:
        common.append(InformationElement(LOCKING_SHIFT, bytes((choice.locking,))))
    if total == 1:
        return [UserDataHeader(tuple(common)) if common else EMPTY]
    bits = options.reference_bits
    reference &= (1 << bits) - 1
    parts = (Concatenation(reference, total, number, bits) for number in range(1, total + 1))
    return [UserDataHeader((concatenation_element(part), *common)) for part in parts]


def _ordered(parts: Iterable[Content]) -> list[Content]:
    numbered: dict[int, Content] = {}
    for place, part in enumerate(parts, 1):
        concatenation = part.concatenation
        numbered.setdefault(concatenation.number if concatenation else place, part)
    return [numbered[number] for number in sorted(numbered)]


def _alphabet(part: Content) -> tuple[Encoding, int, int]:
    if part.text is None:
        return Encoding.DATA8, 0, 0
    return part.encoding, part.header.locking, part.header.single


def _decode(alphabet: tuple[Encoding, int, int], data: bytes) -> str:
    encoding, locking, single = alphabet
    if encoding is Encoding.GSM7:
        return decode_septets(data, locking, single)
    return decode_ucs2(data) if encoding is Encoding.UCS2 else data.decode("latin-1")
