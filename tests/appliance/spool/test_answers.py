"""How often a number was answered."""

from appliance.spool import answers, queue
from appliance.spool.queue import Draft


def test_the_answers_to_a_number_since_a_time(bench):
    for origin, party in (("keyword", "+491711234567"), ("web", "+491711234567"), ("keyword", "+491711234568")):
        queue.create(bench.db, Draft(party=party, origin=origin), bench.now)
    queue.create(bench.db, Draft(party="01711234567", origin="keyword"), bench.now + 5)
    assert sorted(answers.since(bench.db, "+491711234567", "keyword", 0)) == [bench.now, bench.now + 5]
    assert answers.since(bench.db, "+491711234567", "keyword", bench.now) == [bench.now + 5]
