"""Who has exchanged texts with a line."""

from appliance.spool import exchanges


def test_what_a_line_has_taken_is_an_exchange(bench):
    bench.send("+491700000001", user_id=1)
    assert exchanges.of_address(bench.db, "+491700000001") == []
    bench.carry(bench.claim())
    (found,) = exchanges.of_address(bench.db, "00491700000001")
    assert (found.user_id, found.address, found.line, found.at) == (1, "+491700000001", "gsm1", bench.now)


def test_they_are_gone_through_by_the_try(bench):
    for number in range(3):
        bench.send(f"+49170000000{number}", user_id=1)
        bench.carry(bench.claim())
    found, last = exchanges.after(bench.db, 0)
    assert [each.attempt_id for each in found] == [1, 2, 3]
    assert last == 3
    assert exchanges.after(bench.db, last) == ([], 3)


def test_one_that_is_still_queued_is_looked_for_again(bench):
    for number in range(3):
        bench.send(f"+49170000000{number}", user_id=1)
    bench.carry(bench.claim())
    exchanges.see(bench.db, 3)
    assert exchanges.seen(bench.db) == 1
    bench.carry(bench.claim())
    exchanges.see(bench.db, 3)
    assert exchanges.seen(bench.db) == 2
    exchanges.see(bench.db, 0)
    assert exchanges.seen(bench.db) == 2


def test_the_boxs_own_texts_are_none(bench):
    bench.send("+491700000001")
    bench.carry(bench.claim())
    assert exchanges.of_address(bench.db, "+491700000001") == []


def test_what_is_unfinished_is_found_among_however_many(bench):
    for state in ("queued", "waiting"):
        plan = bench.db.execute(f"EXPLAIN QUERY PLAN {exchanges._UNFINISHED.format(state)}").fetchall()
        assert f"INDEX attempts_{state}" in plan[0][3]
