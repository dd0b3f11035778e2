"""Message stores and `+CPMS`."""

from __future__ import annotations

import pytest

from drivers.simulator.stores import REC_READ, Combined, Store, Stored


def message():
    return Stored(REC_READ, b"\0", b"\x04")


def test_the_lowest_free_slot_is_taken():
    store = Store("SM", 3)
    assert [store.put(message()) for _ in range(4)] == [1, 2, 3, None]
    store.delete(2)
    assert store.put(message()) == 2


def test_shrinking_loses_what_lies_beyond():
    store = Store("SM", 3)
    for _ in range(3):
        store.put(message())
    store.resize(1)
    assert (store.used, store.capacity, store.put(message())) == (1, 1, None)


def test_two_stores_as_one():
    first, second = Store("SM", 2), Store("ME", 2)
    both = Combined("MT", (first, second))
    assert [both.put(message()) for _ in range(5)] == [1, 2, 3, 4, None]
    assert [index for index, _ in both.items()] == [1, 2, 3, 4]
    both.delete(3)
    assert second.used == 1
    assert both.get(3) is None
    assert both.get(4) is second.get(2)
    assert both.get(9) is None
    assert both.holds(4) and not both.holds(5)


def test_stores_are_shown_and_chosen(dte):
    assert dte.at("AT+CPMS?") == ['+CPMS: "SM",0,30,"SM",0,30,"SM",0,30', "OK"]
    assert dte.at('AT+CPMS="ME","SM","MT"') == ["+CPMS: 0,100,0,30,0,130", "OK"]
    assert dte.at('AT+CPMS="SM"') == ["+CPMS: 0,30,0,30,0,130", "OK"]
    assert dte.at("AT+CPMS=?") == ['+CPMS: ("SM","ME","MT"),("SM","ME","MT"),("SM","ME","MT")', "OK"]


def test_a_store_that_is_none_is_refused(dte):
    dte.at("AT+CMEE=1")
    assert dte.at('AT+CPMS="XX"') == ["+CMS ERROR: 302"]


@pytest.mark.parametrize("memory", ["ME", "MT"])
def test_F14_mem1_left_on_another_store(world, dte, memory):
    world.ask("fault", modem="gsm0", name="F14.mem1", options={"memory": memory})
    dte.at('AT+CPMS="SM","SM","SM"')
    assert dte.at("AT+CPMS?")[0].startswith(f'+CPMS: "{memory}",')
