"""Jobs that take contacts out of a file or write them into one."""

import pytest

from appliance.spool import contactjobs
from appliance.spool.contactjobs import EXPORTS, IMPORTS, JobState


@pytest.mark.parametrize(("table", "row"), [(IMPORTS, {"attachment_id": 1}), (EXPORTS, {})])
def test_those_that_are_unfinished_are_found_the_oldest_first(db, table, row):
    made = [table.insert(db, {**row, "state": state, "created_at": 1.0}) for state in (*JobState, *JobState)]
    assert [each.id for each in contactjobs.unfinished(db, table)] == [made[0], made[1], made[3], made[4]]


@pytest.mark.parametrize("table", [IMPORTS, EXPORTS])
def test_they_are_found_without_a_look_at_the_others(db, table):
    where, _ = table._where([contactjobs._UNFINISHED])
    plan = db.execute(f"EXPLAIN QUERY PLAN SELECT {table._fields} FROM {table._source}{where}{table._order}", [9, 0])
    assert f"{table.name}_unfinished" in " ".join(row[3] for row in plan)
