"""Memories of modem and SIM: full, named wrongly, that don't let go."""

from __future__ import annotations


def test_F14_a_full_memory_is_emptied_at_the_start(storing) -> None:
    storing.ask("storage", modem="gsm0", memory="SM", capacity=5, fill=5)
    storing.box()
    storing.ask("sms", modem="gsm0", text="after all")
    storing.until(lambda: "after all" in storing.texts())
    storing.stop()
    assert storing.stored() == 0


def test_F14_told_of_a_full_memory_the_box_sweeps_it(storing) -> None:
    storing.box()
    storing.ask("storage", modem="gsm0", memory="SM", capacity=2, fill=2, urc="+SMMEMFULL")
    storing.ask("sms", modem="gsm0", text="held back")
    storing.await_event("storage.full")
    storing.until(lambda: "held back" in storing.texts())
    storing.stop()
    assert storing.stored() == 0


def test_F14_full_without_a_word_is_found_by_the_regular_sweep(storing) -> None:
    storing.impatient(acknowledge=())
    storing.given_that(sweep_every=0.2)
    storing.box()
    storing.ask("storage", modem="gsm0", memory="SM", capacity=2, fill=2)
    storing.ask("sms", modem="gsm0", text="held back")
    storing.until(lambda: "held back" in storing.texts())


def test_F14_what_can_t_be_deleted_is_received_once(storing) -> None:
    storing.box()
    storing.fault("F14.delete", count=2)
    storing.ask("sms", modem="gsm0", text="sticky")
    storing.await_event("sms.received")
    storing.ask("sms", modem="gsm0", text="next")
    storing.await_event("sms.received", count=2)
    storing.stop()
    storing.box()
    assert storing.texts() == ["sticky", "next"]
    assert storing.stored() == 0


def test_F14_a_modem_that_reads_another_memory_than_was_asked_for(storing) -> None:
    storing.fault("F14.mem1")
    storing.box()
    storing.ask("sms", modem="gsm0", text="here")
    storing.await_event("sms.received")
    assert storing.texts() == ["here"]
    storing.stop()
    assert storing.stored() == 0


def test_F14_a_memory_that_can_t_be_read_for_a_time_loses_nothing(storing) -> None:
    storing.box()
    storing.fault("F14.mem1")
    storing.ask("sms", modem="gsm0", text="where is it")
    storing.await_air("delivered")
    storing.ask("clear")
    storing.stop()
    storing.box()
    storing.await_event("sms.received")
    assert storing.texts() == ["where is it"]


def test_F15_the_wrong_store_is_told(storing) -> None:
    storing.box()
    storing.fault("F15")
    storing.ask("sms", modem="gsm0", text="elsewhere")
    storing.await_event("sms.received")
    assert storing.texts() == ["elsewhere"]
    storing.stop()
    assert storing.stored() == 0


def test_F15_no_index_is_told(storing) -> None:
    storing.box()
    storing.fault("F15.noindex")
    storing.ask("sms", modem="gsm0", text="somewhere")
    storing.await_event("sms.received")
    assert storing.texts() == ["somewhere"]


def test_F16_a_delete_that_lies(storing) -> None:
    storing.box()
    storing.fault("F16")
    storing.ask("sms", modem="gsm0", text="undead")
    storing.await_event("sms.received")
    storing.ask("sms", modem="gsm0", text="next")
    storing.await_event("sms.received", count=2)
    storing.stop()
    storing.box()
    storing.ask("clear")
    storing.stop()
    storing.box()
    assert storing.texts() == ["undead", "next"]


def test_F16_handed_over_and_stored_too(world) -> None:
    world.box()
    world.fault("F16.both")
    world.ask("sms", modem="gsm0", text="both ways")
    world.await_event("sms.received")
    world.ask("clear")
    world.ask("sms", modem="gsm0", text="next")
    world.await_event("sms.received", count=2)
    assert world.texts() == ["both ways", "next"]
    world.stop()
    assert world.stored() == 0


def test_F16_delivered_again_after_it_was_acknowledged(world) -> None:
    world.box()
    world.fault("F16.again", count=1)
    world.ask("sms", modem="gsm0", text="again")
    world.await_air("delivered", count=2)
    world.ask("sms", modem="gsm0", text="last")
    world.await_event("sms.received", count=2)
    assert world.texts() == ["again", "last"]


def test_F16_delivered_again_after_a_restart_with_the_clock_turned_back(world) -> None:
    world.box()
    parts = world.ask("sms", modem="gsm0", text="again")["parts"]
    world.await_event("sms.received")
    world.stop()
    world.clock.turn(-86_400)
    world.box()
    world.ask("raw", modem="gsm0", tpdu=parts[0])
    world.await_air("delivered", count=2)
    world.ask("sms", modem="gsm0", text="last")
    world.await_event("sms.received", count=2)
    assert world.texts() == ["again", "last"]
