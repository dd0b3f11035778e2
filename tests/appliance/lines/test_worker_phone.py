"""A line served by a phone that libGammu knows: its own dummy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import gammu
import pytest

from appliance.lines.manager import Lines
from appliance.spool import line_states
from appliance.spool.inbound import nobody


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """The dummy's directory, with a message in its inbox; gives the file of that."""
    file = tmp_path / "phone" / "sms" / "1" / "1"
    file.parent.mkdir(parents=True)
    message = {
        "SMSC": {"Number": "+4912345", "Location": 0},
        "Number": "+491701234567",
        "Text": "Привет",
        "Coding": "Unicode_No_Compression",
        "Type": "Deliver",
        "Folder": 1,
        "Location": 1,
        "InboxFolder": 1,
        "State": "UnRead",
        "DateTime": datetime(2026, 11, 21, 9, tzinfo=UTC),  # else libGammu makes it the time of reading
    }
    gammu.SaveSMSBackup(str(file), [message])
    return file


@pytest.fixture
def url(phone: Path) -> str:
    return f"gammu:dummy:{phone.parents[2]}"


@pytest.fixture
def serving(home, url: str) -> Iterator[Callable[[], Lines]]:
    started: list[Lines] = []

    def start() -> Lines:
        started.append(Lines(home.spool, home.settings, nobody, (url,), home.surroundings))
        started[-1].start()
        return started[-1]

    yield start
    for lines in started:
        lines.stop()


def test_it_carries_and_receives_and_asks_the_network(serving, told, queued, course, bodies, phone, spool) -> None:
    made = queued("hello")
    lines = serving()
    told.until_state("ready")
    told.until(lambda: course(made).verdict)
    assert course(made).verdict == "sent"
    told.until(bodies)
    assert bodies() == ["Привет"]
    assert "Reply for *101#" in lines.ussd("gsm1", "*101#")
    assert not phone.exists()
    seen = line_states.get(spool.read(), "gsm1")
    assert (seen.operator, seen.imsi, seen.imei, seen.model) == (
        "GammuT3l",
        "994299429942994",
        "999999999999999",
        "Dummy",
    )
