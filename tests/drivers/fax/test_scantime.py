import pytest

from drivers.fax.page import Resolution
from drivers.fax.scantime import (
    ScanLineTime,
    decode_capability,
    decode_command,
    encode_capability,
    encode_command,
)


@pytest.mark.parametrize("code", [f"{number:03b}" for number in range(8)])
@pytest.mark.parametrize("halved", [False, True])
def test_capabilities_both_ways(code: str, halved: bool) -> None:
    time = decode_capability(code, halved)
    assert encode_capability(time) == code
    assert time.halved_superfine == halved


@pytest.mark.parametrize(("milliseconds", "code"), [(20, "000"), (40, "001"), (10, "010"), (5, "100"), (0, "111")])
def test_commands_both_ways(milliseconds: int, code: str) -> None:
    assert encode_command(milliseconds) == code
    assert decode_command(code) == milliseconds


def test_what_has_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="no DIS says"):
        encode_capability(ScanLineTime(7))
    with pytest.raises(ValueError, match="no DCS says"):
        encode_command(7)


def test_a_reserved_command_is_the_slowest() -> None:
    assert decode_command("011") == 40


@pytest.mark.parametrize(
    ("time", "at"),
    [
        (ScanLineTime(20), (20, 20, 20)),
        (ScanLineTime(20, halved_fine=True), (20, 10, 10)),
        (ScanLineTime(20, halved_fine=True, halved_superfine=True), (20, 10, 5)),
        (ScanLineTime(5, halved_fine=True), (5, 5, 5)),
        (ScanLineTime(), (0, 0, 0)),
    ],
)
def test_a_line_takes_less_where_lines_are_thinner(time: ScanLineTime, at: tuple[int, int, int]) -> None:
    assert tuple(time.at(each) for each in (Resolution.STANDARD, Resolution.FINE, Resolution.SUPERFINE)) == at
