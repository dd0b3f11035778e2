"""The rules of the house that import-linter, ruff and mypy can't see. CONTRIBUTING.md states them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("appliance", "drivers")

# Who alone may import these, as module prefixes. Everything else from outside needs a row here.
MAY_IMPORT = {
    "sqlite3": ("appliance.spool",),
    "bottle": ("appliance.api",),
    "cheroot": ("appliance.api",),
    "jwt": ("appliance.api",),
    "cryptography": ("appliance.api",),
    "tinydb": ("appliance.settings",),
    "paho": ("appliance.mqtt",),
    "aiosmtpd": ("appliance.mail",),
    "phonenumbers": ("appliance.numbers",),
    "PIL": ("appliance.media.pictures", "drivers.fax.sheet", "drivers.fax.tagline", "drivers.fax.tiff"),
    "serial": ("drivers.port", "drivers.discovery"),
    "re2": ("appliance.patterns",),
    "jsonpath": ("appliance.derivation",),
    "gammu": ("drivers.families.gammu",),
}

# Kinds of test that cut across the source, so their files mirror no one module.
ACROSS = ("acceptance", "bench", "long", "peers", "properties")

LONGEST_MODULE = 350
GENERATED_TABLES = ("drivers/gsm/national.py",)

# FAULTS.md: the faults that the box and its simulator must meet so far; each needs a test named by its id.
FAULTS = (*(f"F{number:02}" for number in range(1, 23)), "F26", "F27", "F28", "F33", "F34")

MACHINE_PATH = re.compile(r"/(?:work|farm|root|home/[a-z]+)/")
REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|piwheels|npmjs|nodesource)\.(?:org|com)|(?:deb|security|snapshot|archive|ftp)[a-z.]*\.debian\.org"
)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {name_of(path): path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))}
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def kept_files() -> Iterator[Path]:
    """Every text file of the project, going by its rooms, so that it needs no git."""
    rooms = (*PACKAGES, "tests", "docs", "webui", "image", ".ci")
    yield from (path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".txt"} or path.name == "Makefile")
    for room in rooms:
        yield from (path for path in (ROOT / room).rglob("*") if path.is_file() and not is_cache(path))


def is_cache(path: Path) -> bool:
    return any(part == "__pycache__" or part.endswith("_cache") for part in path.parts)


def imports_of(path: Path) -> Iterator[str]:
    """The top-level names that a module imports, relative ones aside."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def within(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes)


def free_to_all(name: str) -> bool:
    return name in PACKAGES or (name in sys.stdlib_module_names and name not in MAY_IMPORT)


@pytest.mark.parametrize("module", SOURCES)
def test_each_outside_package_has_one_room_that_imports_it(module: str) -> None:
    strangers = {name for name in imports_of(SOURCES[module]) if not free_to_all(name)}
    assert not {name for name in strangers if not within(module, MAY_IMPORT.get(name, ()))}


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_that_outgrows_its_room_is_split(module: str) -> None:
    path = SOURCES[module]
    if path.relative_to(ROOT).as_posix() not in GENERATED_TABLES:
        lines = path.read_text().count("\n")
        assert lines <= LONGEST_MODULE


def test_each_room_is_a_package_that_the_wheel_takes_along() -> None:
    assert not {path.parent for path in SOURCES.values() if not (path.parent / "__init__.py").exists()}


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_tests_mirror_the_source(test: Path) -> None:
    """tests/drivers/gsm/test_tpdu.py is about drivers/gsm/tpdu.py; test_tpdu_reports.py may take a part of it."""
    room, subject = test.parent.relative_to(ROOT / "tests"), test.stem.removeprefix("test_")
    if room.parts and room.parts[0] not in ACROSS:
        about = [path for path in (ROOT / room).iterdir() if path.suffix in {".py", ".js"} or path.is_dir()]
        siblings = {path.stem.strip("_") for path in about}
        assert any(subject == sibling or subject.startswith(sibling + "_") for sibling in siblings)


def test_each_fault_has_a_test_named_by_its_id() -> None:
    named = {found for path in TESTS for found in re.findall(r"def test_(F\d\d)_", path.read_text())}
    assert not sorted(set(FAULTS) - named)


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = sorted(path.name.split("-")[0] for path in (ROOT / "docs" / "decisions").iterdir())
    assert numbers == [f"{number:03}" for number in range(1, len(numbers) + 1)]


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    def lines() -> Iterator[str]:
        for path in kept_files():
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if path != Path(__file__) and (MACHINE_PATH.search(line) or REGISTRY_HOST.search(line)):
                    yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"

    assert not list(lines())


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    pinned = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert not {re.split(r"[^\w-]", name)[0].lower() for name in wanted} - pinned
