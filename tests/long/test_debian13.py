"""Python 3.13 in a Debian 13 root: the wheel installs there with the pinned dependencies, and the suite passes.

The host's own package source and pip settings serve it, whatever they are: the root takes its packages from the mirror
that the host's apt uses, and its wheels from a folder that the host's pip filled; inside, no network is needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
PASSED_ON = ("Acquire::http", "Acquire::Check-", "Acquire::Retries")  # http covers https too

PACKAGES = "python3,python3-venv,mosquitto,ghostscript,sox,libsox-fmt-mp3,poppler-utils,swaks"
IN_THE_ROOT = """
set -eu
cd /job
python3 --version
python3 -m venv venv
venv/bin/pip install -qq --no-index --find-links wheels -c constraints.txt "$(echo dist/*.whl)[dev]"
venv/bin/modembox --help
cd modembox
exec ../venv/bin/python -m pytest -n auto -p no:cacheprovider -m "not long and not peer"
"""


def asked(*command: str) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")


def mirror() -> list[str]:
    """The host's Debian mirror; none where it has none, and then mmdebstrap knows its own."""
    found = asked("apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Origin: Debian", "Component: main")
    return sorted(line.removeprefix("Debian ") for line in found if line.startswith("Debian "))[:1]


def apt_options() -> list[str]:
    """How the host's apt reaches its mirror: proxies, certificates, clocks."""
    dumped = asked("apt-config", "dump", "--no-empty", "--format", '%F "%v";%n', "Acquire")
    return [f"--aptopt={line}" for line in dumped if line.startswith(PASSED_ON)]


@pytest.fixture
def job(tree: Path, wheel: Path, tmp_path: Path) -> Path:
    """The folder that goes into the root: a clone, the wheel, and every pinned wheel for Python 3.13."""
    job = tmp_path / "job"
    shutil.copytree(tree, job / "modembox")
    shutil.copytree(wheel.parent, job / "dist")
    shutil.copy(ROOT / "constraints.txt", job)
    (job / "run").write_text(IN_THE_ROOT)
    pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary=:all:", "--python-version=3.13"]
    subprocess.run([*pip, "-d", job / "wheels", "-r", ROOT / "constraints.txt"], check=True)
    return job


def test_the_wheel_and_the_suite_under_python_3_13(job: Path) -> None:
    hooks = [f"copy-in {job} /", 'chroot "$1" sh /job/run']
    built = subprocess.run(
        [
            *("mmdebstrap", "--variant=apt", f"--include={PACKAGES}", "--format=null", *apt_options()),
            *(f"--customize-hook={hook}" for hook in hooks),
            *("trixie", "/dev/null", *mirror()),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-20_000:]
    assert "Python 3.13" in built.stdout
    assert " passed in " in built.stdout
