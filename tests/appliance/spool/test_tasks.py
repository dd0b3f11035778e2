from appliance.spool import tasks
from appliance.spool.tasks import TASKS


def plan(spool, due_at, **more):
    row = {"subject": "transmission", "subject_id": 1, "action": "send", "created_at": 0.0, "due_at": due_at, **more}
    return spool.write(lambda db: TASKS.insert(db, row))


def test_the_due_ones_come_by_time_then_weight(spool):
    late, heavy, light = plan(spool, 9.0), plan(spool, 5.0, weight=2), plan(spool, 5.0)
    plan(spool, 11.0), plan(spool, 1.0, held=1), plan(spool, 1.0, retry_at=12.0)
    assert tasks.due(spool.read(), 10.0) == [light, heavy, late]
    assert tasks.due(spool.read(), 10.0, limit=1) == [light]
    assert tasks.next_due(spool.read()) == 5.0


def test_nothing_is_due_where_nothing_is_planned(spool):
    assert (tasks.due(spool.read(), 1e12), tasks.next_due(spool.read())) == ([], None)


def test_recurring_ones_that_ran_later_than_now(spool):
    plan(spool, 5.0, rule="", last_run=20.0)
    early, late = (plan(spool, 5.0, rule="{}", last_run=at) for at in (10.0, 20.0))
    assert tasks.run_later_than(spool.read(), 15.0) == [late]
    assert tasks.run_later_than(spool.read(), 5.0) == [early, late]


def test_all_of_a_subject_are_forgotten(spool):
    kept = plan(spool, 1.0, subject="campaign")
    plan(spool, 1.0), plan(spool, 2.0)
    assert spool.write(lambda db: tasks.forget(db, "transmission", 1)) == 2
    assert tasks.due(spool.read(), 9.0) == [kept]


def test_the_due_ones_are_found_by_an_index(spool):
    plans = spool.read().execute("EXPLAIN QUERY PLAN " + tasks._NEXT).fetchall()
    assert "tasks_due" in str(plans)
