import pytest

from appliance.composition.program import Link
from appliance.spool import events, links, queue

TARGET = "https://shop.example/a?b=c#d"
PHONE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
}


@pytest.fixture
def message(office, clock, people):
    draft = queue.Draft(user_id=people["alice"].user_id, party="+491711234567")
    return office.desk.write(lambda db: queue.create(db, draft, clock.now))


@pytest.fixture
def path(office, configured, message):
    configured.change_box(public_url="https://box.example")
    short = office.tracking.shortened(["Go: ", Link(TARGET, "shop")])
    office.desk.write(lambda db: short.keep(db, message))
    assert short.text.startswith("Go: https://box.example/l/")
    return short.text.removeprefix("Go: https://box.example")


@pytest.fixture
def clicks(office, message):
    return lambda: [each.clicks for each in links.of_transmission(office.desk.read(), message)]


def test_who_follows_a_link_is_sent_on_and_counted(anybody, path, clicks, office, message):
    for count in (1, 2):
        reply = anybody.get(path, headers=PHONE)
        assert (reply.status, reply.headers["Location"]) == (302, TARGET)
        assert clicks() == [count]
    told = [each.data for each in events.of_transmission(office.desk.read(), message) if each.kind == "link.clicked"]
    assert told == [{"url": TARGET, "label": "shop", "clicks": count} for count in (1, 2)]


def test_nobody_keeps_the_answer_or_learns_where_it_was(anybody, path):
    headers = anybody.get(path, headers=PHONE).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {**PHONE, "Sec-Purpose": "prefetch;prerender"},
        {**PHONE, "Purpose": "prefetch"},
        {**PHONE, "X-Purpose": "preview"},
    ],
)
def test_programs_that_look_ahead_are_sent_on_and_not_counted(anybody, path, clicks, headers):
    reply = anybody.get(path, headers=headers)
    assert (reply.status, reply.headers["Location"]) == (302, TARGET)
    assert clicks() == [0]


def test_a_head_is_not_counted(anybody, path, clicks):
    reply = anybody.request("HEAD", path, headers=PHONE)
    assert (reply.status, reply.headers["Location"], reply.body) == (302, TARGET, b"")
    assert clicks() == [0]


@pytest.mark.parametrize(
    "path", ["/l/AAAAAAAAAAA", "/l", "/l/", "/l/a/b", "/l/%00", "/l/" + "a" * 100, "/l/https://evil.example"]
)
def test_there_is_no_other_link(anybody, message, path):
    reply = anybody.get(path, headers=PHONE)
    assert (reply.status, reply.body) == (404, b"Not Found\n")
    assert "Location" not in reply.headers


def test_nothing_is_sent_to_a_link(anybody, path, clicks):
    assert anybody.post(path, {}).status == 405
    assert clicks() == [0]
