"""What the service centre saw, read from its journal as that grows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from drivers.gsm.tpdu import Submit, decode_to_centre
from tests.acceptance.crash.load import mark_of

CONFIRMED = ("acknowledged", "stored")  # by the box, or by the modem that keeps it for the box


class Ledger:
    """`copies` of each part by mark and number: their TP-MRs. `given` to each SIM, by IMSI: how that was confirmed.

    `thrown_away`: how many reports each modem took and told nobody.
    """

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._read = 0
        self.copies: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.texts: dict[tuple[int, int], str] = {}
        self.given: dict[tuple[str, bytes], list[str]] = defaultdict(list)
        self.thrown_away: Counter[str] = Counter()
        self.strays: list[Any] = []

    def read_on(self) -> None:
        """Take in what is new."""
        with self._journal.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if line.endswith(b"\n"):
                    self._read += len(line)
                    self._take(json.loads(line))

    def _take(self, record: dict[str, Any]) -> None:
        if record["event"] == "submit":
            self._submitted(record)
        elif record["event"] == "delivered" and record["kind"] == "deliver":
            self.given[record["imsi"], bytes.fromhex(record["tpdu"])].append(record["by"])
        elif record["event"] == "delivered" and record["by"] == "dropped":
            self.thrown_away[record["modem"]] += 1

    def _submitted(self, record: dict[str, Any]) -> None:
        mark = mark_of(record["text"])
        submit = decode_to_centre(bytes.fromhex(record["tpdu"]))
        if mark is None or not isinstance(submit, Submit):
            self.strays.append(record)
            return
        number = submit.concatenation.number if submit.concatenation else 1
        self.copies[mark, number].append(record["reference"])
        self.texts[mark, number] = record["text"]
