"""Messages that a person puts in."""

from __future__ import annotations

import pytest

from drivers.gsm.tpdu import Deliver
from drivers.simulator.traffic import sender_of

LONG = "".join(f"{number:05d}" for number in range(70))


def arrived(world):
    return [Deliver.decode(bytes.fromhex(record["tpdu"])) for record in world.events("delivered")]


def numbers(world):
    return [part.concatenation.number for part in arrived(world)]


def test_a_long_text_comes_in_parts(world):
    world.ask("sms", modem="gsm0", text=LONG)
    assert numbers(world) == [1, 2, 3]
    assert "".join(part.text for part in arrived(world)) == LONG


def test_the_reference_may_have_16_bits(world):
    world.ask("sms", modem="gsm0", text=LONG, bits=16, reference=40000)
    assert {(part.concatenation.reference, part.concatenation.bits) for part in arrived(world)} == {(40000, 16)}


def test_each_message_has_its_own_reference(world):
    world.ask("sms", modem="gsm0", text=LONG)
    world.ask("sms", modem="gsm0", text=LONG)
    assert len({part.concatenation.reference for part in arrived(world)}) == 2


def test_a_flash_message(world):
    world.ask("sms", modem="gsm0", text="now", flash=True)
    assert arrived(world)[0].message_class == 0


@pytest.mark.parametrize("order", ["3,2,1", "1,3,3,2", "1,3"])
def test_F13_parts_as_ordered(world, order):
    world.ask("sms", modem="gsm0", text=LONG, order=order)
    assert numbers(world) == [int(place) for place in order.split(",")]


def test_F13_the_last_part_is_late(world):
    world.ask("sms", modem="gsm0", text=LONG, order="1,3,2", late=60.0)
    assert numbers(world) == [1, 3]
    world.clock.advance(60)
    assert numbers(world) == [1, 3, 2]


def test_F13_armed_on_a_modem(world):
    world.ask("fault", modem="gsm0", name="F13", options={"order": "2,1"}, count=1)
    world.ask("sms", modem="gsm0", text="short")
    world.ask("sms", modem="gsm0", text="x" * 200)
    world.ask("sms", modem="gsm0", text="x" * 200)
    assert [part.concatenation.number for part in arrived(world)[1:]] == [2, 1, 1, 2]


def test_a_sender_is_a_number_or_a_name():
    assert sender_of("+155").number == "+155"
    assert sender_of("My Bank").is_name
