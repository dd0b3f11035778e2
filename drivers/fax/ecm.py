"""Error correction: partial pages as numbered frames, and what is said of them (T.30 annex A, T.4 annex A)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from drivers.fax.dis import Dcs
from drivers.fax.frames import AFTER_PAGE, Fcf, Frame, FrameError
from drivers.fax.hdlc import Deframer, encode_frames
from drivers.fax.rates import BY_DCS, Modulation

MOST_FRAMES = 256  # in a partial page
FRAME_OCTETS, SHORT_FRAME_OCTETS = 256, 64
_RCPS = 3
_FLAGS_SECONDS = 0.2
_NULL = 0x00
_X = 0x01


def frame_octets(dcs: Dcs) -> int:
    """Octets of a page in one frame."""
    return SHORT_FRAME_OCTETS if dcs.short_frames else FRAME_OCTETS


def blocks_of(octets: bytes, dcs: Dcs) -> tuple[tuple[bytes, ...], ...]:
    """A page as partial pages of frames, the last one filled up with zeros (T.4 A.3.6.2)."""
    size = frame_octets(dcs)
    frames = [octets[at : at + size].ljust(size, b"\0") for at in range(0, len(octets), size)] or [bytes(size)]
    return tuple(tuple(frames[at : at + MOST_FRAMES]) for at in range(0, len(frames), MOST_FRAMES))


def encode_block(frames: Mapping[int, bytes], modulation: Modulation) -> bytes:
    """What goes over the line: flags, an FCD for each of the numbered `frames`, RCP three times."""
    fcds = [Frame(Fcf.FCD, bytes((number,)) + octets, final=False) for number, octets in frames.items()]
    rcps = [Frame(Fcf.RCP, final=False)] * _RCPS
    return encode_frames((frame.encode(x=False) for frame in (*fcds, *rcps)), modulation.octets(_FLAGS_SECONDS))


@dataclass(frozen=True, slots=True)
class PartialPage:
    """The field of PPS and EOR: `after` is MPS, EOM or EOP behind the last block of a page, None before that.

    `page` counts from 0 in a call, `block` in a page, both modulo 256; `frames` were sent this time.
    """

    after: Fcf | None
    page: int
    block: int
    frames: int

    def encode(self) -> bytes:
        """The field of a PPS."""
        return self.encode_end() + bytes((self.page % 256, self.block % 256, self.frames - 1))

    def encode_end(self) -> bytes:
        """The field of an EOR: what follows, and no more."""
        return bytes((_NULL if self.after is None else self.after | _X,))

    @classmethod
    def decode(cls, fif: bytes) -> PartialPage:
        """Raises FrameError."""
        if len(fif) < 4:
            raise FrameError("a PPS that is too short")
        return cls(decode_after(fif), fif[1], fif[2], fif[3] + 1)


def decode_after(fif: bytes) -> Fcf | None:
    """What follows by a PPS or an EOR; that an operator is wanted is left out. Raises FrameError."""
    after = fif[0] & ~_X if fif else -1
    if after == _NULL:
        return None
    if after in AFTER_PAGE:
        return AFTER_PAGE[Fcf(after)]
    raise FrameError(f"{fif[:1].hex()} does not follow a page")


def encode_request(missing: Iterable[int]) -> bytes:
    """The field of a PPR: a bit for each frame of a block, the first one lowest, set where it is wanted again."""
    return sum(1 << number for number in missing).to_bytes(MOST_FRAMES // 8, "little")


def decode_request(fif: bytes, frames: int) -> tuple[int, ...]:
    """The numbers of the frames, of so many, that a PPR wants again."""
    wanted = int.from_bytes(fif, "little")
    return tuple(number for number in range(frames) if wanted >> number & 1)


def encode_continue(dcs: Dcs) -> bytes:
    """The field of a CTC: bits 1 to 16 of a DCS."""
    return dcs.encode()[:2]


def decode_continue(fif: bytes) -> Modulation:
    """The modulation that a CTC goes on with. Raises FrameError."""
    code = f"{fif[1] >> 2 & 0x0F:04b}"[::-1] if len(fif) > 1 else ""
    if code not in BY_DCS:
        raise FrameError(f"signalling rate {code} of the CTC is not known")
    return BY_DCS[code]


class Block:
    """Takes the octets of a partial page, as often as it is sent, and keeps the frames that are right."""

    def __init__(self) -> None:
        self.frames: dict[int, bytes] = {}
        self.expected = 0
        self._given = 0
        self._deframer = Deframer()

    def begin(self) -> None:
        """A transmission begins: nothing of the one before goes on in it."""
        self._deframer = Deframer()

    def feed(self, octets: bytes) -> None:
        for number, frame in self._numbered(octets):
            self.frames[number] = frame

    def _numbered(self, octets: bytes) -> Iterator[tuple[int, bytes]]:
        for each in self._deframer.feed(octets):
            try:
                frame = Frame.decode(each)
            except FrameError:
                continue
            if frame.fcf is Fcf.FCD and frame.fif:
                yield frame.fif[0], frame.fif[1:]

    def expect(self, frames: int) -> None:
        """A PPS says that so many frames were sent; when some are sent again, they are fewer."""
        self.expected = max(self.expected, frames)

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(number for number in range(self.expected) if number not in self.frames)

    def next_octets(self) -> bytes:
        """What is there now, up to the first frame that is not, and was not given before."""
        began = self._given
        while self._given in self.frames:
            self._given += 1
        return b"".join(self.frames[number] for number in range(began, self._given))
