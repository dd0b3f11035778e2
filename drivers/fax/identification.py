"""Who a station is and whom it wants: what CSI, TSI, CIG, SUB, SID, SEP and PWD carry (T.30 5.3.6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from drivers.fax.frames import Fcf, Frame, decode_ident, encode_ident


@dataclass(frozen=True, slots=True)
class Identification:
    """Texts of up to 20 characters, '' where not told. `ident` is the station's number; a `subaddress` and a
    `sender_identification` go with a document, `selective_polling` and a `password` with a poll."""

    ident: str = ""
    subaddress: str = ""
    sender_identification: str = ""
    selective_polling: str = ""
    password: str = ""

    def frame(self, fcf: Fcf) -> Iterator[Frame]:
        """The frame with that field, where there is anything to say. Raises ValueError for what it can't carry."""
        text: str = getattr(self, _FIELDS[fcf])
        if text:
            yield Frame(fcf, encode_ident(text))

    def heard(self, frame: Frame) -> Identification:
        """The same with what `frame` tells, where it is one of these."""
        if frame.fcf not in _FIELDS:
            return self
        return replace(self, **{_FIELDS[frame.fcf]: decode_ident(frame.fif)})


_FIELDS: Mapping[Fcf, str] = {
    Fcf.CSI: "ident",
    Fcf.CIG: "ident",
    Fcf.TSI: "ident",
    Fcf.SUB: "subaddress",
    Fcf.SID: "sender_identification",
    Fcf.SEP: "selective_polling",
    Fcf.PWD: "password",
}
