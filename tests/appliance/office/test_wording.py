"""What the messages of a request say, from the request to the queue."""

import re

import pytest

from appliance.domain import Service
from appliance.errors import BadTrackingUrl, Invalid, MessageTooLong
from appliance.routing import TRANSLATION
from appliance.spool import links, queue, translations
from appliance.spool.translations import TranslationState
from appliance.spool.transmissions import IN_ORDER


@pytest.fixture
def alice(people):
    return people["alice"]


@pytest.fixture
def group(office, alice):
    """Ada speaks German, Bob French, Cid says nothing of it."""
    made = office.groups.create(alice, name="g")
    for number, (name, language) in enumerate([("Ada", "de"), ("Bob", "fr"), ("Cid", "")]):
        contact = office.contacts.create(alice, phone=f"+49171{number}", first_name=name)
        office.desk.write(
            lambda db, contact=contact, language=language: db.execute(
                "UPDATE contacts SET preferred_language = ? WHERE id = ?", (language or None, contact)
            )
        )
        office.groups.link(alice, contact, made)
    return made


@pytest.fixture
def ask(office, alice, group):
    from appliance import identifiers

    def some(body, **fields):
        to = fields.pop("to", (f"group:{identifiers.encode('group', group)}",))
        made = office.requests.create(alice, recipients=to, body=body, **fields)
        office.dispatch(office.desk.clock())
        return made

    return some


@pytest.fixture
def read(office, alice):
    return lambda request: office.requests.read(alice, request)


@pytest.fixture
def said(spool):
    """Each message: what it says, in which language, why it was not translated, why it failed."""

    def all_of_them():
        facts = "SELECT language, failed_translation, failure FROM message_facts WHERE transmission_id = ?"
        rows = IN_ORDER.find(spool.read()).rows
        return [(each.body, *spool.read().execute(facts, (each.id,)).fetchone(), each.cause_text) for each in rows]

    return all_of_them


@pytest.fixture
def translate(office, spool):
    """translate(): all that waits, by words in capitals; what was asked for."""

    def some(state=TranslationState.DONE, answer=str.upper):
        asked = []
        while waiting := translations.following(spool.read(), 0, 9e9):
            spool.write(lambda db, waiting=waiting: translations.end(db, waiting.id, state, answer(waiting.text)))
            asked.append((waiting.target, waiting.text))
        office.dispatch(office.desk.clock())
        return asked

    return some


def fine(body, language="", why=""):
    return (body, language, why, "", "")


def test_each_is_told_with_their_own_values(office, alice, ask, said):
    office.message_templates.create(alice, name="Alerts", pattern="Dear ${first_name}, order ${number}: $5 #1")
    ask('#set($number="A-7")\n#parse("Alerts")')
    assert said() == [fine(f"Dear {name}, order A-7: $5 #1") for name in ("Ada", "Bob", "Cid")]


def test_a_text_that_is_no_template_goes_out_as_it_is(ask, said):
    ask("$5 \\ #1 ${x} $first_name", to=("+491719",))
    assert said() == [fine("$5 \\ #1 ${x} $first_name")]


def test_whose_value_is_missing_is_not_written_to(office, alice, ask, said, read, routes):
    request = ask("Dear ${last_name}", to=("+491719",))
    assert said() == [("", "", "", "OTHER", "1006 template error: ${last_name} has no value")]
    assert (read(request).failed_count, routes.woken) == (1, ())


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('#parse("Nothing")', Invalid),
        ('#track("ftp://x")', BadTrackingUrl),
        ('#set($a="' + "x" * 3000 + '")' + "$a" * 14, MessageTooLong),
    ],
)
def test_what_can_never_be_told_is_refused(ask, said, body, error):
    with pytest.raises(error):
        ask(body)
    assert said() == []


def test_a_template_that_is_changed_changes_no_request(office, alice, ask, said):
    made = office.message_templates.create(alice, name="T", pattern="before")
    request = office.requests.create(alice, recipients=("+491719",), body='#parse("T")', pauses=True)
    office.message_templates.delete(alice, made)
    office.requests.change(alice, request, "TRANSMITTING")
    office.dispatch(office.desk.clock())
    assert said() == [fine("before")]


def test_each_has_a_link_of_their_own(office, configured, ask, said, spool):
    configured.change_box(public_url="https://box.example")
    ask('Look: #track("https://shop.example/?u=${first_name}")')
    bodies = [body for body, *_ in said()]
    tokens = [re.fullmatch(r"Look: https://box\.example/l/(\w{11})", body)[1] for body in bodies]
    assert [links.get(spool.read(), each).url for each in tokens] == [
        f"https://shop.example/?u={name}" for name in ("Ada", "Bob", "Cid")
    ]


