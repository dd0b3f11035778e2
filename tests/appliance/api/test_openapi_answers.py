"""What the documents allow and what they don't, asked by Schemathesis: every answer is one that is documented."""

import base64
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from appliance import passwords
from appliance.api.limiter import LoginLimiter
from appliance.media.kinds import DOCUMENT_TYPES, RECORDING_TYPES
from tests.appliance.media import samples

# That all is refused without credentials, test_ictcore_auth.py shows; what holds beyond a document's words, such as
# numbers in strings, each noun's own tests.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PASSWORD = "correct horse"
ADMIN = {"Authorization": "Basic " + base64.b64encode(f"admin:{PASSWORD}".encode()).decode()}
PREFIXES = {"ictcore": "/api", "box": "/box/v1"}
FILES = {"document": samples.pdf(), "recording": samples.wav(samples.tone(800)), "template": b"<p>hello</p>"}
CSV = b'"+491711","Ada"\n"+491712","=1+1"\n"x"\n'

AS_IT_IS = ("text/csv", *DOCUMENT_TYPES, *RECORDING_TYPES)
schemathesis.serializer(*AS_IT_IS)(lambda context, value: value)
schemathesis.openapi.media_type("text/csv", st.just(CSV) | st.binary())
schemathesis.openapi.media_type("audio/wav", st.just(FILES["recording"]) | st.binary())


@pytest.fixture
def quick(monkeypatch, people):
    """No password is worked out, and who guesses one need not wait."""
    monkeypatch.setattr(LoginLimiter, "check", lambda self, name, address: None)
    monkeypatch.setattr(passwords, "digest", lambda password: password)
    monkeypatch.setattr(passwords, "matches", lambda password, stored: password == PASSWORD)


@pytest.fixture
def document(server, anybody, quick):
    """document(name): that of a dialect, ready to be tried."""

    def of(name):
        found = schemathesis.openapi.from_dict(anybody.get(f"/openapi/{name}.json").json)
        found.config.update(base_url=f"http://127.0.0.1:{server.port}{PREFIXES[name]}")
        return found

    return of


@pytest.fixture
def records(admin, makers):
    """records(operation): the ids of what its path and its body name, made for it."""
    numbers = itertools.count()

    def posted(path, **fields):
        return lambda client: client.post(path, fields | {"username": f"u{next(numbers)}"}).json

    administrators = {
        "account_id": lambda client: posted("/accounts")(client)["account_id"],
        "user_id": lambda client: posted("/users", passwd=PASSWORD)(client)["user_id"],
        "role_id": lambda client: client.post("/roles", {"name": f"r{next(numbers)}"}).json["role_id"],
        "provider_id": lambda client: posted("/providers", name="p", type="sip")(client)["provider_id"],
    }

    def made(operation):
        path = [each.name for each in operation.path_parameters]
        body = [name for each in operation.body for name in each.definition["schema"].get("properties", ())]
        wanted = {*path, *(name for name in body if name.endswith("_id"))}
        ids = {name: make(admin) for name, make in {**makers, **administrators}.items() if name in wanted}
        if "number" in path:
            ids["number"] = 1  # of a page
        if operation.path.endswith("/media") or operation.path.startswith("/documents/{document_id}/"):
            noun = path[0].removesuffix("_id")
            assert admin.put(f"/{noun}s/{ids[path[0]]}/media", FILES[noun]).status == 200
        return ids

    return made


def tried(operation, mode, ids, often):
    """Try an operation so often, on records that there are."""
    named = {each.name: ids[each.name] for each in operation.path_parameters}
    known = {**ids, "phone": "+491711"} if mode is GenerationMode.POSITIVE else {}

    @settings(
        max_examples=often,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, path_parameters=named))
    def ask(case):
        if isinstance(case.body, dict):
            case.body.update({name: value for name, value in known.items() if name in case.body})
        case.call_and_validate(headers=ADMIN, checks=CHECKS)

    ask()


# what doesn't hold takes ten times as long to think of as to ask
@pytest.mark.parametrize(
    ("mode", "often"),
    [
        (GenerationMode.POSITIVE, 2),
        (GenerationMode.NEGATIVE, 1),
        *(pytest.param(mode, 100, marks=pytest.mark.long) for mode in GenerationMode),
    ],
)
@pytest.mark.parametrize("name", PREFIXES)
def test_every_answer_is_documented(document, records, name, mode, often, subtests):
    for operation in document(name).get_all_operations():
        with subtests.test(operation.ok().label):
            tried(operation.ok(), mode, records(operation.ok()), often)


@pytest.mark.long
@pytest.mark.parametrize("name", PREFIXES)
def test_its_program_finds_nothing(server, quick, tmp_path, name):
    """The edges of every field, and what one operation gives used in others."""
    hooks = tmp_path / "hooks.py"
    hooks.write_text(f"import schemathesis\nschemathesis.serializer(*{AS_IT_IS})(lambda context, value: value)\n")
    address = f"http://127.0.0.1:{server.port}"
    command = [Path(sys.executable).with_name("st"), "run", f"{address}/openapi/{name}.json"]
    asked = ["--url", address + PREFIXES[name], "--auth", f"admin:{PASSWORD}", "--phases", "coverage,stateful"]
    checks = ["--checks", ",".join(each.__name__ for each in CHECKS), "--max-examples", "100"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(hooks)}
    how = ["--generation-deterministic", "--continue-on-failure", "--no-color"]
    done = subprocess.run(
        [*command, *asked, *checks, *how], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
