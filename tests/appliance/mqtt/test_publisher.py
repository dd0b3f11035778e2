"""Whatever the broker acknowledges, in whatever order, and however often it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.mqtt.publisher import WINDOW, Publisher
from appliance.mqtt.topics import Message
from appliance.spool import events


class Broker:
    """Numbers what is published; `publisher` has it acknowledged."""

    def __init__(self, cursor=0, each=1):
        self.published = []
        self.publisher = Publisher(cursor, self._compose, self._publish)
        self._each = each

    def _compose(self, db, told):
        return [[Message(str(event.id), b"")] * self._each for event in told]

    def _publish(self, message):
        self.published.append(int(message.topic))
        return len(self.published)


def happen(spool, count):
    return spool.write(lambda db: [events.append(db, 0.0, "x") for _ in range(count)])


def test_no_more_than_a_window_is_under_way(spool):
    happen(spool, 3 * WINDOW)
    broker = Broker()
    broker.publisher.fill(spool.read())
    assert broker.published == list(range(1, WINDOW + 1))
    broker.publisher.acknowledged(1)
    broker.publisher.fill(spool.read())
    assert len(broker.published) == WINDOW
    for number in range(2, WINDOW // 2 + 1):
        broker.publisher.acknowledged(number)
    broker.publisher.fill(spool.read())
    assert broker.published == list(range(1, WINDOW + WINDOW // 2 + 1))


def test_the_cursor_waits_for_the_earliest(spool):
    happen(spool, 3)
    broker = Broker()
    broker.publisher.fill(spool.read())
    broker.publisher.acknowledged(2)
    broker.publisher.acknowledged(3)
    assert broker.publisher.cursor == 0
    broker.publisher.acknowledged(1)
    assert broker.publisher.cursor == 3


def test_an_event_is_told_when_all_its_messages_are(spool):
    happen(spool, 1)
    broker = Broker(each=2)
    broker.publisher.fill(spool.read())
    broker.publisher.acknowledged(1)
    assert broker.publisher.cursor == 0
    broker.publisher.acknowledged(2)
    assert broker.publisher.cursor == 1


def test_after_a_loss_only_what_was_not_acknowledged_is_published_again(spool):
    happen(spool, 5)
    broker = Broker(cursor=1)
    broker.publisher.fill(spool.read())
    broker.publisher.acknowledged(1)
    broker.publisher.restart()
    broker.publisher.fill(spool.read())
    assert broker.published == [2, 3, 4, 5, 3, 4, 5]


def test_what_nobody_published_is_not_acknowledged(spool):
    broker = Broker()
    broker.publisher.acknowledged(77)
    assert broker.publisher.cursor == 0


@given(st.lists(st.one_of(st.just("lose"), st.just("fill"), st.integers(0, WINDOW)), max_size=60))
def test_every_event_is_published_in_order_and_none_twice_but_unacknowledged_ones(steps):
    told = [type("E", (), {"id": number})() for number in range(1, 301)]
    with_events = _Events(told)
    broker = Broker()
    acknowledged = set()
    published_before = 0
    for step in [*steps, *(["fill", *range(WINDOW)] * 4)]:
        if step == "fill":
            broker.publisher.fill(with_events)
        elif step == "lose":
            broker.publisher.restart()
            published_before = len(broker.published)
        elif published_before + step < len(broker.published):
            broker.publisher.acknowledged(published_before + step + 1)
            acknowledged.add(broker.published[published_before + step])
        fresh = broker.published[published_before:]
        assert fresh == list(range(fresh[0], fresh[0] + len(fresh))) if fresh else True
        assert set(range(1, broker.publisher.cursor + 1)) <= acknowledged
    assert list(dict.fromkeys(broker.published)) == list(range(1, len(set(broker.published)) + 1))


class _Events:
    """Answers the one question that `events.after` asks."""

    def __init__(self, told):
        self._told = told

    def execute(self, statement, values):
        after, limit = values
        rows = [(each.id, 0.0, "x", "", None, None, "{}") for each in self._told if each.id > after][:limit]
        return type("Rows", (), {"fetchall": lambda self: rows})()
