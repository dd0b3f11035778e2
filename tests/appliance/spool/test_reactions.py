from appliance.spool import reactions


def test_they_are_looked_for_from_the_cursor_on(spool):
    plan = spool.read().execute("EXPLAIN QUERY PLAN " + reactions._ANSWERED, (5, 100)).fetchall()
    assert any("events USING INTEGER PRIMARY KEY (rowid>?)" in row[3] for row in plan)


def test_nobody_answers_where_there_are_no_programs(spool):
    assert not reactions.anybody(spool.read())
    assert reactions.after(spool.read(), 0) == []
