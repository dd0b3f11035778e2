import dataclasses
import socket
import threading

import pytest

from appliance.outside import TranslationSettings
from appliance.translation.server import Server, Translated, Untranslated


@pytest.mark.parametrize("path", ["", "/", "/translate", "/translate/"])
def test_a_text_is_translated(libre, path):
    server = Server(TranslationSettings(libre.url + path))
    assert server.translate("Grüße, $5 “x”", "en", "de") == Translated("[de] Grüße, $5 “x”")
    wanted = {"path": "/translate", "q": "Grüße, $5 “x”", "source": "en", "target": "de", "format": "text"}
    assert libre.asked == [wanted]


def test_a_key_is_told_where_there_is_one(libre, settings):
    libre.key = "a key"
    refused = Server(settings).translate("x", "en", "de")
    assert refused == Untranslated(f"127.0.0.1:{libre.server_port}: 403 Invalid API key")
    assert Server(dataclasses.replace(settings, api_key="a key")).translate("x", "en", "de") == Translated("[de] x")


def test_a_language_that_it_has_not(libre, settings):
    refused = Server(settings).translate("x", "en", "tlh")
    assert isinstance(refused, Untranslated)
    assert "400 tlh is not supported" in refused.why and not refused.passing


@pytest.mark.parametrize(
    ("fault", "why", "passing"),
    [
        ("hang up", "does not answer", True),
        ("500", "500 out of memory", True),
        ("429", "429 Slowdown", True),
        ("html", "502 Bad Gateway", True),
        ("redirect", "301 Moved Permanently", False),
        ("garbage", "is no translation", False),
        ("deep", "is no translation", False),
        ("list", "is no translation", False),
        ("number", "is no translation", False),
        ("nothing", "is no translation", False),
        ("long", "is no translation", False),
        ("huge", "answers more than", False),
    ],
)
def test_what_goes_wrong_is_told(libre, settings, fault, why, passing):
    libre.fault = fault
    answer = Server(settings).translate("x", "en", "de")
    assert isinstance(answer, Untranslated)
    assert why in answer.why and answer.passing is passing


@pytest.mark.parametrize("fault", ["silent", "drip"])
def test_it_takes_no_longer_than_it_may(libre, settings, fault):
    libre.fault = fault
    answer = Server(dataclasses.replace(settings, seconds=1)).translate("x", "en", "de")
    assert answer == Untranslated(f"127.0.0.1:{libre.server_port} takes more than 1 s", passing=True)


def test_one_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = Server(TranslationSettings(f"http://127.0.0.1:{port}")).translate("x", "en", "de")
    assert isinstance(answer, Untranslated)
    assert "refused" in answer.why and answer.passing


def test_another_may_end_it(libre, settings):
    libre.fault = "silent"
    server = Server(settings)
    server.hang_up()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(server.translate("x", "en", "de")))
    thread.start()
    assert libre.heard.wait(10)
    server.hang_up()
    thread.join(10)
    assert answers and answers[0].passing


def test_it_goes_by_tls_where_the_url_says_so(libre):
    answer = Server(TranslationSettings(libre.url.replace("http:", "https:"))).translate("x", "en", "de")
    assert isinstance(answer, Untranslated)
    assert "SSL" in answer.why
