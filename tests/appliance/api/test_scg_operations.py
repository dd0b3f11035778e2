"""Every operation of SCG's guide outside /calling is served, does what it says, and refuses what does not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance import identifiers
from appliance.api.scg import API, PLACES
from appliance.domain import Line
from tests.appliance.api.scg_cases import CASES, LIST, NOBODY, NOT_ALLOWED
from tests.appliance.api.scg_records import Ids, filled

GUIDE = [tuple(line.split("\t")) for line in Path(__file__).with_name("scg_operations.tsv").read_text().splitlines()]
CALLING = [row for row in GUIDE if row[1].startswith("/calling")]
MESSAGING = [row for row in GUIDE if row not in CALLING]


@pytest.fixture(autouse=True)
def _line(configured):
    configured.add_line(Line("gsm1", number="+4915110"))
    configured.add_line(Line("gsm2", number="+4915111"))


@pytest.fixture
def ids(program):
    return Ids(program("admin"))


def ids_for(ids, path):
    ids.job = path.split("/")[1].removeprefix("contact")
    return ids


def test_the_guide_has_99_operations_for_messages_and_each_has_its_case():
    assert len(GUIDE) == len(set(GUIDE)) == 127
    assert len(CALLING) == 28
    assert set(CASES) == set(MESSAGING)


def plain(path):
    return re.sub(r"\{\w+\}", "{}", path)


def test_each_part_has_its_place(scg_dialects):
    assert tuple(scg_dialects) == PLACES


def test_each_is_a_row_of_its_own(scg_dialects):
    served = {(row.method, plain(row.path)) for row in scg_dialects[API].operations}
    assert {(method, plain(path)) for method, path in MESSAGING} <= served


def test_none_is_served_to_who_shows_no_token(anybody):
    for method, path in MESSAGING:
        reply = anybody.request(method, API + re.sub(r"\{\w+\}", NOBODY, path))
        assert (reply.status, reply.json["error_code"]) == (401, "401"), (method, path)


@pytest.fixture
def first(admin, sent, journal):
    """What must have happened before, by operation."""

    def carried(ids):
        """A text of the guide's other window, which the network has taken."""
        made = sent(admin)
        journal.end(made, "sent")
        ids["Message_ID"] = identifiers.encode("message", made)

    return {("POST", "/messaging/messages/{Message_ID}"): carried}


@pytest.mark.parametrize(("method", "path"), [row for row in MESSAGING if CASES[row] is not NOT_ALLOWED])
def test_it_does_what_it_says(ids, first, method, path):
    case = CASES[method, path]
    first.get((method, path), lambda ids: None)(ids)
    reply = ids.app.request(method, filled(path, ids_for(ids, path)), filled(case.good, ids))
    assert reply.status == 200, reply.body
    assert set(case.gives) <= set(reply.json), reply.json
    assert case.gives is not LIST or isinstance(reply.json["list"], list)


@pytest.mark.parametrize(("method", "path"), MESSAGING)
def test_what_does_not_hold_is_refused_and_said(ids, spool, method, path):
    case = CASES[method, path]
    if case.wrong is None and case.bad is None and case is not NOT_ALLOWED:
        gone, refused = re.sub(r"\{\w+\}", NOBODY, path), (404, "404")
        reply = ids.app.request(method, gone, filled(case.good, ids))
    else:
        there, refused = filled(path, ids_for(ids, path)), case.refused
        body = filled(case.bad, ids)
        before = list(spool.read().iterdump())
        reply = ids.app.request(method, there, body, query=case.wrong)
        assert list(spool.read().iterdump()) == before
    told = reply.json["error_code"].replace("4046", "404")  # a finer word for tokens
    assert (reply.status, told) == refused, reply.body
    assert reply.json["error_description"]


EVERYBODYS = ("{Class_ID}", "{Type_ID}", "{Sender_ID}")
"""Of the box and its lines, whoever asks."""


@pytest.mark.parametrize(
    ("method", "path"), [row for row in MESSAGING if "{" in row[1] and not any(each in row[1] for each in EVERYBODYS)]
)
def test_what_another_application_made_is_not_there_for_it(ids, program, method, path):
    case, theirs = CASES[method, path], program("admin", "another of the same user")
    body = filled(case.good, ids) if case.good else None
    reply = theirs.request(method, filled(path, ids_for(ids, path)), body)
    assert reply.status == (403 if case is NOT_ALLOWED else 404), reply.body
