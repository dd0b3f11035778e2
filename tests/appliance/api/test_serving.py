"""Rows of a table that take or give files, over HTTP."""

import io

import pytest

from appliance.api.dialect import Dialect, File, Octets, Operation, Value
from appliance.api.envelope import ERROR_SCHEMA, envelope
from appliance.api.openapi import describe
from appliance.api.serving import build
from appliance.domain import Download
from appliance.errors import Invalid

KEPT = b"%PDF" + bytes(range(256)) * 1000


def take(caller, upload):
    return sum(map(len, upload.pieces(300_000)))


def give(caller):
    return Download("a b.pdf", "application/pdf", len(KEPT), io.BytesIO(KEPT))


DIALECT = Dialect(
    name="files",
    title="Files",
    version="1",
    servers=("/",),
    operations=(
        Operation(
            "PUT", "/file", "Take", take, Value(("octets",)), Octets(("application/pdf", "text/csv")), public=True
        ),
        Operation("GET", "/file", "Give", give, File(("application/pdf",)), public=True),
    ),
    statuses={Invalid: 412},
    envelope=envelope,
    error_schema=ERROR_SCHEMA,
)


@pytest.fixture
def apps(auth):
    return {"/": build(DIALECT, auth)}


def test_a_file_is_taken_as_it_is(anybody):
    assert anybody.put("/file", KEPT, headers={"Content-Type": "application/pdf"}).json == {"octets": len(KEPT)}
    assert anybody.put("/file", iter([b"a" * 100_000, b"b"])).json == {"octets": 100_001}
    assert anybody.put("/file").json == {"octets": 0}


@pytest.mark.parametrize("size", [300_001, 30_000_000])
def test_a_file_that_is_too_large_is_refused(anybody, size):
    refused = anybody.put("/file", bytes(size))
    assert refused.status == 412 and "larger than 300000" in refused.json["error"]["message"]


@pytest.mark.parametrize("accept", [None, "application/json", "text/html", "image/png;q=0.1", "*/*"])
def test_a_file_is_given_whatever_is_accepted(anybody, accept):
    reply = anybody.get("/file", accept=accept)
    assert (reply.status, reply.body) == (200, KEPT)
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Content-Length"] == str(len(KEPT))
    assert reply.headers["Content-Disposition"] == 'attachment; filename="a b.pdf"'
    assert "Content-Disposition" in reply.headers["Access-Control-Expose-Headers"]


def test_a_head_says_what_would_come(anybody):
    reply = anybody.request("HEAD", "/file")
    assert (reply.status, reply.headers["Content-Length"], reply.body) == (200, str(len(KEPT)), b"")


def test_files_are_described():
    path = describe(DIALECT)["paths"]["/file"]
    assert set(path["put"]["requestBody"]["content"]) == {"application/pdf", "text/csv"}
    assert set(path["get"]["responses"]["200"]["content"]) == {"application/pdf"}
