"""The main job: from a request to the air and back."""

from __future__ import annotations


def test_a_text_goes_out_and_its_report_comes_back(world) -> None:
    world.box()
    sent = world.send(text="Hello")
    world.await_event("sms.delivered", transmission_id=sent)
    assert world.submitted() == ["Hello"]
    assert world.standing(sent) == "sent"
