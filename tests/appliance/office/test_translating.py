import pytest

from appliance.composition.program import Link
from appliance.office.composing import Composed
from appliance.office.translating import Worded, target_of
from appliance.spool import translations
from appliance.spool.translations import TranslationState

LINK = Link("https://a.example/x")
HELLO = Composed(("hello",))


@pytest.fixture
def configured(configured):
    configured.change_translation(url="http://10.0.0.2:5000")
    return configured


@pytest.fixture
def worded(office):
    def ask(composed=HELLO, source="en", target="de", request_id=1):
        return office.desk.write(lambda db: office.translating.worded(db, request_id, composed, source, target))

    return ask


@pytest.fixture
def answer(office):
    def end(result, state=TranslationState.DONE):
        def change(db):
            waiting = translations.following(db, 0, 9e9)
            translations.end(db, waiting.id, state, result)
            return waiting.source, waiting.target, waiting.text

        return office.desk.write(change)

    return end


def test_a_message_waits_until_it_is_translated(worded, answer):
    assert worded() is None
    assert worded() is None
    assert answer("hallo") == ("en", "de", "hello")
    assert worded() == Worded(("hallo",), "de")


def test_what_can_not_be_translated_goes_as_it_was_written(worded, answer):
    assert worded() is None
    answer("it is down", TranslationState.FAILED)
    assert worded() == Worded(("hello",), failed="it is down")


@pytest.mark.parametrize(("source", "target"), [("en", ""), ("de", "de"), ("", "en"), ("en", "en-US"), ("en_GB", "EN")])
def test_there_is_nothing_to_do_in_the_same_language(worded, source, target):
    assert worded(source=source, target=target) == Worded(("hello",))


def test_an_empty_text_needs_no_translation(worded):
    assert worded(Composed((" ",))) == Worded((" ",))


@pytest.mark.parametrize(
    ("source", "target", "asked"),
    [("", "pt_br", ("en", "pt-BR")), ("zh-hans", "ZH-HANT", ("zh-Hans", "zh-Hant")), ("en_US", "de-AT", ("en", "de"))],
)
def test_languages_are_asked_for_by_their_tags(worded, answer, source, target, asked):
    assert worded(source=source, target=target) is None
    assert answer("x")[:2] == asked


def test_without_a_server_it_says_so_at_once(worded, configured):
    assert worded() is None
    configured.change_translation(url="")
    assert worded() == Worded(("hello",), failed="no translation server is set up")


def test_a_text_is_asked_for_once_in_a_request(worded, office):
    for request_id in (1, 1, 2):
        worded(request_id=request_id)
    assert office.desk.read().execute("SELECT count(*) FROM translations").fetchone() == (2,)


def test_tracked_links_are_kept(worded, answer):
    composed = Composed(("go: ", LINK, "!"))
    assert worded(composed) is None
    assert answer(f"geh: {LINK.url} !")[2] == f"go: {LINK.url}!"
    assert worded(composed) == Worded(("geh: ", LINK, " !"), "de")


def test_a_translation_that_lost_a_link_is_none(worded, answer):
    composed = Composed(("go: ", LINK, "!"))
    assert worded(composed) is None
    answer("geh: https://a.beispiel/x!")
    assert worded(composed) == Worded(composed.pieces, failed="the translation has lost a tracked link")


def test_the_request_goes_before_what_a_contact_prefers():
    assert [target_of("de", "fr"), target_of(None, "fr"), target_of("", None)] == ["de", "fr", ""]
