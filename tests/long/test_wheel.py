"""The wheel installs alone into a fresh environment, and the box it installs runs."""

from __future__ import annotations

import re
import subprocess
import threading
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
READY = re.compile(r"^modembox: ready at (http://\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def modembox(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, from the wheel and its dependencies alone."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=True)
    install = ("-m", "pip", "install", "-qq", "-c", ROOT / "constraints.txt", wheel)
    subprocess.run([home / "bin/python", *install], check=True)
    return home / "bin/modembox"


@contextmanager
def running(*command: str | Path, cwd: Path, seconds: float = 60) -> Iterator[str]:
    """The address at which the box says that it is ready; afterwards it is told to end, and must."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
    guard = threading.Timer(seconds, process.kill)
    guard.start()
    try:
        yield address_in(process)
        process.terminate()
        assert process.wait(seconds) == 0
    finally:
        guard.cancel()
        guard.join()
        process.kill()
        process.communicate()


def address_in(process: subprocess.Popen[str]) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if found := READY.search(said):
            return found[1]
    raise AssertionError(f"the box ended with {process.wait()} and said: {said}")


def test_the_command_explains_itself(modembox: Path, tmp_path: Path) -> None:
    said = subprocess.run([modembox, "--help"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert all(verb in said for verb in ("run", "demo", "simulate"))


def test_the_demo_answers(modembox: Path, tmp_path: Path) -> None:
    demo = (modembox, "demo", "--data", tmp_path / "data", "--listen", "127.0.0.1:0")
    with running(*demo, cwd=tmp_path) as address:
        for path in ("/healthz", "/", "/ui/main.js"):
            request = urllib.request.Request(address + path, headers={"Accept": "text/html, */*"})
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status == 200
