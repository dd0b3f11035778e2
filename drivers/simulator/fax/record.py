"""What a fax machine outside knows of a call when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CallRecord:
    """`code` and `text` are spandsp's (0 OK); `answered` false where no procedure began, the rest is empty then.

    `pages` have been received or sent and confirmed; `bad_rows` of all those received, also where they came again;
    `bit_rate` in bit/s; `resent` blocks of error correction that were asked for again; `coding` MH, MR or MMR;
    `identity` is the other station's; `seconds` of line time; `frames` what was said (>) and heard (<); `caller` and
    `called` numbers; `inbox` the file for what came.
    """

    answered: bool = False
    code: int = -1
    text: str = ""
    pages: int = 0
    bit_rate: int = 0
    ecm: bool = False
    resent: int = 0
    coding: str = ""
    bad_rows: int = 0
    identity: str = ""
    caller: str = ""
    called: str = ""
    inbox: Path | None = None
    seconds: float = 0.0
    frames: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.code == 0
