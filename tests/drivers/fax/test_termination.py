import pytest

from drivers.fax.termination import Termination


@pytest.mark.parametrize(
    ("termination", "class_2", "class_2_0"),
    [
        (Termination.NORMAL, 0, "00"),
        (Termination.NO_ANSWER, 11, "11"),
        (Termination.NO_RESPONSE_TO_EOP, 54, "54"),
        (Termination.BAD_FRAME, 94, "94"),
        (Termination.RECEIVE_D, 100, "A0"),
        (Termination.RECEIVE_INTERRUPTED, 103, "A3"),
    ],
)
def test_codes_are_those_of_the_standards(termination: Termination, class_2: int, class_2_0: str) -> None:
    assert Termination.of_class_2(class_2) is termination
    assert Termination.of_class_2_0(class_2_0) is termination
    assert termination.hexadecimal == class_2_0


@pytest.mark.parametrize(
    ("code", "termination"),
    [
        (29, Termination.TRANSMIT_B),
        (57, Termination.INVALID_RESPONSE_TO_EOM),
        (69, Termination.TRANSMIT_D),
        (92, Termination.RECEIVE_C),
        (255, Termination.RECEIVE_D),
        (5, Termination.PHASE_A),
    ],
)
def test_an_unknown_code_tells_the_phase(code: int, termination: Termination) -> None:
    assert Termination.of_class_2(code) is termination


@pytest.mark.parametrize("termination", Termination)
def test_each_has_words(termination: Termination) -> None:
    assert termination.text
    assert Termination.of_class_2_0(termination.hexadecimal) is termination
