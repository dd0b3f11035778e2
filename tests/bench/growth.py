"""What the spool's size costs: the same work on few rows and on very many."""

from __future__ import annotations

import itertools
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import box
import modems
from scale import Scale
from table import Figures

from appliance.box import DATABASE
from appliance.domain import Claim, Outcome, Service, Verdict
from appliance.lines.carrier import SmsCarrier
from appliance.office import Office
from appliance.office.desk import Actor, actor_of
from appliance.spool import queue
from appliance.spool.listing import Connection, Page, exactly
from appliance.spool.store import Spool

SAMPLES = 300
LONGEST = 5.0  # seconds for the samples of one figure
PAGE = Page(limit=50)
INBOUND = 20
SIM = "89010100000000100170"

# One in two is queued, the others are sent; INBOUND came in, whatever the number of rows.
_N = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
_ROWS = (
    f"""{_N} INSERT INTO transmissions (user_id, title, origin, direction, service, party, body, state, verdict,
    concat_reference, parts, created_at, last_run)
    SELECT 1 + i % 2, 'bench', 'sendsms', iif(i % :inbound, 'outbound', 'inbound'), 4, printf('+1777%07d', i), :text,
    iif(i % 2, 'active', 'done'), iif(i % 2, NULL, 'sent'), i & 65535, 1, :now, :now FROM n""",
    f"""{_N} INSERT INTO attempts (transmission_id, service, state, line, sim, queued_at, started_at, ended_at, verdict)
    SELECT i, 4, iif(i % 2, 'queued', 'ended'), iif(i % 2, NULL, 'gsm1'), iif(i % 2, NULL, :sim), :now,
    iif(i % 2, NULL, :now), iif(i % 2, NULL, :now), iif(i % 2, NULL, 'sent') FROM n WHERE i % :inbound""",
    f"""{_N} INSERT INTO parts (id, transmission_id, number, attempt_id, state, sim, reference, tail, report_wanted, at)
    SELECT i * 256 + 1, i, 1, i, 'accepted', :sim, i & 255, printf('%07d', i), 1, :now
    FROM n WHERE i % 2 = 0 AND i % :inbound""",
    f"""{_N} INSERT INTO events (at, kind, transmission_id, attempt_id)
    SELECT :now, 'transmission.queued', i, i FROM n""",
    f"""{_N} INSERT INTO events (at, kind, line, transmission_id, attempt_id, data)
    SELECT :now, 'transmission.done', 'gsm1', i, i, '{{"verdict":"sent"}}' FROM n WHERE i % 2 = 0""",
)


def growth(home: Path, scale: Scale) -> Figures:
    """Median times on the large spool, divided by those on the small one."""
    small, large = (_times(home / str(rows), rows) for rows in (scale.small_spool, scale.large_spool))
    modems.remove(home)
    return {name: large[name] / small[name] for name in small}


def _times(home: Path, rows: int) -> Figures:
    home.mkdir(parents=True)
    spool = Spool(home / DATABASE)
    spool.open()
    office = Office(spool, SmsCarrier(), home)
    admin, user = people(office)
    spool.close()
    make(home / DATABASE, _ROWS, rows)
    spool.open()
    fresh = (f"+1888{number:07d}" for number in itertools.count())
    found = {
        "claim": median(lambda: _carry(spool)),
        "insert": median(lambda: box.queue_one(spool, next(fresh))),
        "list": median(lambda: office.transmissions.find(admin, (), PAGE)),
        "list_own": median(lambda: office.transmissions.find(user, (), PAGE)),
        "list_inbox": median(lambda: office.reports.inbox(user, (), PAGE)),
        "list_events": median(lambda: office.reports.events(admin, exactly(transmission_id=rows // 2), PAGE)),
    }
    spool.close()
    return found


def people(office: Office) -> tuple[Actor, Actor]:
    """One that sees all rows, and one that owns half of them."""
    office.people.add_user(box.ADMIN, box.PASSWORD, role="admin")
    office.people.add_user("user", box.PASSWORD)
    admin, user = map(actor_of, office.people.users())
    return admin, user


def make(path: Path, statements: Sequence[str], rows: int) -> None:
    """So many rows, by SQL, in a fraction of the time that the use cases would take."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -200000")
    values = {"rows": rows, "inbound": rows // INBOUND, "text": box.TEXT, "sim": SIM, "now": time.time()}
    for statement in statements:
        db.execute(statement, values)
    db.close()


def median(work: Callable[[], object]) -> float:
    times: list[float] = []
    while len(times) < SAMPLES and sum(times) < LONGEST:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _carry(spool: Spool) -> None:
    """Claim a message, and finish it as sent."""
    now = time.time()
    claim = spool.write(lambda db: queue.claim(db, "gsm1", SIM, Service.SMS, ("", "gsm1"), now))
    assert claim is not None
    spool.write(lambda db: _sent(db, claim, now))


def _sent(db: Connection, claim: Claim, now: float) -> None:
    queue.part_accepted(db, claim, 1, 7, now)
    queue.finish(db, claim, Outcome(Verdict.SENT), None, now)
