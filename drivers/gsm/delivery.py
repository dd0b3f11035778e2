"""What comes with +CMT, +CDS, +CMGL and +CMGR in PDU mode (27.005 3.4.1, 4.1, 4.2): pure functions."""

from __future__ import annotations

from drivers.at.values import integer, parameters
from drivers.capabilities import Delivery, MessageStored, Slot, Unreadable
from drivers.gsm.address import decode_sca
from drivers.gsm.octets import PduError


def parse_pdu(
    header: str, payload: str | None, slots: tuple[Slot, ...] = (), acknowledge: bool = False
) -> Delivery | Unreadable:
    """The PDU line under `header`, whose last parameter tells the TPDU's length in octets; Unreadable where it is none.

    A length that does not fit the octets is not judged here, except that a PDU of just that length came without the
    service centre's address in front.
    """
    text = header if payload is None else payload.strip()
    try:
        octets = bytes.fromhex(text)
        if len(octets) == integer((parameters(header) or [None])[-1]):
            return Delivery(octets, "", slots, acknowledge)
        centre, start = decode_sca(octets)
    except (ValueError, PduError):
        return Unreadable(text, slots, acknowledge)
    if start >= len(octets):
        return Unreadable(text, slots, acknowledge)
    return Delivery(octets[start:], str(centre or ""), slots, acknowledge)


def parse_indication(line: str) -> MessageStored:
    """`+CMTI: <mem>,<index>` or `+CDSI:` (27.005 3.4.1); an index that is left out or negative is no index."""
    values = parameters(line)
    index = integer(values[1]) if len(values) > 1 else None
    return MessageStored((values or [""])[0] or "", index if index is not None and index >= 0 else None)
