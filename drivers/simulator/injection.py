"""Messages that a person puts in, as an outside subscriber sends them."""

from __future__ import annotations

from drivers.gsm.address import Address
from drivers.gsm.concat import MessageOptions, segment
from drivers.simulator.exchange import moment


def parts_of(number: str, text: str, reference: int, at: float, *, flash: bool = False, bits: int = 8) -> list[bytes]:
    """The SMS-DELIVERs of `text` from `number`, or from a name of up to 11 letters. Raises ValueError for neither."""
    if bits not in (8, 16):
        raise ValueError("bits are 8 or 16")
    options = MessageOptions(message_class=0 if flash else None, reference_bits=16 if bits == 16 else 8)
    sender = sender_of(number)
    submits = segment(Address("0"), text, reference, options)
    return [submit.delivered(sender, moment(at)).encode() for submit in submits]


def sender_of(text: str) -> Address:
    """A number where it is one, else a name."""
    try:
        return Address.parse(text)
    except ValueError:
        return Address.alphanumeric(text)
