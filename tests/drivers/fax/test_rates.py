import pytest

from drivers.fax.rates import (
    BY_CODE,
    BY_DCS,
    BY_DIS,
    MODULATIONS,
    Modulation,
    Scheme,
    dis_code,
    in_order,
    training_check,
    training_succeeded,
)


def test_fall_back_is_never_to_a_faster_rate() -> None:
    rates = [each.rate for each in MODULATIONS]
    assert rates == sorted(rates, reverse=True)


def test_codes_name_one_modulation_each() -> None:
    assert len(BY_DCS) == len(MODULATIONS)
    assert sorted(BY_CODE) == [24, 48, 72, 73, 74, 96, 97, 98, 121, 122, 145, 146]


def test_class_1_codes_begin_as_the_rate_does() -> None:
    """T.31 table 5: the rate in hundreds of bit/s, and one or two more for the trainings of V.17."""
    for code, modulation in BY_CODE.items():
        short = modulation.scheme is Scheme.V17 and code == modulation.short_code
        assert code == modulation.rate // 100 + (modulation.scheme is Scheme.V17) + short


@pytest.mark.parametrize("code", ["0000", "0100", "1000", "1100", "1101"])
def test_what_a_dis_announces_is_said_with_its_code(code: str) -> None:
    assert dis_code(BY_DIS[code]) == code


def test_no_more_is_announced_than_there_is() -> None:
    slow = frozenset(each for each in MODULATIONS if each.rate <= 4800)
    assert dis_code(slow | {MODULATIONS[0]}) == "0100"
    assert dis_code(frozenset()) == "0000"


def test_the_first_to_try_is_the_fastest() -> None:
    assert [str(each) for each in in_order(BY_DIS["1100"])] == [
        "V.29 9600",
        "V.29 7200",
        "V.27ter 4800",
        "V.27ter 2400",
    ]


@pytest.mark.parametrize("modulation", MODULATIONS, ids=str)
def test_a_training_check_lasts_a_second_and_a_half(modulation: Modulation) -> None:
    tcf = training_check(modulation)
    assert modulation.seconds(len(tcf)) == pytest.approx(1.5, abs=0.01)
    assert not any(tcf)


@pytest.mark.parametrize("modulation", MODULATIONS, ids=str)
def test_training_succeeds_with_a_second_of_zeros_whatever_is_around_it(modulation: Modulation) -> None:
    tcf = training_check(modulation)
    clean = tcf[: modulation.octets(1.0)]
    assert training_succeeded(tcf, modulation)
    assert training_succeeded(b"\xff\x80" + clean + b"\x01\x8a\x00", modulation)
    assert not training_succeeded(clean[:-1] + b"\x10" + clean[:-1], modulation)
    assert not training_succeeded(b"", modulation)
