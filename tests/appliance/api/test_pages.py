"""The page beside the programs' routes: who takes HTML gets it at /, all else stays what it was."""

import re

import pytest

from appliance.api import pages

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def apps(apps):
    return {**apps, "/": pages.at_root(apps["/"]), "/ui": pages.app()}


@pytest.mark.parametrize("accept", [BROWSER, "*/*", "text/html", "application/json, text/html;q=0.1"])
def test_the_page_is_at_the_root(anybody, accept):
    reply = anybody.get("/", accept=accept)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Vary"] == "Accept"
    assert reply.body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("accept", ["application/json", "text/plain", None])
def test_programs_get_what_they_got_at_the_root(anybody, accept):
    reply = anybody.get("/", accept=accept)
    assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) in {
        (404, "application/json"),
        (404, "text/plain"),
    }
    assert reply.json["error"]["code"] == 404


@pytest.mark.parametrize("accept", [BROWSER, "application/json", None])
@pytest.mark.parametrize("path", ["/contacts", "/transmissions", "/programs", "/messages/texts"])
def test_programs_routes_at_the_root_stay(alice, path, accept):
    reply = alice.get(path, accept=accept)
    assert (reply.status, reply.json) == (200, [])


def test_a_post_to_the_root_is_no_page(anybody):
    assert anybody.post("/", {}, accept=BROWSER).status == 404


def test_the_page_keeps_strangers_out(anybody):
    for path in ("/", "/ui/main.js", "/ui/style.css"):
        headers = anybody.get(path, accept="*/*").headers
        policy = {rule.split()[0]: rule.split()[1:] for rule in headers["Content-Security-Policy"].split(";")}
        for rule in ("default-src", "script-src", "style-src", "connect-src"):
            assert policy[rule] == ["'self'"]
        assert policy["frame-ancestors"] == ["'none'"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_every_file_that_the_page_names_is_there(anybody):
    first = anybody.get("/", accept=BROWSER).body.decode()
    named = set(re.findall(r'(?:src|href)="(ui/[^"]+)"', first))
    assert "ui/main.js" in named
    for name in named:
        assert anybody.get(f"/{name}", accept="*/*").status == 200, name


def test_every_module_is_fetched_with_the_page_and_none_else(anybody):
    """A module that is only found once another was read costs a round trip."""
    first = anybody.get("/", accept=BROWSER).body.decode()
    preloaded = set(re.findall(r'rel="modulepreload" href="ui/([^"]+)"', first))
    assert preloaded == {name for name in pages.files() if name.endswith(".js")}


def test_nothing_is_written_into_the_page(anybody):
    """No inline script or style: the policy would refuse it."""
    first = anybody.get("/", accept=BROWSER).body.decode()
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", first)


def test_what_has_not_changed_is_not_sent_again(anybody):
    tag = anybody.get("/ui/main.js", accept="*/*").headers["ETag"]
    again = anybody.get("/ui/main.js", accept="*/*", headers={"If-None-Match": tag})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "path", ["/ui", "/ui/", "/ui/none.js", "/ui/__init__.py", "/ui/../auth.py", "/ui/%2e%2e/auth.py"]
)
def test_nothing_else_is_served(anybody, path):
    assert anybody.get(path, accept="*/*").status == 404


def test_files_are_read_only(anybody):
    assert anybody.post("/ui/main.js", {}).status == 405
    head = anybody.request("HEAD", "/ui/main.js", accept="*/*")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0