def test_each_is_told_in_their_language_by_one_request_to_the_server_a_text(
    ask, said, read, translate, configured, routes
):
    configured.change_translation(url="http://x")
    request = ask("hello", translate=True)
    assert said() == []
    assert (set(routes.woken), read(request).state) == ({TRANSLATION}, "PREPARING")
    assert translate() == [("de", "hello"), ("fr", "hello")]
    assert said() == [fine("HELLO", "de"), fine("HELLO", "fr"), fine("hello")]
    found = read(request)
    assert (found.recipient_count, found.translated_count, found.untranslated_count) == (3, 2, 0)


def test_the_language_of_a_request_is_that_of_all(ask, said, translate, configured):
    configured.change_translation(url="http://x")
    ask("hello ${first_name}", translate=True, dst_language="es")
    assert translate() == [("es", f"hello {name}") for name in ("Ada", "Bob", "Cid")]
    assert said() == [fine(f"HELLO {name}", "es") for name in ("ADA", "BOB", "CID")]


def test_what_can_not_be_translated_goes_as_it_was_written_and_says_why(ask, said, read, translate, configured):
    configured.change_translation(url="http://x")
    request = ask("hello", translate=True)
    translate(TranslationState.FAILED, lambda text: "it is down")
    assert said() == [fine("hello", why="it is down"), fine("hello", why="it is down"), fine("hello")]
    found = read(request)
    assert (found.translated_count, found.untranslated_count) == (0, 2)


def test_without_a_server_nothing_waits(ask, said, read, routes):
    request = ask("hello", translate=True, to=("+491719",), dst_language="de")
    assert said() == [fine("hello", why="no translation server is set up")]
    assert read(request).untranslated_count == 1
    assert routes.woken == ("",)


def test_nothing_is_written_while_it_waits(ask, configured, spool, office):
    configured.change_translation(url="http://x")
    ask("hello", translate=True)
    before = spool.read().execute("PRAGMA data_version").fetchone()
    for _ in range(3):
        office.dispatch(office.desk.clock())
    assert spool.read().execute("PRAGMA data_version").fetchone() == before


def test_a_server_that_is_taken_away_holds_nothing_back(ask, said, configured, office):
    configured.change_translation(url="http://x")
    ask("hello", translate=True, dst_language="de", to=("+491719",))
    configured.change_translation(url="")
    office.dispatch(office.desk.clock())
    assert said() == [fine("hello", why="no translation server is set up")]


def test_other_requests_do_not_wait(ask, said, configured):
    configured.change_translation(url="http://x")
    ask("hello", translate=True)
    ask("other", to=("+491719",))
    assert said() == [fine("other")]


def test_who_needs_no_translation_is_not_overtaken_in_their_request(ask, said, translate, configured, office, alice):
    configured.change_translation(url="http://x")
    ask("hello", translate=True, src_language="de")
    assert said() == [fine("hello")]
    assert translate() == [("fr", "hello")]
    assert said() == [fine("hello"), fine("HELLO", "fr"), fine("hello")]


def test_links_are_kept_in_another_language(ask, said, translate, configured):
    configured.change_box(public_url="https://box.example")
    configured.change_translation(url="http://x")
    ask('go: #track("https://a.example")', translate=True, dst_language="de", to=("+491719",))
    assert translate(answer=lambda text: text.replace("go", "geh")) == [("de", "go: https://a.example")]
    [(body, *_)] = said()
    assert re.fullmatch(r"geh: https://box\.example/l/\w{11}", body)


def test_a_request_that_is_cancelled_meanwhile_is_not_translated_any_more(
    office, alice, ask, read, said, translate, configured, spool
):
    configured.change_translation(url="http://x")
    request = ask("hello", translate=True)
    office.requests.change(alice, request, "CANCELED")
    office.dispatch(office.desk.clock())
    assert (said(), translate(), read(request).state) == ([], [], "CANCELED")


def test_what_a_cancelled_request_asked_for_goes_while_a_line_works_on_it(
    ask, translate, configured, spool, clock, office, alice, group
):
    from appliance import identifiers

    configured.change_translation(url="http://x")
    request = ask("hello", translate=True, to=("+491719", f"group:{identifiers.encode('group', group)}"))
    assert spool.write(lambda db: queue.claim(db, "gsm1", "sim1", Service.SMS, ("",), clock.now)) is not None
    cancelled = office.requests.change(alice, request, state="CANCELED")
    assert (cancelled.open, cancelled.unfinished, translate()) == (1, 1, [])


def test_what_a_request_asked_for_goes_when_it_is_over(ask, translate, configured, spool, office, alice):
    configured.change_translation(url="http://x")
    ask("hello", translate=True, dst_language="de", to=("+491719",), test=True)
    translate()
    office.dispatch(office.desk.clock())
    assert spool.read().execute("SELECT count(*) FROM translations").fetchone() == (0,)
