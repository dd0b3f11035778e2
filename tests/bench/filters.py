"""What lists, filters and new rows cost among many contacts and transmissions: as much as among few."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import growth
import modems
from scale import Scale
from table import Figures

from appliance.box import DATABASE
from appliance.lines.carrier import SmsCarrier
from appliance.office import Office
from appliance.office.desk import Actor
from appliance.spool.listing import Condition, Match, Page, exactly
from appliance.spool.store import Spool

PAGE, COUNTED = Page(limit=50), Page(limit=50, count=True)
RARE = 50  # of each kind of row that a filter asks for, however many there are in all
GROUP, PROGRAM = 1, 1

_N = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
_ROWS = (
    f"""{_N} INSERT INTO contacts (user_id, phone, first_name, last_name, email, created_at, external_id, fast_access_1)
    SELECT 1 + i % 2, printf('+49171%07d', i * 7919 % 10000000), 'First' || i * 31 % 9973, 'Last' || i,
    i || '@example.org', i, 'crm-' || i, 'value' || i FROM n""",
    f"{_N} INSERT INTO members (group_id, contact_id, number) SELECT {GROUP}, i, i FROM n WHERE i % 2",
    f"""{_N} INSERT INTO transmissions (user_id, account_id, contact_id, program_id, title, origin, direction, service,
    party, state, verdict, cause, parts, created_at) SELECT 1 + i % 2, 1 + i % 2, i, {PROGRAM} + (i % (:rows / 50) = 1),
    'bench', 'sendsms', iif(i % (:rows / 50) = 2, 'inbound', 'outbound'), iif(i % (:rows / 50) = 3, 2, 4),
    printf('+49171%07d', i * 7919 % 10000000), 'done', iif(i % (:rows / 50) = 4, 'failed', 'sent'), '', 1, i FROM n""",
)

Work = Mapping[str, Mapping[str, Callable[[], object]]]


def filters(home: Path, scale: Scale) -> Figures:
    """Of each kind the worst: the median time among many divided by that among few."""
    few, many = (_times(home / str(rows), rows) for rows in (scale.few_people, scale.many_people))
    modems.remove(home)
    return {kind: max(many[kind][name] / few[kind][name] for name in few[kind]) for kind in few}


def _times(home: Path, rows: int) -> dict[str, dict[str, float]]:
    home.mkdir(parents=True)
    spool = Spool(home / DATABASE)
    spool.open()
    office = Office(spool, SmsCarrier(), home)
    admin, user = growth.people(office)
    office.groups.create(admin, name="bench")
    for _ in range(2):
        office.programs.create(admin, "sendsms", message="bench")
    spool.close()
    growth.make(home / DATABASE, _ROWS, rows)
    spool.open()
    work = {
        **_of_contacts(office, admin, user, rows),
        **_of_transmissions(office, admin, user, rows),
        **_of_messages(office, user, rows),
    }
    found = {kind: {name: growth.median(each) for name, each in named.items()} for kind, named in work.items()}
    spool.close()
    return found


def _of_contacts(office: Office, admin: Actor, user: Actor, rows: int) -> Work:
    one, fresh = rows // 2, _numbers()

    def find(who: Actor, *where: Condition, page: Page = PAGE) -> Callable[[], object]:
        return lambda: office.contacts.find(who, where, page)

    def whole(*where: Condition) -> Callable[[], object]:
        return lambda: office.profiles.find(user, where, COUNTED)

    return {
        "people_list": {
            "all": find(admin),
            "own": find(user),
            "counted": find(admin, page=COUNTED),
            "own counted": find(user, page=COUNTED),
            "of a group": find(admin, *exactly(group_id=GROUP)),
            "own of a group": find(user, *exactly(group_id=GROUP)),
        },
        "people_find": {
            "email": find(user, *exactly(email=f"{one}@example.org")),
            "end of the number": find(user, Condition("phone", Match.ENDS, f"{one * 7919 % 10_000_000:07}")),
            "no such number": find(user, Condition("phone", Match.ENDS, "99999999999")),
            "no such name": find(user, Condition("last_name", Match.CONTAINS, "zzz")),
            "any name": find(user, Condition("last_name", Match.CONTAINS, "last")),
            "after": find(user, Condition("created_at", Match.FROM, rows - RARE)),
            "before": find(user, Condition("created_at", Match.UNTIL, RARE)),
            "external id": whole(Condition("external_id", Match.EQUAL, f"crm-{one}")),
            "last name": whole(Condition("last_name", Match.EQUAL, f"Last{one}")),
            "fast access": whole(Condition("fast_access_1", Match.AMONG, f'["value{one}", "value1"]')),
        },
        "people_part": {"name": find(user, Condition("last_name", Match.CONTAINS, f"last{one}"))},
        "people_make": {"one": lambda: office.contacts.create(user, phone=next(fresh), first_name="New")},
    }


def _of_transmissions(office: Office, admin: Actor, user: Actor, rows: int) -> Work:
    one, fresh = rows // 2, _numbers()

    def find(who: Actor, *where: Condition, page: Page = PAGE) -> Callable[[], object]:
        return lambda: office.transmissions.find(who, where, page)

    return {
        "sent_list": {
            "all": find(admin),
            "own": find(user),
            "counted": find(admin, page=COUNTED),
            "own counted": find(user, page=COUNTED),
        },
        "sent_find": {
            "contact": find(user, *exactly(contact_id=one)),
            "program": find(user, *exactly(program_id=PROGRAM + 1)),
            "any program": find(admin, *exactly(program_id=PROGRAM)),
            "no such account": find(admin, *exactly(account_id=9)),
            "no such campaign": find(admin, Condition("campaign_id", Match.EQUAL, 9)),
            "came in": find(admin, Condition("direction", Match.CONTAINS, "inbound")),
            "fax": find(admin, Condition("service", Match.BITS, 2)),
            "failed": find(admin, Condition("standing", Match.AMONG, '["failed", "rejected"]')),
            "pending": find(admin, Condition("standing", Match.AMONG, '["draft", "waiting"]')),
            "processing": find(admin, Condition("standing", Match.AMONG, '["active"]')),
            "response": find(admin, Condition("response", Match.CONTAINS, "cms")),
            "after": find(user, Condition("created_at", Match.FROM, rows - RARE)),
            "before": find(user, Condition("created_at", Match.UNTIL, RARE)),
            "deleted": find(admin, *exactly(deleted=1)),
        },
        "sent_part": {"number": find(user, Condition("phones", Match.CONTAINS, f"{one * 7919 % 10_000_000:07}"))},
        "sent_make": {
            "to a contact": lambda: office.transmissions.create(admin, program_id=PROGRAM, contact_id=one),
            "to a number": lambda: office.transmissions.create(admin, program_id=PROGRAM, phone=next(fresh)),
        },
    }


def _of_messages(office: Office, user: Actor, rows: int) -> Work:
    program, one = dataclasses.replace(user, application_id=1), rows // 2

    def find(who: Actor, *where: Condition, page: Page = COUNTED) -> Callable[[], object]:
        return lambda: office.traffic.find(who, where, page)

    return {
        "message_list": {"own": find(user), "an application's": find(program), "not counted": find(program, page=PAGE)},
        "message_find": {
            **{state: find(program, *exactly(state=state)) for state in ("CREATED", "FAILED", "DELIVERED", "RECEIVED")},
            "to": find(program, Condition("to_address", Match.AMONG, f'["+49171{one * 7919 % 10_000_000:07}"]')),
            "request": find(program, Condition("request_id", Match.EQUAL, 9)),
            "contact": find(program, *exactly(contact_id=one)),
            "after": find(program, Condition("created_at", Match.FROM, rows - RARE)),
        },
    }


def _numbers() -> Iterator[str]:
    return (f"+4930{number:07}" for number in itertools.count())
