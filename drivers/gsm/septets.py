"""Septets packed into octets and back (23.038 6.1.2.1), eight at a time, in parallel lanes of one large integer."""

from __future__ import annotations

_CHUNK = 256  # septets that one pass handles: 224 octets, so chunks meet on an octet boundary


def _lanes(width: int, bits: int) -> tuple[int, int, int]:
    """How to close up pairs of `bits` held in lanes of `width`: the shift, and the masks of even and odd members."""
    even = sum(((1 << bits) - 1) << at for at in range(0, _CHUNK * 8, 2 * width))
    return width - bits, even, even << bits


_STEPS = (_lanes(8, 7), _lanes(16, 14), _lanes(32, 28))


def pack(septets: bytes, fill_bits: int = 0) -> bytes:
    """Pack `septets` (one a byte) into octets, after `fill_bits` zero bits; the last octet is filled with zeros."""
    packed = b"".join(_pack_chunk(septets[at : at + _CHUNK]) for at in range(0, len(septets), _CHUNK))
    octets = (len(septets) * 7 + fill_bits + 7) // 8
    if fill_bits:
        return (int.from_bytes(packed, "little") << fill_bits).to_bytes(max(octets, len(packed)) + 1, "little")[:octets]
    return packed[:octets]


def _pack_chunk(septets: bytes) -> bytes:
    value = int.from_bytes(septets, "little")
    for shift, even, odd in _STEPS:
        value = (value & even) | ((value >> shift) & odd)
    octets = bytearray(value.to_bytes((len(septets) + 7) // 8 * 8, "little"))
    del octets[7::8]
    return bytes(octets)


def unpack(data: bytes, count: int, fill_bits: int = 0) -> bytes:
    """The first `count` septets (one a byte) of `data`, after `fill_bits` bits. Raises ValueError where it is short."""
    needed = (count * 7 + fill_bits + 7) // 8
    if len(data) < needed:
        raise ValueError(f"{count} septets need {needed} octets, {len(data)} there")
    packed = data[:needed]
    if fill_bits:
        packed = (int.from_bytes(packed, "little") >> fill_bits).to_bytes(needed, "little")
    packed = packed.ljust((count + 7) // 8 * 7, b"\0")
    step = _CHUNK // 8 * 7
    return b"".join(_unpack_chunk(packed[at : at + step]) for at in range(0, len(packed), step))[:count]


def _unpack_chunk(packed: bytes) -> bytes:
    groups = len(packed) // 7
    lanes = bytearray(groups * 8)
    for at in range(7):
        lanes[at::8] = packed[at : groups * 7 : 7]
    value = int.from_bytes(lanes, "little")
    for shift, even, odd in reversed(_STEPS):
        value = (value & even) | ((value & odd) << shift)
    return value.to_bytes(groups * 8, "little")
