import threading

import pytest

from appliance.settings import Settings
from appliance.spool import translations
from appliance.translation.edge import Translation


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "box.json")


@pytest.fixture
def told():
    return threading.Event()


@pytest.fixture
def translation(spool, settings, told, clock):
    made = Translation(spool, settings, told.set, clock)
    yield made
    made.stop()


def test_it_is_off_until_a_server_is_named(translation, settings, libre):
    translation.start()
    assert translation.condition() == "off"
    translation.wake()
    settings.change_translation(url=libre.url)
    translation.reload()
    assert translation.condition() == "nothing translated yet"
    settings.change_translation(url="")
    translation.reload()
    assert translation.condition() == "off"


def test_it_goes_on_as_it_was_where_nothing_has_changed(translation, settings, libre):
    settings.change_translation(url=libre.url)
    translation.start()
    before = translation._worker
    translation.reload()
    assert translation._worker is before
    settings.change_translation(seconds=5)
    translation.reload()
    assert translation._worker is not before and not before.is_alive()


def test_it_does_nothing_before_it_is_started(translation, settings, libre):
    settings.change_translation(url=libre.url)
    translation.reload()
    assert translation.condition() == "off"


def test_what_waited_is_translated_when_it_starts(translation, settings, libre, spool, told, clock):
    settings.change_translation(url=libre.url)
    spool.write(lambda db: translations.ask(db, 1, "hello", "en", "de", clock.now))
    translation.start()
    while not (found := translations.look(spool.read(), 1, "hello", "en", "de")).result:
        told.wait(10)
        told.clear()
    assert found.result == "[de] hello"
    assert translation.condition() == "translates"
