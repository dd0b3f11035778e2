"""What a subscription's matching criteria ask of an event's fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import BadCriteria
from appliance.office.expressions import DEEPEST, LONGEST, parsed

EVENT = {
    "number": "+447860438585",
    "new_state": "DELIVERED",
    "fragments_count": 3,
    "has_attachment": False,
    "company-id": 7,
    "message_body": "it's 100 %",
    "code": "200",
}


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "  ",
        "number = '+447860438585'",
        "number='+447860438585'",
        "number like '+44%'",
        "number LIKE '+44786_______'",
        "number LIKE '%438%585'",
        "number NOT LIKE '+49%'",
        "new_state <> 'SENT'",
        "new_state != 'SENT'",
        "new_state IN ('SENT', 'DELIVERED')",
        "new_state NOT IN ('SENT')",
        "fragments_count > 2 AND fragments_count <= 3",
        "fragments_count = 3.0",
        "has_attachment = false",
        "company-id = 7",
        "message_body = 'it''s 100 %'",
        "code = '200'",
        "code = 200",
        "missing IS NULL",
        "number IS NOT NULL",
        "NOT missing = 'x'",
        "new_state = 'X' OR new_state = 'DELIVERED' AND fragments_count = 3",
        "(new_state = 'X' OR number LIKE '+44%') AND NOT (code = '201')",
    ],
)
def test_it_holds(expression):
    assert parsed(expression)(EVENT)


@pytest.mark.parametrize(
    "expression",
    [
        "number = '447860438585'",
        "missing = 'x'",
        "missing <> 'x'",
        "missing NOT IN ('x')",
        "number IS NULL",
        "number LIKE '+44'",
        "number LIKE '%+44'",
        "fragments_count > 3",
        "NOT number LIKE '+44%'",
        "new_state = 'DELIVERED' AND (code = '1' OR code = '2')",
        "message_body LIKE 'it%it%'",
    ],
)
def test_it_does_not_hold(expression):
    assert not parsed(expression)(EVENT)


@pytest.mark.parametrize(
    "expression",
    [
        "number",
        "number =",
        "= 'x'",
        "number = x",
        "number = 'x",
        "number = 'x' 'y'",
        "number = 'x' AND",
        "(number = 'x'",
        "number = 'x')",
        "number NOT = 'x'",
        "number IN 'x'",
        "number IN ()",
        "number LIKE 5",
        "number IS 'x'",
        "number ; DROP",
        "and = 'x'",
        "number ~ 'x'",
        "(" * (DEEPEST + 2) + "a = 1" + ")" * (DEEPEST + 2),
        f"a = '{'x' * LONGEST}'",
    ],
)
def test_what_can_not_be_read_is_refused(expression):
    with pytest.raises(BadCriteria):
        parsed(expression)


def test_a_hostile_pattern_costs_little():
    body = "a" * 40_000
    assert not parsed(f"text LIKE '{'%a' * 200}%b'")({"text": body})
    assert not parsed(f"text LIKE '%{'a' * 300}_b%'")({"text": body})


_WORDS = [
    "number",
    "missing",
    "'+44%'",
    "'it''s'",
    "7",
    "-1.5",
    "=",
    "<>",
    "<",
    ">=",
    "(",
    ")",
    ",",
    "AND",
    "OR",
    "NOT",
    "IN",
    "LIKE",
    "IS",
    "NULL",
    "true",
    "'",
]
_EXPRESSIONS = st.lists(st.sampled_from(_WORDS)).map(" ".join) | st.text()
_EVENTS = st.dictionaries(st.sampled_from(["number", "x"]), st.integers() | st.text() | st.booleans())


@given(_EXPRESSIONS, _EVENTS)
def test_whatever_is_written_is_read_or_refused(expression, fields):
    try:
        holds = parsed(expression)
    except BadCriteria:
        return
    assert holds(fields) in (True, False)
