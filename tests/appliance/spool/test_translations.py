import json

from appliance.spool import translations
from appliance.spool.translations import TranslationState

NOW = 1_000.0


def states(db, request_id):
    return [row[0] for row in db.execute("SELECT state FROM translations WHERE request_id = ?", (request_id,))]


def test_a_text_is_asked_for_once_for_each_request_and_language(db):
    for _ in range(2):
        translations.ask(db, 1, "hello", "en", "de", NOW)
    translations.ask(db, 1, "hello", "en", "fr", NOW)
    translations.ask(db, 1, "hello", "nl", "de", NOW)
    translations.ask(db, 2, "hello", "en", "de", NOW)
    assert len(states(db, 1)) == 3
    assert len(states(db, 2)) == 1
    assert translations.look(db, 1, "hello", "en", "xx") is None


def test_what_came_of_it_stays(db):
    translations.ask(db, 1, "hello", "en", "de", NOW)
    found = translations.look(db, 1, "hello", "en", "de")
    assert (found.state, found.result, found.tries) == (TranslationState.PENDING, "", 0)
    translations.begin(db, found.id)
    translations.end(db, found.id, TranslationState.DONE, "hallo")
    translations.end(db, found.id, TranslationState.FAILED, "too late")
    found = translations.look(db, 1, "hello", "en", "de")
    assert (found.state, found.result, found.tries) == (TranslationState.DONE, "hallo", 1)
    translations.forget(db, 1)
    assert translations.look(db, 1, "hello", "en", "de") is None


def test_what_waits_for_a_time_waits(db):
    assert translations.next_due(db) is None
    translations.ask(db, 1, "hello", "en", "de", NOW)
    assert translations.next_due(db) == NOW
    found = translations.following(db, 0, NOW)
    translations.again(db, found.id, NOW + 5)
    assert translations.following(db, 0, NOW) is None
    assert translations.next_due(db) == NOW + 5
    assert translations.following(db, 0, NOW + 5).text == "hello"


def test_after_a_request_comes_another(db):
    for request_id in (3, 5):
        translations.ask(db, request_id, "a", "en", "de", NOW)
    turns = [translations.following(db, after, NOW).request_id for after in (0, 3, 5, 9)]
    assert turns == [3, 5, 3, 3]


def test_whether_any_of_a_request_waits(db):
    assert not translations.pending(db, 1)
    translations.ask(db, 1, "hello", "en", "de", NOW)
    assert translations.pending(db, 1) and not translations.pending(db, 2)
    translations.end(db, translations.look(db, 1, "hello", "en", "de").id, TranslationState.DONE, "hallo")
    assert not translations.pending(db, 1)


def test_what_waits_is_found_by_its_index(db):
    plan = json.dumps(db.execute("EXPLAIN QUERY PLAN " + translations._NEXT, (1, NOW)).fetchall())
    assert "translations_pending" in plan and "TEMP B-TREE" not in plan


def test_any_text_can_be_looked_for(db):
    translations.ask(db, 1, "\0 ü 😀", "en", "de", NOW)
    assert translations.look(db, 1, "\0 ü 😀", "en", "de").text == "\0 ü 😀"
