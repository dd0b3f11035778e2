"""Final results and their causes."""

from __future__ import annotations

import pytest

from drivers.at import results
from drivers.errors import Cause


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("ERROR", Cause("V250", None, "ERROR")),
        ("+CMS ERROR: 38", Cause("CMS", 38, "network out of order")),
        ("+CMS ERROR:310", Cause("CMS", 310, "(U)SIM not inserted")),
        ("+CMS ERROR : 28", Cause("CMS", 28, "unidentified subscriber")),
        ("+CMS ERROR: SIM PIN required", Cause("CMS", 311, "SIM PIN required")),
        ("+CMS ERROR: Network Out-of-Order", Cause("CMS", 38, "Network Out-of-Order")),
        ("+CMS ERROR: 513", Cause("CMS", 513, "manufacturer specific")),
        ("+CMS ERROR: 7", Cause("CMS", 7, "reserved")),
        ("+CME ERROR: 3", Cause("CME", 3, "operation not allowed")),
        ('+CME ERROR: "incorrect password"', Cause("CME", 16, "incorrect password")),
        ("+CME ERROR: Network personalisation PIN required", Cause("CME", 40, "Network personalisation PIN required")),
        ("+CME ERROR: congestion", Cause("CME", 122, "congestion")),
        ("+CME ERROR:", Cause("CME", None, "")),
        ("+CME ERROR: \xb2", Cause("CME", None, "\xb2")),
        ("OK", None),
        ("+CMTI: 1", None),
        ("ERRORS", None),
        ("", None),
    ],
)
def test_F17_the_cause_in_a_final_result(line: str, cause: Cause | None) -> None:
    assert results.error(line) == cause


def test_F17_every_code_has_a_text_and_most_texts_lead_back() -> None:
    for domain, table in (("CMS", results.CMS), ("CME", results.CME)):
        for code, text in table.items():
            assert results.error(f"+{domain} ERROR: {code}") == Cause(domain, code, text)
            back = results.error(f"+{domain} ERROR: {text.upper()}")
            assert back is not None
            assert back.code is not None
            assert table[back.code] == text


def test_F17_every_number_from_0_to_600_is_a_cause() -> None:
    for code in range(601):
        cause = results.error(f"+CMS ERROR: {code}")
        assert cause is not None
        assert (cause.code, cause.domain) == (code, "CMS")
        assert cause.text


def test_a_dials_results_have_their_numbers_of_v250() -> None:
    assert results.bare("BUSY") == Cause("V250", 7, "BUSY")
    assert results.bare("COMMAND NOT SUPPORT") == Cause("V250", None, "COMMAND NOT SUPPORT")
