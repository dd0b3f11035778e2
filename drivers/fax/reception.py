"""A page as it comes in, until it is whole: plain, or with error correction."""

from __future__ import annotations

from drivers.fax.decoder import Decoder, ReceivedRows, decoder
from drivers.fax.dis import Dcs
from drivers.fax.ecm import Block


class PlainPage:
    """A page in one transmission. `came` is true once it has; then `octets` and `rows` are there."""

    def __init__(self, dcs: Dcs) -> None:
        self.dcs = dcs
        self.came = False
        self._octets = bytearray()
        self._decoder = _decoder(dcs)

    def begin(self) -> None:
        """A transmission begins, and takes the place of one that did not come to a page."""
        self._octets.clear()
        self._decoder = _decoder(self.dcs)

    def feed(self, octets: bytes) -> None:
        self._octets += octets
        self._decoder.feed(octets)

    def end(self) -> None:
        """The transmission is over."""
        self.came = True

    def octets(self) -> bytes:
        return bytes(self._octets)

    def rows(self) -> ReceivedRows:
        return self._decoder.finish()


class CorrectedPage:
    """A page in partial pages, `block` the present one."""

    def __init__(self, dcs: Dcs) -> None:
        self.dcs = dcs
        self.block = Block()
        self._octets = bytearray()
        self._decoder = _decoder(dcs)
        self._torn = False

    def begin(self) -> None:
        self.block.begin()

    def feed(self, octets: bytes) -> None:
        self.block.feed(octets)
        self._decode()

    def _decode(self) -> None:
        """As it comes, so that little is left to do when the far end waits. What follows a frame that is missing from a
        block that is over is not kept."""
        if not self._torn:
            octets = self.block.next_octets()
            self._octets += octets
            self._decoder.feed(octets)

    def end(self) -> None:
        """The transmission is over; a PPS will tell what it was."""

    def end_block(self) -> None:
        """The block is as good as it gets."""
        self._torn = self._torn or bool(self.block.missing)
        self.block = Block()

    def octets(self) -> bytes:
        return bytes(self._octets)

    def rows(self) -> ReceivedRows:
        return self._decoder.finish()


Page = PlainPage | CorrectedPage


def page_for(dcs: Dcs) -> Page:
    """A new one."""
    return CorrectedPage(dcs) if dcs.ecm else PlainPage(dcs)


def _decoder(dcs: Dcs) -> Decoder:
    return decoder(dcs.coding, dcs.format.pels)
