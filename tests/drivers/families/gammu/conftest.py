"""libGammu's own dummy device: a directory with its messages as files, each in its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gammu
import pytest

from drivers.families.gammu.link import Link

INBOX, OUTBOX, ME_INBOX = 1, 2, 3


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """Where the dummy keeps its messages."""
    for folder in range(1, 6):
        (tmp_path / "sms" / str(folder)).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def url(device: Path) -> str:
    return f"gammu:dummy:{device}"


@pytest.fixture
def link(url: str) -> Iterator[Link]:
    """A connection to the dummy."""
    made = Link(url)
    made.connect()
    yield made
    made.disconnect()


@pytest.fixture
def put(device: Path) -> Callable[..., Path]:
    """Lays a message into a folder of the dummy; gives its file."""

    def lay(text: str | bytes = "hello", folder: int = INBOX, number: str = "+491701234567", **fields: Any) -> Path:
        message: Mapping[str, Any] = {
            "SMSC": {"Number": "+4912345", "Location": 0},
            "Number": number,
            "Text": text,
            "Coding": "8bit" if isinstance(text, bytes) else "Unicode_No_Compression",
            "Type": "Deliver",
            "Folder": folder,
            "Location": 1,
            "InboxFolder": 1,
            "State": "UnRead",
            "DateTime": datetime(2026, 11, 21, 9, tzinfo=UTC),  # else libGammu makes it the time of reading
            **fields,
        }
        there = device / "sms" / str(folder)
        file = there / str(len(list(there.iterdir())) + 1)
        gammu.SaveSMSBackup(str(file), [message])
        return file

    return lay


class Fake:
    """A state machine that answers as it is told: a value, or an exception that is raised."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = dict(answers)
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def answer(*arguments: Any, **_: Any) -> Any:
            self.asked.append((name, arguments))
            found = self.answers.get(name)
            if isinstance(found, Exception):
                raise found
            return found

        return answer


@pytest.fixture
def faking(url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Link, Fake]]:
    """A connected link to a phone that answers as told."""

    def fake(**answers: Any) -> tuple[Link, Fake]:
        machine = Fake(answers)
        monkeypatch.setattr(gammu, "StateMachine", lambda: machine)
        link = Link(url)
        link.connect()
        machine.asked.clear()
        return link, machine

    return fake


def failing(name: str) -> Exception:
    """libGammu's exception of that name."""
    error: Exception = getattr(gammu, name)({"Text": f"it is {name}", "Where": "there", "Code": gammu.Errors[name]})
    return error


@pytest.fixture
def fails() -> Callable[[str], Exception]:
    return failing
