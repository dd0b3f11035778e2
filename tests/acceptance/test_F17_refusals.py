"""What the network or the modem refuses: again now, again later, with another SIM, or never."""

from __future__ import annotations

import dataclasses

import pytest

from drivers.families.generic import QUIRKS


@pytest.mark.parametrize(("code", "domain"), [(302, "CMS"), (314, "CMS"), (331, "CMS"), (14, "CME"), (30, "CME")])
def test_F17_trouble_of_the_modem_burns_no_try(world, code: int, domain: str) -> None:
    world.box()
    world.fault("F17", count=2, code=code, domain=domain)
    sent = world.send(text="Soon")
    for count in (1, 2):
        world.await_event("transmission.retry", count=count, transmission_id=sent)
        world.turn(10)
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Soon"]
    assert len(world.journal("refused")) == 2


@pytest.mark.parametrize("domain", ["CMS", "CME"])
def test_F17_a_modem_that_asks_to_wait_burns_no_try_where_its_family_means_that(world, domain: str) -> None:
    world.quirks = dataclasses.replace(QUIRKS, please_wait=frozenset({515}))
    world.box()
    world.fault("F17", count=2, code=515, domain=domain)
    sent = world.send(text="Soon")
    for count in (1, 2):
        retry = world.await_event("transmission.retry", count=count, transmission_id=sent)
        assert retry.data["text"] == f"+{domain} ERROR: 515 (manufacturer specific)"
        world.turn(10)
    world.await_standing(sent, "sent")
    assert world.submitted() == ["Soon"]
    assert world.view(sent).dials == 2


@pytest.mark.parametrize("domain", ["CMS", "CME"])
def test_F17_the_same_code_of_another_maker_is_a_refusal(world, domain: str) -> None:
    world.box()
    world.fault("F17", code=515, domain=domain)
    view = world.await_standing(world.send(text="Once"), "failed")
    assert (view.cause, view.tries) == (f"{domain} 515", 1)


@pytest.mark.parametrize("code", [38, 41, 42, 47, 192, 500])
def test_F17_a_refusal_for_now_is_tried_as_often_as_is_allowed(world, code: int) -> None:
    world.box()
    world.fault("F17", code=code)
    sent = world.send(text="Later", tries_allowed=3)
    for count in (1, 2):
        world.await_event("transmission.retry", count=count, transmission_id=sent)
        world.turn(3600)
    view = world.await_standing(sent, "failed")
    assert (view.tries, view.cause) == (3, f"CMS {code}")
    assert len(world.journal("refused")) == 3
    assert world.submitted() == []


@pytest.mark.parametrize("code", [1, 10, 30, 304, 197])
def test_F17_what_will_never_go_is_given_up_at_once(world, code: int) -> None:
    world.box()
    world.fault("F17", code=code)
    sent = world.send(text="Never", tries_allowed=5)
    view = world.await_standing(sent, "rejected")
    assert view.cause == f"CMS {code}"
    assert len(world.journal("refused")) == 1
    assert world.http("GET", f"transmissions/{sent}")["response"] == f"CMS {code}"


@pytest.mark.parametrize(("code", "domain"), [(8, "CMS"), (28, "CMS"), (50, "CMS"), (313, "CMS"), (13, "CME")])
def test_F17_a_sim_that_can_t_send_is_paused_and_the_other_line_takes_it(pair, code: int, domain: str) -> None:
    pair.line(1, weight=1)
    pair.line(2, weight=1000)
    pair.box()
    pair.fault("F17", code=code, domain=domain)
    sent = [pair.send(text=f"number {number}") for number in range(3)]
    for each in sent:
        pair.await_standing(each, "sent")
    assert sorted(pair.submitted()) == ["number 0", "number 1", "number 2"]
    assert set(pair.carriers()) == {"gsm1"}
    assert len(pair.journal("refused")) == 1
    assert pair.await_line("gsm1", "paused").detail


def test_F17_a_paused_sim_goes_on_by_itself_when_its_rest_is_over(world) -> None:
    world.box()
    world.fault("F17", code=28, count=1)
    sent = world.send(text="In an hour")
    world.await_line("gsm1", "paused")
    world.turn(1800)
    assert world.submitted() == []
    world.turn(1900)
    world.await_standing(sent, "sent")
    world.await_line("gsm1", "ready")
    assert world.submitted() == ["In an hour"]


def test_F17_a_paused_sim_goes_on_at_once_when_a_person_says_so(world) -> None:
    world.box()
    world.fault("F17", code=28, count=1)
    sent = world.send(text="Now")
    world.await_line("gsm1", "paused")
    world.running.office.lines.resume(world.admin, "gsm1")
    world.await_standing(sent, "sent")
    world.await_line("gsm1", "ready")
    world.await_event("sim.resumed")


@pytest.mark.parametrize(
    "answer", [{"domain": "ERROR"}, {"text": "+CMS ERROR: odd"}, {"code": 601}, {"text": "+CMS ERROR: 999"}]
)
def test_F17_an_answer_without_meaning_is_a_refusal_for_now(world, answer: dict[str, object]) -> None:
    world.box()
    world.fault("F17", count=1, **answer)
    sent = world.send(text="What", tries_allowed=2)
    world.await_event("transmission.retry", transmission_id=sent)
    world.turn(3600)
    world.await_standing(sent, "sent")
    assert world.submitted() == ["What"]


def test_F17_no_answer_of_the_network_is_a_doubt(world) -> None:
    """+CMS ERROR 332: the modem handed it over and waited in vain."""
    world.settings.change_box(reports=False)
    world.box()
    world.fault("F17", code=332, count=1)
    sent = world.send(tries_allowed=5)
    assert world.await_standing(sent, "in_doubt").cause == "CMS 332"


def test_F17_of_a_long_message_only_what_was_refused_goes_again(world) -> None:
    world.box()
    world.fault("F17", code=42, count=1, after=1)
    text = "three parts of one message, " * 15
    sent = world.send(text=text, tries_allowed=2)
    world.await_event("transmission.retry", transmission_id=sent)
    world.turn(3600)
    world.await_standing(sent, "sent")
    assert "".join(world.submitted()) == text


def test_F17_what_only_a_paused_line_would_carry_is_handed_over(pair) -> None:
    pair.line(1)
    pair.line(2, prefixes=("+49",))
    pair.box()
    pair.fault("F17", modem="gsm1", code=28)
    sent = pair.send("+4915112345", "Elsewhere then")
    pair.await_line("gsm2", "paused")
    pair.turn(90)
    pair.await_event("transmission.rerouted", transmission_id=sent)
    pair.await_standing(sent, "sent")
    assert pair.carriers() == ["gsm0"]
