"""A translation server, and the settings that name it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.outside import TranslationSettings
from tests.appliance.translation.libre import LibreTranslate, listening


@pytest.fixture
def libre() -> Iterator[LibreTranslate]:
    with listening() as server:
        yield server


@pytest.fixture
def settings(libre: LibreTranslate) -> TranslationSettings:
    return TranslationSettings(libre.url)
