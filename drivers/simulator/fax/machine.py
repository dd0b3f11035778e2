"""A fax machine (T.30) in software: audio on the one side, TIFF files on the other."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drivers.fax.frames import Fcf, Frame, FrameError
from drivers.simulator.fax.manners import CODINGS, MODEMS, RESOLUTIONS, Abilities
from drivers.simulator.fax.pagewatch import PageWatch
from drivers.simulator.fax.record import CallRecord
from drivers.simulator.fax.spandsp import ENDED, FRAME, FRAME_SECONDS, PHASE, Audio, Statistics, library

_R8 = 0x20000  # dots an inch across
_ALL_SIZES = 7 | 0x1F0000  # A4, B4, A3 wide, in all lengths
_CODING_OF = {1: "MH", 2: "MR", 3: "MMR"}
_IN_PAGE = (Fcf.FCD, Fcf.RCP)


class FaxMachine:
    """For one call, which it made where `calls`. It sends `document` and takes what comes into `inbox`.

    Where it is called it gives `document` to who polls; where it calls and has none, it polls.
    """

    def __init__(self, abilities: Abilities, *, calls: bool, document: Path | None, inbox: Path | None) -> None:
        """Raises SpandspMissing."""
        self._library = library()
        self._fax: Any = self._library.fax_init(None, int(calls))
        self._t30: Any = self._library.fax_get_t30_state(self._fax)
        self._library.fax_set_transmit_on_idle(self._fax, 1)
        self._set(abilities)
        if document is not None:
            self._library.t30_set_tx_file(self._t30, str(document).encode(), -1, -1)
        if inbox is not None:
            self._library.t30_set_rx_file(self._t30, str(inbox).encode(), -1)
        self._code: int | None = None
        self._names: list[str] = []
        self._elapsed = 0
        self._pages = PageWatch()
        self._bad_rows = 0
        self._callbacks = (PHASE(self._page_ended), ENDED(self._ended), FRAME(self._seen))
        phase, ended, frame = self._callbacks
        self._library.t30_set_phase_d_handler(self._t30, phase, None)
        self._library.t30_set_phase_e_handler(self._t30, ended, None)
        self._library.t30_set_real_time_frame_handler(self._t30, frame, None)
        audio = Audio(self._library.fax_tx, self._library.fax_rx, self._fax)
        self.transmit = audio.transmit
        self._receive = audio.receive

    @property
    def page(self) -> int:
        """The number, from 1, of the page that is on the line; TRAINING in a training check, else 0."""
        return self._pages.page

    @property
    def finished(self) -> bool:
        """Whether it has nothing more to say."""
        return self._code is not None and not self._library.t30_call_active(self._t30)

    def receive(self, frame: bytes) -> None:
        self._elapsed += 1
        self._receive(frame)

    def close(self) -> CallRecord:
        """End the call, if it hasn't, and the file that it is receiving; what became of it."""
        found, identity = self._statistics(), self._library.t30_get_rx_ident(self._t30) or b""
        self._library.t30_terminate(self._t30)
        self._library.fax_free(self._fax)
        code = -1 if self._code is None else self._code
        return CallRecord(
            answered=True,
            code=code,
            text=self._library.t30_completion_code_to_str(code).decode(),
            pages=max(found.pages_sent, found.pages_received),
            bit_rate=found.bit_rate,
            ecm=bool(found.ecm),
            resent=sum(name.endswith(Fcf.PPR.name) for name in self._names),
            coding=_CODING_OF.get(found.coding, ""),
            bad_rows=self._bad_rows,
            identity=identity.decode("latin-1"),
            seconds=self._elapsed * FRAME_SECONDS,
            frames=tuple(self._names),
        )

    def _statistics(self) -> Statistics:
        found = Statistics()
        self._library.t30_get_transfer_statistics(self._t30, ctypes.byref(found))
        return found

    def _set(self, abilities: Abilities) -> None:
        t30, functions = self._t30, self._library
        functions.t30_set_tx_ident(t30, abilities.identity.encode())
        functions.t30_set_ecm_capability(t30, int(abilities.ecm))
        functions.t30_set_supported_modems(t30, _bits(MODEMS, abilities.modems))
        functions.t30_set_supported_compressions(t30, _bits(CODINGS, abilities.codings))
        functions.t30_set_supported_resolutions(t30, _R8 | _bits(RESOLUTIONS, abilities.resolutions))
        functions.t30_set_supported_image_sizes(t30, _ALL_SIZES)
        functions.t30_set_minimum_scan_line_time(t30, abilities.scan_milliseconds)

    def _page_ended(self, _state: int, _user: int, _frame: int) -> int:
        self._bad_rows += self._statistics().bad_rows
        return 0

    def _ended(self, _state: int, _user: int, code: int) -> None:
        self._code = code

    def _seen(self, _state: int, _user: int, incoming: int, data: int, length: int) -> None:
        try:
            frame = Frame.decode(ctypes.string_at(data, length))
        except FrameError:
            return
        if frame.fcf not in _IN_PAGE:
            self._names.append(("<" if incoming else ">") + frame.fcf.name)
            self._pages.see(frame)


def _bits(of: Mapping[str, int], names: Iterable[str]) -> int:
    """Raises ValueError for a name that isn't there."""
    try:
        return sum(of[name] for name in names)
    except KeyError as unknown:
        raise ValueError(f"no {unknown}; there are {', '.join(of)}") from unknown
