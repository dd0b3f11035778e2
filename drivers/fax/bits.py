"""The bits of a facsimile information field of DIS, DTC and DCS, each by its name (T.30 5.3.6.2, table 2)."""

from __future__ import annotations

import enum
from collections.abc import Iterable

_FIRST_EXTEND = 24
_LEAST_OCTETS = 3


class Bit(enum.IntEnum):
    """Bit numbers, 1 the first on the line. A capability in DIS and DTC, the choice of it in DCS, except as noted."""

    STORE_AND_FORWARD = 1  # T.37, simple mode
    REAL_TIME = 3  # T.38
    MOBILE_NETWORK = 4
    V8 = 6  # DIS and DTC only
    FRAMES_OF_64_PREFERRED = 7  # DIS and DTC only
    READY_TO_TRANSMIT = 9  # a document waits to be polled; DIS and DTC only
    RECEIVE = 10
    SIGNALLING_RATE_1 = 11
    SIGNALLING_RATE_2 = 12
    SIGNALLING_RATE_3 = 13
    SIGNALLING_RATE_4 = 14
    FINE = 15  # R8 x 7.7 lines/mm, or 200 x 200 an inch
    TWO_DIMENSIONAL = 16
    WIDTH_B4 = 17
    WIDTH_A3 = 18
    LENGTH_B4 = 19
    LENGTH_UNLIMITED = 20
    SCAN_LINE_TIME_1 = 21
    SCAN_LINE_TIME_2 = 22
    SCAN_LINE_TIME_3 = 23
    UNCOMPRESSED = 26
    ECM = 27
    FRAMES_OF_64 = 28  # DCS only
    T6 = 31
    FIELD_NOT_VALID = 33
    MULTIPLE_SELECTIVE_POLLING = 34  # DIS and DTC only
    POLLED_SUBADDRESS = 35  # DIS; in DTC, PSA is sent
    T43 = 36
    PLANE_INTERLEAVE = 37
    VOICE_G726 = 38
    EXTENDED_VOICE = 39
    SUPERFINE = 41  # R8 x 15.4 lines/mm
    R300 = 42  # 300 x 300 an inch
    R16 = 43  # R16 x 15.4 lines/mm, or 400 x 400 an inch
    INCH = 44  # preferred; in DCS, in use
    METRIC = 45  # preferred; DIS and DTC only
    HALF_SCAN_LINE_TIME = 46  # at 15.4 lines/mm, half of that at 7.7; DIS and DTC only
    SELECTIVE_POLLING = 47  # DIS; in DTC, SEP is sent
    SUBADDRESS = 49  # DIS; in DCS, SUB is sent
    PASSWORD = 50  # DIS; in DTC, PWD is sent; in DCS, SID is sent
    READY_TO_TRANSMIT_FILE = 51  # DIS and DTC only
    BINARY_FILE_TRANSFER = 53
    DOCUMENT_TRANSFER_MODE = 54
    EDIFACT = 55
    BASIC_TRANSFER_MODE = 57
    READY_TO_TRANSMIT_MIXED = 59  # DIS and DTC only
    CHARACTER_MODE = 60
    MIXED_MODE = 62
    PROCESSABLE_MODE = 65
    DIGITAL_NETWORK = 66
    DUPLEX = 67
    JPEG = 68
    FULL_COLOUR = 69
    PREFERRED_HUFFMAN_TABLES = 70  # DCS only
    TWELVE_BITS_A_COMPONENT = 71
    NO_SUBSAMPLING = 73
    CUSTOM_ILLUMINANT = 74
    CUSTOM_GAMUT = 75
    NORTH_AMERICAN_LETTER = 76
    NORTH_AMERICAN_LEGAL = 77
    T85 = 78
    T85_OPTIONAL_L0 = 79
    KEY_MANAGEMENT_HKM = 81
    KEY_MANAGEMENT_RSA = 82
    OVERRIDE = 83
    CIPHER_HFX40 = 84
    CIPHER_2 = 85
    CIPHER_3 = 86
    HASHING_HFX40_I = 87
    HASHING_2 = 89
    HASHING_3 = 90
    T44_MODE_1 = 92
    T44_MODE_2 = 93
    T44_MODE_3 = 94
    T44_PAGE_LENGTH = 95
    COLOUR_300_OR_400 = 97
    COLOUR_100 = 98
    FILE_TRANSFER_NEGOTIATIONS = 99
    EXTENDED_FILE_TRANSFER_NEGOTIATIONS = 100  # DIS and DTC only
    INTERNET_SELECTIVE_POLLING = 101  # DIS; in DTC, ISP is sent
    INTERNET_ROUTING = 102  # DIS; in DCS, IRA is sent
    R600 = 105
    R1200 = 106
    R300_BY_600 = 107
    R400_BY_800 = 108
    R600_BY_1200 = 109
    COLOUR_600 = 110
    COLOUR_1200 = 111
    DOUBLE_SIDED_ALTERNATE = 113
    DOUBLE_SIDED_CONTINUOUS = 114
    BLACK_AND_WHITE_MRC = 115
    T45 = 116
    SHARED_MEMORY_1 = 117
    SHARED_MEMORY_2 = 118
    T44_COLOUR_SPACE = 119
    T38_FLOW_CONTROL = 121
    K_ABOVE_4 = 122
    INTERNET_AWARE = 123
    T88_1 = 124
    T88_2 = 125
    T88_3 = 126
    SYCC_JPEG = 127


def is_extend(number: int) -> bool:
    """Whether bit `number` says that one more octet follows: 24, 32, 40 and so on."""
    return number >= _FIRST_EXTEND and number % 8 == 0


def encode_bits(bits: Iterable[int]) -> bytes:
    """The field, as long as the last bit that is set asks for, extend bits included; at least three octets."""
    numbers = [number for number in bits if not is_extend(number)]
    octets = max(_LEAST_OCTETS, -(-max(numbers, default=0) // 8))
    extends = range(_FIRST_EXTEND, octets * 8, 8)
    value: int = sum(1 << (number - 1) for number in (*numbers, *extends))
    return value.to_bytes(octets, "little")


def decode_bits(field: bytes) -> frozenset[int]:
    """The numbers of the bits that are set, up to the first octet that says it is the last; extend bits left out."""
    value = int.from_bytes(_announced(field), "little")
    numbers = range(1, value.bit_length() + 1)
    return frozenset(number for number in numbers if value >> (number - 1) & 1 and not is_extend(number))


def _announced(field: bytes) -> bytes:
    """What the extend bits say is there; some machines send a longer field."""
    last = next((at for at in range(_LEAST_OCTETS - 1, len(field)) if not field[at] & 0x80), len(field))
    return field[: last + 1]
