from itertools import pairwise

import pytest

from drivers.fax.codewords import EOL, LONGEST_CODE, LONGEST_RUN, mode_lookup, run_codes, run_lookup


@pytest.mark.parametrize("colour", [0, 1])
def test_no_code_word_begins_another(colour: int) -> None:
    words = sorted((*run_codes()[colour][:64], EOL))
    assert not [(one, other) for one, other in pairwise(words) if other.startswith(one)]


@pytest.mark.parametrize("colour", [0, 1])
def test_every_run_is_read_as_it_is_written(colour: int) -> None:
    for run in range(LONGEST_RUN + 1):
        bits, read = run_codes()[colour][run], 0
        while bits:
            part, size = run_lookup()[colour][bits[:LONGEST_CODE].ljust(LONGEST_CODE, "1")]
            read, bits = read + part, bits[size:]
        assert read == run


@pytest.mark.parametrize("colour", [0, 1])
def test_what_is_no_code_word_has_no_meaning(colour: int) -> None:
    lookup = run_lookup()[colour]
    assert "0" * LONGEST_CODE not in lookup
    assert EOL + "1" not in lookup


def test_table_3b_goes_on_for_wider_lines() -> None:
    """A3 at 408 dots an inch: 2560 and 2304 in make-up, and 0 (T.4 4.1.1)."""
    white, black = run_codes()
    assert white[4864] == "000000011111" + white[2304]
    assert black[2560] == "000000011111" + black[0]


def test_an_extension_is_no_mode() -> None:
    assert "0000001" not in mode_lookup()
    assert len(mode_lookup()) == 128 - 2
