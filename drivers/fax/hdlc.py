"""HDLC as facsimile uses it (T.30 5.3, T.4 annex A): flags, zero insertion, frame check sequence, first bit lowest."""

from __future__ import annotations

import binascii
from collections.abc import Iterable

from drivers.fax.line import REVERSED, bits_of, octets_of

FLAG = "01111110"
_FLAG_SPLIT = "1111110"  # the zero before it may belong to the flag before
_LEAST_OCTETS = 5  # address, control, FCF and FCS


def fcs(octets: bytes) -> bytes:
    """The frame check sequence of `octets`: CRC-16 of x^16 + x^12 + x^5 + 1, inverted (T.30 5.3.7)."""
    remainder = binascii.crc_hqx(octets.translate(REVERSED), 0xFFFF) ^ 0xFFFF
    return remainder.to_bytes(2, "big").translate(REVERSED)


def encode_frames(frames: Iterable[bytes], flags: int) -> bytes:
    """A bit stream of `flags` flags, then each frame with its check sequence, and a flag or two behind each."""
    stuffed = (_stuffed(frame + fcs(frame)) for frame in frames)
    return octets_of(FLAG * flags + "".join(bits + FLAG for bits in stuffed) + FLAG, FLAG)


def _stuffed(octets: bytes) -> str:
    return bits_of(octets).replace("11111", "111110")


class Deframer:
    """Takes a bit stream in pieces and gives the frames whose check sequence is right, without it."""

    def __init__(self) -> None:
        self._bits = ""

    def feed(self, octets: bytes) -> list[bytes]:
        *pieces, self._bits = (self._bits + bits_of(octets)).split(_FLAG_SPLIT)
        return [frame for piece in pieces if (frame := _unstuffed(piece))]


def _unstuffed(piece: str) -> bytes:
    """What lies between two flags, b"" where that is no frame. A piece that ends in 1 was aborted by seven ones."""
    bits = piece[:-1].replace("111110", "11111")
    if piece[-1:] != "0" or len(bits) % 8 or len(bits) < _LEAST_OCTETS * 8:
        return b""
    octets = octets_of(bits)
    return octets[:-2] if fcs(octets[:-2]) == octets[-2:] else b""
