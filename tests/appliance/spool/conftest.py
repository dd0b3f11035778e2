"""A spool in memory, and a desk and a line at its two ends."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from appliance.domain import Claim, Outcome, Service, Verdict
from appliance.retry import Retry, RetryPolicy, decide
from appliance.spool import events, queue
from appliance.spool.connection import Connection
from appliance.spool.migrate import migrate

SENT = Outcome(Verdict.SENT)


@dataclass
class Bench:
    """Does in one call what takes a caller several."""

    db: sqlite3.Connection
    now: float = 1_000_000.0
    references: Iterator[int] = field(default_factory=lambda: itertools.cycle(range(256)))

    def send(self, party: str = "+491700000001", parts: int = 1, *, lane: str = "", **draft: Any) -> int:
        """A transmission, asked to go."""
        transmission_id = queue.create(self.db, queue.Draft(party=party, **draft), self.now)
        self.ask(transmission_id, party, parts, lane=lane)
        return transmission_id

    def ask(
        self,
        transmission_id: int,
        party: str = "+491700000001",
        parts: int = 1,
        *,
        lane: str = "",
        not_before: float | None = None,
        report: bool = True,
        body: str = "hello",
    ) -> int:
        return queue.enqueue(
            self.db,
            transmission_id,
            party=party,
            body=body,
            options={"status_report": report},
            parts=parts,
            concat_reference=7,
            lane=lane,
            not_before=not_before,
            now=self.now,
        )

    def claim(self, line: str = "gsm1", sim: str = "sim1", lanes: tuple[str, ...] = ("", "gsm1")) -> Claim:
        found = self.look(line, sim, lanes)
        assert found is not None
        return found

    def look(self, line: str = "gsm1", sim: str = "sim1", lanes: tuple[str, ...] = ("", "gsm1")) -> Claim | None:
        return queue.claim(self.db, line, sim, Service.SMS, lanes, self.now)

    def accept(self, claim: Claim, number: int = 1, reference: int | None = None) -> int:
        reference = next(self.references) if reference is None else reference
        queue.part_accepted(self.db, claim, number, reference, self.now)
        return reference

    def carry(self, claim: Claim, reference: int | None = None) -> None:
        """Every part that is missing accepted, and finished."""
        missing = [number for number in range(1, claim.parts + 1) if number not in claim.accepted]
        for number in missing:
            if number != missing[0]:
                queue.begin_part(self.db, claim, number, self.now)
            self.accept(claim, number, reference)
        queue.finish(self.db, claim, SENT, None, self.now)

    def lose(self, claim: Claim, number: int = 1) -> None:
        """Handed over and not answered."""
        queue.part_in_doubt(self.db, claim, number, self.now)
        self.end(claim, Outcome(Verdict.IN_DOUBT))

    def refuse(self, claim: Claim, cause: str, number: int = 1) -> Retry | None:
        queue.part_refused(self.db, claim, number, self.now)
        return self.end(claim, Outcome(Verdict.FAILED, cause))

    def end(self, claim: Claim, outcome: Outcome) -> Retry | None:
        policy = RetryPolicy(tries_allowed=claim.tries_allowed, doubt=claim.doubt)
        decision = decide(policy, claim.tries, claim.dials, outcome, self.now)
        queue.finish(self.db, claim, outcome, decision, self.now)
        return decision

    def report(
        self, reference: int, recipient: str = "+491700000001", outcome: Any = "delivered", sim: str = "sim1"
    ) -> int | None:
        return queue.report(self.db, sim, reference, recipient, 0, self.now, outcome, b"\x06", self.now)

    def transmission(self, transmission_id: int) -> tuple[str, str | None]:
        found: tuple[str, str | None] = self.db.execute(
            "SELECT state, verdict FROM transmissions WHERE id = ?", (transmission_id,)
        ).fetchone()
        return found

    def column(self, name: str, transmission_id: int) -> Any:
        return self.db.execute(f"SELECT {name} FROM transmissions WHERE id = ?", (transmission_id,)).fetchone()[0]

    def attempts(self, transmission_id: int) -> list[tuple[str, str | None, str]]:
        return self.db.execute(
            "SELECT state, verdict, lane FROM attempts WHERE transmission_id = ? ORDER BY id", (transmission_id,)
        ).fetchall()

    def parts(self, transmission_id: int) -> dict[int, str]:
        return {number: state.value for number, state in queue.states(self.db, transmission_id).items()}

    def kinds(self, transmission_id: int) -> list[str]:
        return [event.kind for event in events.of_transmission(self.db, transmission_id)]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    migrate(connection)
    yield connection
    connection.close()


@pytest.fixture
def bench(db: sqlite3.Connection) -> Bench:
    return Bench(db)


@pytest.fixture
def bench_of() -> type[Bench]:
    """For tests that make a spool for each example."""
    return Bench
