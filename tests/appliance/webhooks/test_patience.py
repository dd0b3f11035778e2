"""When it is tried again: soon at first, over two days, others not held up."""

from __future__ import annotations

import dataclasses

import pytest

from appliance.webhooks.patience import IN_ORDER, LONGEST, MOST, TWO_DAYS, delay, weighed
from appliance.webhooks.posting import Answer

NOW = 1_700_000_000.0


@pytest.fixture
def pair(told):
    told.target()
    told.told()
    return told.configuration(), told.deliveries()[0]


def after(pair, answer, tries=0, failures=0):
    configuration = dataclasses.replace(pair[0], failures=failures)
    return weighed(configuration, dataclasses.replace(pair[1], attempts=tries), answer, NOW)


def test_the_tries_take_two_days():
    assert TWO_DAYS * 0.9 < sum(delay(tries) for tries in range(1, MOST)) < TWO_DAYS * 1.1
    assert [delay(tries) for tries in (1, 2, 3, 1000)] == [2.0, 4.0, 8.0, LONGEST]


@pytest.mark.parametrize("status", [None, 429, 502, 503, 504])
@pytest.mark.parametrize("tries", [0, IN_ORDER, MOST - 2])
def test_a_target_that_is_down_is_left_alone_and_the_order_kept(pair, status, tries):
    found = after(pair, Answer(status, "down"), tries, failures=3)
    assert (found.due, found.rests_until) == (pair[1].due, NOW + delay(4))


def test_it_is_left_alone_for_as_long_as_it_says_within_reason(pair):
    assert after(pair, Answer(503, "", 600.0)).rests_until == NOW + 600
    assert after(pair, Answer(503, "", 1e9)).rests_until == NOW + LONGEST


@pytest.mark.parametrize("status", [301, 400, 404, 500])
def test_what_an_answering_target_does_not_take_steps_aside(pair, status):
    first = after(pair, Answer(status, "no"), IN_ORDER - 2)
    assert (first.due, first.rests_until) == (pair[1].due, NOW + delay(1))
    third = after(pair, Answer(status, "no"), IN_ORDER - 1)
    assert (third.due, third.rests_until) == (NOW + delay(IN_ORDER), None)


@pytest.mark.parametrize("status", [None, 503, 400])
def test_in_the_end_it_is_given_up(pair, status):
    assert after(pair, Answer(status, "no"), MOST - 1).due is None
