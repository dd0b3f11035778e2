"""libspandsp2 by ctypes: its T.31 soft modem and its T.30 fax machine, which count samples and know no clock."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Mapping
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_size_t, c_uint8, c_void_p
from ctypes.util import find_library
from typing import Any

RATE = 8000  # samples a second, of 16 bits
FRAME_SAMPLES = 160
FRAME_SECONDS = FRAME_SAMPLES / RATE
FRAME_OCTETS = 2 * FRAME_SAMPLES
SILENCE = bytes(FRAME_OCTETS)

_SONAME = "libspandsp.so.2"

SAYS = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_size_t)
CONTROLS = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_void_p)
PACKET = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_int)
PHASE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
ENDED = CFUNCTYPE(None, c_void_p, c_void_p, c_int)
FRAME = CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_void_p, c_int)


class SpandspMissing(OSError):
    """There is no libspandsp2: apt-get install libspandsp2."""

    def __init__(self) -> None:
        super().__init__("libspandsp2 is missing: apt-get install libspandsp2")


class Statistics(ctypes.Structure):
    """t30_stats_t."""

    _fields_ = tuple(
        (name, c_int)
        for name in (
            "bit_rate",
            "ecm",
            "pages_sent",
            "pages_received",
            "pages_in_file",
            "across",
            "down",
            "width",
            "length",
            "octets",
            "coding",
            "bad_rows",
            "longest_bad_run",
            "ecm_retries",
            "status",
        )
    )


_PROTOTYPES: Mapping[str, tuple[Any, ...]] = {  # what each gives, then what it takes
    "t31_init": (c_void_p, c_void_p, SAYS, c_void_p, CONTROLS, c_void_p, PACKET, c_void_p),
    "t31_free": (c_int, c_void_p),
    "t31_at_rx": (c_int, c_void_p, c_char_p, c_int),
    "t31_rx": (c_int, c_void_p, c_void_p, c_int),
    "t31_tx": (c_int, c_void_p, c_void_p, c_int),
    "t31_call_event": (None, c_void_p, c_int),
    "t31_set_transmit_on_idle": (None, c_void_p, c_int),
    "fax_init": (c_void_p, c_void_p, c_int),
    "fax_free": (c_int, c_void_p),
    "fax_rx": (c_int, c_void_p, c_void_p, c_int),
    "fax_tx": (c_int, c_void_p, c_void_p, c_int),
    "fax_set_transmit_on_idle": (None, c_void_p, c_int),
    "fax_get_t30_state": (c_void_p, c_void_p),
    "t30_set_tx_ident": (c_int, c_void_p, c_char_p),
    "t30_get_rx_ident": (c_char_p, c_void_p),
    "t30_set_rx_file": (None, c_void_p, c_char_p, c_int),
    "t30_set_tx_file": (None, c_void_p, c_char_p, c_int, c_int),
    "t30_set_ecm_capability": (c_int, c_void_p, c_int),
    "t30_set_supported_modems": (c_int, c_void_p, c_int),
    "t30_set_supported_compressions": (c_int, c_void_p, c_int),
    "t30_set_supported_resolutions": (c_int, c_void_p, c_int),
    "t30_set_supported_image_sizes": (c_int, c_void_p, c_int),
    "t30_set_minimum_scan_line_time": (c_int, c_void_p, c_int),
    "t30_set_phase_d_handler": (None, c_void_p, PHASE, c_void_p),
    "t30_set_phase_e_handler": (None, c_void_p, ENDED, c_void_p),
    "t30_set_real_time_frame_handler": (None, c_void_p, FRAME, c_void_p),
    "t30_call_active": (c_int, c_void_p),
    "t30_terminate": (None, c_void_p),
    "t30_completion_code_to_str": (c_char_p, c_int),
    "t30_frametype": (c_char_p, c_uint8),
    "t30_get_transfer_statistics": (None, c_void_p, POINTER(Statistics)),
}


@functools.cache
def library() -> ctypes.CDLL:
    """The library with its functions typed. Raises SpandspMissing."""
    try:
        loaded = ctypes.CDLL(_SONAME)
    except OSError:
        named = find_library("spandsp")
        if named != _SONAME:
            raise SpandspMissing from None
        loaded = ctypes.CDLL(named)
    for name, (gives, *takes) in _PROTOTYPES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = gives, takes
    return loaded


def available() -> bool:
    """Whether the library is there."""
    try:
        library()
    except SpandspMissing:
        return False
    return True


class Audio:
    """Frames of 20 ms out of and into one of the library's objects."""

    def __init__(self, transmit: Callable[..., int], receive: Callable[..., int], handle: int) -> None:
        self._transmit = transmit
        self._receive = receive
        self._handle = handle
        self._out = ctypes.create_string_buffer(FRAME_OCTETS)
        self._in = ctypes.create_string_buffer(FRAME_OCTETS)

    def transmit(self) -> bytes:
        """The next frame."""
        samples = self._transmit(self._handle, self._out, FRAME_SAMPLES)
        return self._out.raw[: 2 * samples].ljust(FRAME_OCTETS, b"\0")

    def receive(self, frame: bytes) -> None:
        """Hear a frame; copied first, for the library may change it in place."""
        ctypes.memmove(self._in, frame, FRAME_OCTETS)
        self._receive(self._handle, self._in, FRAME_SAMPLES)
