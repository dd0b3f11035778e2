"""What the long tests of the whole product share: a copy of the tree and the wheel made from it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a clone would hold it, without what was made there since."""
    copy = tmp_path_factory.mktemp("clone") / "modembox"
    shutil.copytree(ROOT, copy, ignore=MADE)
    shutil.copytree(ROOT / ".ci", copy / ".ci")
    return copy


@pytest.fixture(scope="session")
def wheel(tree: Path) -> Path:
    out = tree.parent / "dist"
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", out, tree], check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made
