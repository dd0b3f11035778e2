"""The document that is sent where nobody gives one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drivers.fax.tiff import Document
from drivers.simulator.fax.sample import sample_document

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)


def test_it_has_as_many_pages_as_asked_for(tmp_path) -> None:
    made = Document(sample_document(tmp_path / "out.tif", 2, "+15550002000", NOON))
    assert made.pages == 2
    assert made.sheet(0).rows != made.sheet(1).rows


def test_no_pages_are_no_document(tmp_path) -> None:
    with pytest.raises(ValueError, match="1 to 50"):
        sample_document(tmp_path / "out.tif", 0, "", NOON)
