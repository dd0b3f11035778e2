from __future__ import annotations

from drivers.fax.quirks import FaxQuirks


def test_the_standard_needs_no_quirk() -> None:
    quirks = FaxQuirks()
    assert quirks.service_classes == ("1.0", "1", "2.0", "2")
    assert not quirks.after_class
