from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import retry
from appliance.domain import Doubt, Outcome, Verdict
from appliance.retry import CauseClass, Retry, RetryPolicy, classify, decide

NOW = 1_000_000.0
ONCE = RetryPolicy()
THRICE = RetryPolicy(tries_allowed=3)


def failed(cause: str) -> Outcome:
    return Outcome(Verdict.FAILED, cause)


def test_F17_every_code_has_a_class() -> None:
    for domain in ("CMS", "CME"):
        assert all(isinstance(classify(f"{domain} {code}"), CauseClass) for code in range(601))
    assert all(f"CMS {code}" in retry.CLASSES for code in range(256))


@pytest.mark.parametrize(
    ("cause", "found"),
    [
        ("CMS 1", CauseClass.GIVE_UP),
        ("CMS 8", CauseClass.PAUSE_SIM),
        ("CMS 34", CauseClass.RETRY_LATER),  # not listed in 24.011: treated as 41
        ("CMS 38", CauseClass.RETRY_LATER),
        ("CMS 128", CauseClass.GIVE_UP),
        ("CMS 192", CauseClass.RETRY_LATER),
        ("CMS 195", CauseClass.GIVE_UP),
        ("CMS 304", CauseClass.GIVE_UP),
        ("CMS 330", CauseClass.PAUSE_SIM),
        ("CMS 310", CauseClass.NO_SIM),
        ("CMS 314", CauseClass.RETRY_NOW),
        ("CMS 322", CauseClass.NO_ROOM),
        ("CMS 331", CauseClass.RETRY_NOW),
        ("CMS 500", CauseClass.RETRY_LATER),
        ("CMS 515", CauseClass.RETRY_LATER),  # each maker means something else
        (retry.NOT_YET, CauseClass.RETRY_NOW),
        ("CME 13", CauseClass.PAUSE_SIM),
        ("CME 14", CauseClass.RETRY_NOW),
        ("ERROR", CauseClass.RETRY_LATER),
        ("SMS blocked by operator", CauseClass.RETRY_LATER),
        ("", CauseClass.RETRY_LATER),
    ],
)
def test_F17_classes(cause: str, found: CauseClass) -> None:
    assert classify(cause) is found


def test_one_try_is_the_default() -> None:
    assert decide(ONCE, 0, 0, failed("CMS 38"), NOW) is None


def test_an_answered_failure_is_tried_again_as_often_as_allowed() -> None:
    assert decide(THRICE, 0, 0, failed("CMS 38"), NOW) == Retry(NOW + 60)
    assert decide(THRICE, 1, 0, failed("CMS 38"), NOW) == Retry(NOW + 120)
    assert decide(THRICE, 2, 0, failed("CMS 38"), NOW) is None


@pytest.mark.parametrize("cause", ["CMS 314", "CMS 310", "CMS 313", "CMS 322", retry.NOT_HANDED_OVER])
def test_trouble_on_our_side_burns_no_try(cause: str) -> None:
    assert not retry.burns_try(failed(cause))
    assert decide(ONCE, 0, 0, failed(cause), NOW) is not None
    assert decide(ONCE, 0, ONCE.dials_allowed - 1, failed(cause), NOW) is None


def test_nobody_answered_burns_no_try() -> None:
    assert not retry.burns_try(Outcome(Verdict.UNANSWERED))
    assert retry.burns_try(Outcome(Verdict.SENT))
    assert retry.burns_try(failed("CMS 38"))


def test_what_was_not_handed_over_may_go_at_once_elsewhere() -> None:
    assert decide(ONCE, 0, 0, failed(retry.NOT_HANDED_OVER), NOW) == Retry(NOW + 1, elsewhere=True)
    assert decide(ONCE, 0, 3, failed(retry.NOT_HANDED_OVER), NOW) == Retry(NOW + 8, elsewhere=True)
    assert decide(ONCE, 0, 10, failed(retry.NOT_HANDED_OVER), NOW) == Retry(NOW + 60, elsewhere=True)


@pytest.mark.parametrize(
    ("cause", "rest"),
    [
        ("CMS 310", retry.SIM_LOOKED_FOR),
        ("CMS 316", retry.SIM_LOOKED_FOR),
        ("CME 11", retry.SIM_LOOKED_FOR),
        ("CMS 322", None),
        ("CME 20", None),
    ],
)
def test_what_a_person_puts_right_at_the_modem_rests_no_sim_for_long(cause: str, rest: float | None) -> None:
    """Else the line would go on resting for an hour after the SIM is back."""
    assert decide(ONCE, 0, 0, failed(cause), NOW) == Retry(NOW + retry.FIRST_PAUSE, elsewhere=True)
    assert retry.pause(failed(cause)) == rest


def test_a_sim_that_cannot_send_is_paused_and_another_may() -> None:
    assert decide(ONCE, 0, 0, failed("CMS 313"), NOW) == Retry(NOW, pause_sim=retry.SIM_PAUSE, elsewhere=True)
    assert retry.pause(failed("CMS 313")) == retry.SIM_PAUSE
    assert retry.pause(failed("CMS 38")) is None
    assert retry.pause(Outcome(Verdict.SENT)) is None


def test_a_network_that_did_not_answer_leaves_doubt() -> None:
    assert retry.leaves_doubt("CMS 332")
    assert retry.leaves_doubt("CME 31")
    assert not retry.leaves_doubt("CMS 38")


def test_F03_doubt_is_never_sent_again_unless_allowed() -> None:
    doubt = Outcome(Verdict.IN_DOUBT)
    resend = RetryPolicy(doubt=Doubt.RESEND)
    assert decide(THRICE, 0, 0, doubt, NOW) is None
    assert decide(resend, 0, 0, doubt, NOW) == Retry(NOW + 60)
    assert decide(resend, resend.dials_allowed - 1, 0, doubt, NOW) is None


@given(
    cause=st.sampled_from(sorted(retry.CLASSES)),
    verdict=st.sampled_from(list(Verdict)),
    tries=st.integers(0, 20),
    dials=st.integers(0, 20),
    allowed=st.integers(1, 10),
)
def test_a_decision_never_lies_in_the_past_and_ends_some_day(
    cause: str, verdict: Verdict, tries: int, dials: int, allowed: int
) -> None:
    policy = RetryPolicy(tries_allowed=allowed)
    found = decide(policy, tries, dials, Outcome(verdict, cause), NOW)
    if found is not None:
        assert NOW <= found.at <= NOW + retry.LONGEST_PAUSE
        assert tries + 1 < allowed or dials + 1 < policy.dials_allowed
        assert verdict in (Verdict.FAILED, Verdict.UNANSWERED)


@pytest.mark.parametrize(
    ("verdict", "cause", "rest"),
    [
        (Verdict.UNANSWERED, "BUSY", 180),
        (Verdict.UNANSWERED, "NO ANSWER", 300),
        (Verdict.UNANSWERED, "NO CARRIER", 300),
        (Verdict.UNANSWERED, "FHS 11", 300),  # no facsimile answered
        (Verdict.FAILED, "FHS 27", 60),
        (Verdict.FAILED, "FHS A2", 60),
    ],
)
@pytest.mark.parametrize("before", [0, 1])
def test_F28_a_call_is_made_again_after_a_rest_that_does_not_grow(
    verdict: Verdict, cause: str, rest: float, before: int
) -> None:
    assert decide(THRICE, before, before, Outcome(verdict, cause), NOW) == Retry(NOW + rest)


def test_F28_who_can_t_receive_faxes_is_never_called_again() -> None:
    assert decide(THRICE, 0, 0, failed(retry.INCOMPATIBLE), NOW) is None
