"""A network, two lines, a person and crashes against the queue: what the spool says is what the network saw."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.domain import Claim, Doubt, Outcome, Service, Verdict
from appliance.errors import Conflict
from appliance.retry import NOT_HANDED_OVER, RetryPolicy, decide
from appliance.spool import queue
from appliance.spool.connection import Connection
from appliance.spool.exchange import EXCHANGE
from appliance.spool.listing import Page
from appliance.spool.migrate import migrate

LINES = {"gsm1": "sim1", "gsm2": "sim2"}
RECIPIENTS = ("+491700000001", "+491700000002")
TAKEN = ("accepted", "delivered", "undelivered")

lines = st.sampled_from(sorted(LINES))
yes_or_no = st.booleans()


@dataclass
class Report:
    """A status report that the service centre may send, more than once."""

    sim: str
    reference: int
    recipient: str


class Queue(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        migrate(self.db)
        self.now = 1_000_000.0
        self.held: dict[str, tuple[Claim, int]] = {}
        self.references = {"sim1": 0, "sim2": 200}
        self.copies: Counter[tuple[int, int]] = Counter()
        self.permitted: Counter[tuple[int, int]] = Counter()
        self.resending: set[int] = set()
        self.reports: list[Report] = []
        self.late: dict[str, int] = {}
        self.versions: dict[int, tuple[int, str]] = {}

    def teardown(self) -> None:
        if hasattr(self, "db"):
            self.db.close()

    def do(self, work: Any) -> Any:
        self.now += 0.25
        self.db.execute("BEGIN IMMEDIATE")
        try:
            result = work(self.db)
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return result

    # What people do

    @rule(
        recipient=st.sampled_from(RECIPIENTS),
        parts=st.integers(1, 3),
        report=yes_or_no,
        resend=st.sampled_from((False, False, True)),
        lane=st.sampled_from(("", "", "gsm1", "gsm2")),
        expires=st.sampled_from((None, None, 30.0)),
        tries=st.integers(1, 2),
    )
    def send(
        self, recipient: str, parts: int, report: bool, resend: bool, lane: str, expires: float | None, tries: int
    ) -> None:
        draft = queue.Draft(
            party=recipient,
            doubt=Doubt.RESEND if resend else Doubt.HOLD,
            expires_at=expires and self.now + expires,
            tries_allowed=tries,
        )
        new = self.do(lambda db: queue.create(db, draft, self.now))
        self.do(lambda db: self._ask(db, new, recipient, parts, report, lane))
        self.permitted.update({(new, number): 1 for number in range(1, parts + 1)})
        if resend:
            self.resending.add(new)

    def _ask(self, db: Any, transmission_id: int, party: str, parts: int, report: bool, lane: str) -> int:
        return queue.enqueue(
            db,
            transmission_id,
            party=party,
            body="hello",
            options={"status_report": report},
            parts=parts,
            concat_reference=1,
            lane=lane,
            not_before=None,
            now=self.now,
        )

    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        rows = self.db.execute(
            "SELECT id, party, parts, options LIKE '%true%', lane FROM transmissions"
            " WHERE state = 'done' AND verdict <> 'sent'"
        ).fetchall()
        if rows:
            transmission_id, *rest = data.draw(st.sampled_from(rows))
            doubtful = [number for number, state in self._parts(transmission_id).items() if state == "in_doubt"]
            self.permitted.update({(transmission_id, number): 1 for number in doubtful})
            self.do(lambda db: self._ask(db, transmission_id, *rest))

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """A person looks at the recipient's telephone and tells the truth."""
        rows = self.db.execute("SELECT id FROM transmissions WHERE verdict = 'in_doubt' AND state = 'done'").fetchall()
        if rows:
            (transmission_id,) = data.draw(st.sampled_from(rows))
            doubtful = [number for number, state in self._parts(transmission_id).items() if state == "in_doubt"]
            there = {bool(self.copies[transmission_id, number]) for number in doubtful}
            if len(there) == 1:
                self.do(lambda db: queue.settle(db, transmission_id, there.pop(), self.now))

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        rows = self.db.execute("SELECT id FROM transmissions WHERE state = 'active'").fetchall()
        if rows:
            (transmission_id,) = data.draw(st.sampled_from(rows))
            held = any(claim.transmission_id == transmission_id for claim, _ in self.held.values())
            if held:
                with pytest.raises(Conflict):
                    self.do(lambda db: queue.cancel(db, transmission_id, self.now))
            else:
                self.do(lambda db: queue.cancel(db, transmission_id, self.now))

    @rule(seconds=st.sampled_from((1.0, 20.0, 90.0)))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.do(lambda db: queue.expire(db, self.now))

    @rule(line=lines)
    def reroute(self, line: str) -> None:
        self.do(lambda db: queue.reroute(db, line, "", self.now))

    # What a line does

    @rule(line=lines)
    def claim(self, line: str) -> None:
        if line not in self.held:
            self._hold(line, self.do(lambda db: self._claim(db, line)))

    def _claim(self, db: Any, line: str) -> Claim | None:
        return queue.claim(db, line, LINES[line], Service.SMS, ("", line), self.now)

    def _hold(self, line: str, claim: Claim | None) -> None:
        self.held.pop(line, None)
        if claim is not None:
            number = min(set(range(1, claim.parts + 1)) - claim.accepted)
            self.held[line] = (claim, number)

    def _on_the_air(self, line: str) -> int:
        """The service centre takes the part that the line has handed over; its TP-MR."""
        claim, number = self.held[line]
        sim = LINES[line]
        self.references[sim] = (self.references[sim] + 1) % 256
        self.copies[claim.transmission_id, number] += 1
        if claim.options["status_report"]:
            self.reports.append(Report(sim, self.references[sim], claim.party))
        return self.references[sim]

    @rule(line=lines, early=yes_or_no)
    def accepted(self, line: str, early: bool) -> None:
        if line not in self.held:
            return
        claim, number = self.held[line]
        reference = self._on_the_air(line)
        self.late.pop(line, None)
        if early and claim.options["status_report"]:
            self._report(self.reports[-1], "delivered")

        def work(db: Any) -> Claim | None:
            queue.part_accepted(db, claim, number, reference, self.now)
            left = [each for each in range(number + 1, claim.parts + 1) if each not in claim.accepted]
            if left:
                queue.begin_part(db, claim, left[0], self.now)
                self.held[line] = (claim, left[0])
                return claim
            queue.finish(db, claim, Outcome(Verdict.SENT), None, self.now)
            found = self._claim(db, line)
            self._hold(line, found)
            return found

        self.do(work)

    @rule(line=lines, sent=yes_or_no, early=yes_or_no)
    def answer_lost(self, line: str, sent: bool, early: bool) -> None:
        if line not in self.held:
            return
        claim, number = self.held.pop(line)
        self.late.pop(line, None)
        if sent:
            self.held[line] = (claim, number)
            self.late[line] = self._on_the_air(line)
            del self.held[line]
            if early and claim.options["status_report"]:
                self._report(self.reports[-1], "delivered")
        self._end(claim, number, Outcome(Verdict.IN_DOUBT), queue.part_in_doubt)

    @rule(line=lines, cause=st.sampled_from(("CMS 38", "CMS 1", "CMS 314", "CMS 310")))
    def refused(self, line: str, cause: str) -> None:
        if line in self.held:
            self._end(*self.held.pop(line), Outcome(Verdict.FAILED, cause), queue.part_refused)

    @rule(line=lines)
    def not_handed_over(self, line: str) -> None:
        if line in self.held:
            self._end(*self.held.pop(line), Outcome(Verdict.FAILED, NOT_HANDED_OVER), queue.part_unsent)

    def _end(self, claim: Claim, number: int, outcome: Outcome, mark: Any) -> None:
        def work(db: Any) -> None:
            mark(db, claim, number, self.now)
            policy = RetryPolicy(tries_allowed=claim.tries_allowed, doubt=claim.doubt)
            queue.finish(db, claim, outcome, decide(policy, claim.tries, claim.dials, outcome, self.now), self.now)

        self.do(work)

    @precondition(lambda self: self.late)
    @rule(data=st.data())
    def late_answer(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(sorted(self.late)))
        reference = self.late.pop(line)
        self.do(lambda db: queue.late_submit(db, line, LINES[line], reference, self.now))

    @rule(sent=st.lists(yes_or_no, min_size=2, max_size=2), only=st.sampled_from((None, "gsm1")))
    def crash(self, sent: list[bool], only: str | None) -> None:
        """Before or after the last byte of what each line was at."""
        for line, went in zip(sorted(LINES), sent, strict=True):
            if only in (None, line):
                if line in self.held and went:
                    self._on_the_air(line)
                self.held.pop(line, None)
                self.late.pop(line, None)
        self.do(lambda db: queue.recover(db, self.now, only))

    # What the service centre does

    @precondition(lambda self: self.reports)
    @rule(data=st.data(), outcome=st.sampled_from(("delivered", "delivered", "trying", "failed")), again=yes_or_no)
    def status_report(self, data: st.DataObject, outcome: str, again: bool) -> None:
        found = data.draw(st.sampled_from(self.reports))
        if not again:
            self.reports.remove(found)
        self._report(found, outcome)

    def _report(self, found: Report, outcome: Any) -> None:
        national = "0" + found.recipient[3:]
        self.do(lambda db: queue.report(db, found.sim, found.reference, national, 0, None, outcome, b"", self.now))

    # What must hold

    def _parts(self, transmission_id: int) -> dict[int, str]:
        return {number: state.value for number, state in queue.states(self.db, transmission_id).items()}

    @invariant()
    def what_is_active_has_one_attempt_to_come(self) -> None:
        rows = self.db.execute(
            "SELECT state, (SELECT count(*) FROM attempts WHERE transmission_id = transmissions.id"
            " AND attempts.state <> 'ended') FROM transmissions WHERE direction = 'outbound'"
        ).fetchall()
        assert all((state == "active") == (live == 1) and live <= 1 for state, live in rows)

    @invariant()
    def what_is_sent_was_seen_by_the_network(self) -> None:
        for transmission_id, parts in self.db.execute("SELECT id, parts FROM transmissions WHERE verdict = 'sent'"):
            assert all(self.copies[transmission_id, number] for number in range(1, parts + 1))

    @invariant()
    def what_the_network_saw_is_accounted_or_in_doubt(self) -> None:
        for (transmission_id, number), count in self.copies.items():
            state = self._parts(transmission_id).get(number)
            assert not count or state in (*TAKEN, "in_doubt", "in_flight")

    @invariant()
    def what_is_accounted_was_seen_by_the_network(self) -> None:
        for transmission_id, number, state in self.db.execute("SELECT transmission_id, number, state FROM parts"):
            assert state not in TAKEN or self.copies[transmission_id, number]

    @invariant()
    def nothing_is_sent_twice_without_permission(self) -> None:
        for (transmission_id, number), count in self.copies.items():
            assert transmission_id in self.resending or count <= self.permitted[transmission_id, number]

    @invariant()
    def doubt_is_shown_and_never_without_reason(self) -> None:
        for transmission_id, verdict in self.db.execute("SELECT id, verdict FROM transmissions WHERE state = 'done'"):
            doubtful = "in_doubt" in self._parts(transmission_id).values()
            assert doubtful == (verdict == "in_doubt")

    @invariant()
    def a_message_in_parts_is_of_one_sim(self) -> None:
        rows = self.db.execute(
            "SELECT count(DISTINCT sim) FROM parts WHERE state IN ('accepted', 'delivered', 'undelivered')"
            " GROUP BY transmission_id"
        ).fetchall()
        assert all(sims <= 1 for (sims,) in rows)

    @invariant()
    def what_scg_says_is_what_is_known_and_each_change_counts(self) -> None:
        """SENT of what is in doubt, DELIVERED only where each part was, FAILED never of what may still come."""
        for message in EXCHANGE.find(self.db, (), Page()).rows:
            states = list(self._parts(message.id).values())
            delivered = len(states) == message.parts and set(states) == {"delivered"}
            assert (message.state == "DELIVERED") == (message.delivered_at is not None) == delivered
            assert message.state == "SENT" or message.verdict != "in_doubt"
            assert message.state not in ("FAILED", "EXPIRED", "DELETED") or "in_doubt" not in states
            assert message.state != "FAILED" or message.verdict != "sent" or "undelivered" in states
            version, state = self.versions.get(message.id, (0, ""))
            assert message.version > version or (message.version, message.state) == (version, state)
            self.versions[message.id] = message.version, message.state


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
