"""Messages in storage: found wherever they are, deleted only when told, and never unseen."""

from __future__ import annotations

import pytest

from drivers.capabilities import Delivery, Slot, Unreadable
from drivers.errors import CommandRefused, NoAnswer
from drivers.gsm.quirks import Quirks
from drivers.gsm.store import MessageStore, content

ONE = "00040A81214365870900006290221030450000"  # a short DELIVER without text
TWO = "00040A81214365870900006290221030450001E8"
TPDUS = {pdu: bytes.fromhex(pdu[2:]) for pdu in (ONE, TWO)}

OPEN = """
    > AT+CPMS=?
    < +CPMS: ("SM","ME","MT"),("SM","ME"),("SM","ME")
    < OK
    > AT+CPMS="SM","SM","SM"
    < +CPMS: 2,30,2,30,2,30
    < OK
    > AT+CPMS?
    < +CPMS: "SM",2,30,"SM",2,30,"SM",2,30
    < OK
"""


def selected(memory: str) -> str:
    return f"""
    > AT+CPMS="{memory}"
    < +CPMS: 2,30,2,30,2,30
    < OK
    > AT+CPMS?
    < +CPMS: "{memory}",2,30,"SM",2,30,"SM",2,30
    < OK
"""


def delivery(pdu: str, *slots: Slot) -> Delivery:
    return Delivery(TPDUS[pdu], "", slots)


def opened(chat) -> MessageStore:
    store = MessageStore(chat, Quirks(), chat._clock)
    store.open()
    return store


@pytest.mark.parametrize(
    ("told", "full"),
    [
        ('"ME",3,30,"SM",2,30,"SM",2,30', False),
        ('"ME",30,30,"SM",2,30,"SM",2,30', False),  # the one that was swept last says nothing
        ('"ME",3,30,"SM",2,30,"SM",30,30', True),
        ('"ME",3,30,"SM",30,30,"ME",3,30', True),
        ('"SM",30,30', True),
        ('"SM",0,0,"SM",0,0,"SM",0,0', False),  # not known yet
        ('"SM",2,30', False),
        ('"SM","SM","SM"', False),
        ("", False),
    ],
)
def test_F14_whether_there_is_room(dialogue, told: str, full: bool) -> None:
    chat = dialogue(OPEN + f"> AT+CPMS?\n< +CPMS: {told}\n< OK\n")
    assert opened(chat).full() is full


def test_F14_a_modem_that_does_not_tell_its_room_is_not_taken_for_full(dialogue) -> None:
    assert not opened(dialogue(OPEN + "> AT+CPMS?\n< +CMS ERROR: 320\n")).full()


def test_every_memory_is_swept_but_none_twice(dialogue) -> None:
    chat = dialogue(
        OPEN
        + f"""
        > AT+CMGL=4
        < +CMGL: 1,1,,18
        < {ONE}\\r\\n\\
        < +CMGL: 4,0,"friend",19
        < {TWO}\\r\\n\\
        < OK
    """
        + selected("ME")
        + """
        > AT+CMGL=4
        < OK
    """
    )
    found = list(opened(chat).entries())
    assert found == [delivery(ONE, Slot("SM", 1)), delivery(TWO, Slot("SM", 4))]


def test_drafts_are_nobodys_message(dialogue) -> None:
    chat = dialogue(
        OPEN
        + f"""
        > AT+CMGL=4
        < +CMGL: 1,2,,18
        < {ONE}\\r\\n\\
        < +CMGL: 2,3,,18
        < {ONE}\\r\\n\\
        < OK
        > AT+CPMS="ME"
        < ERROR
    """
    )
    assert list(opened(chat).entries()) == []


def test_F19_garbage_in_a_slot_is_handed_out_with_its_slot(dialogue) -> None:
    chat = dialogue(
        OPEN
        + """
        > AT+CMGL=4
        < +CMGL: 7,1,,24
        < not a pdu\\r\\n\\
        < OK
        > AT+CPMS="ME"
        < ERROR
    """
    )
    assert list(opened(chat).entries()) == [Unreadable("not a pdu", (Slot("SM", 7),))]


def test_a_memory_that_can_not_be_listed_is_read_slot_by_slot(dialogue) -> None:
    chat = dialogue(
        f"""
        > AT+CPMS=?
        < +CPMS: ("SM"),("SM"),("SM")
        < OK
        > AT+CPMS="SM","SM","SM"
        < +CPMS: 1,2,1,2,1,2
        < OK
        > AT+CPMS?
        < ERROR
        > AT+CMGL=4
        < +CMS ERROR: 302
        > AT+CMGR=0
        < +CMS ERROR: 321
        > AT+CMGR=1
        < OK
        > AT+CMGR=2
        < +CMGR: 0,,18
        < {ONE}\\r\\n\\
        < OK
    """
    )
    assert list(opened(chat).entries()) == [delivery(ONE, Slot("SM", 2))]


def test_a_memory_whose_listing_comes_to_no_end_is_read_slot_by_slot(dialogue) -> None:
    """What of the listing still comes is taken neither for a message nor for the end of a later command."""
    chat = dialogue(
        OPEN.replace("2,30", "2,2")
        + f"""
        > AT+CMGL=4
        < +CMGL: 0,1,,18
        < {ONE}\\r\\n\\
        ! silence
        > AT+CPMS="SM"
        < +CMGL: 1,1,,18
        < {ONE}\\r\\n\\
        < OK
        < +CPMS: 2,2,2,2,2,2
        < OK
        > AT+CPMS?
        < +CPMS: "SM",2,2,"SM",2,2,"SM",2,2
        < OK
        > AT+CMGR=0
        < +CMGR: 1,,18
        < {ONE}\\r\\n\\
        < OK
        > AT+CMGR=1
        < OK
        > AT+CMGR=2
        < +CMGR: 1,,19
        < {TWO}\\r\\n\\
        < OK
        > AT+CPMS="ME"
        < ERROR
    """
    )
    assert list(opened(chat).entries()) == [delivery(ONE, Slot("SM", 0)), delivery(TWO, Slot("SM", 2))]


def test_a_modem_that_falls_silent_over_a_listing_has_no_empty_memory(dialogue) -> None:
    chat = dialogue(OPEN + '> AT+CMGL=4\n! silence\n> AT+CPMS="SM"\n! silence\n')
    with pytest.raises(NoAnswer):
        list(opened(chat).entries())


@pytest.mark.parametrize("error", ["+CMS ERROR: 311", "+CMS ERROR: 314", "+CME ERROR: 14"])
def test_a_sim_that_is_not_ready_is_no_empty_memory(dialogue, error: str) -> None:
    chat = dialogue(OPEN + f"> AT+CMGL=4\n< {error}")
    with pytest.raises(CommandRefused):
        list(opened(chat).entries())


def test_a_modem_that_tells_no_memories(dialogue) -> None:
    chat = dialogue(
        f"""
        > AT+CPMS=?
        < ERROR
        > AT+CMGL=4
        < +CMGL: 1,1,,18
        < {ONE}\\r\\n\\
        < OK
        > AT+CMGD=1
        < OK
    """
    )
    store = opened(chat)
    (entry,) = store.entries()
    store.delete(entry.slots[0], content(entry))


def test_a_modem_that_takes_fewer_memories_or_another_one(dialogue) -> None:
    chat = dialogue(
        """
        > AT+CPMS=?
        < +CPMS: ("ME","MT","BM"),("ME","MT"),("MT")
        < OK
        > AT+CPMS="MT","MT","MT"
        < ERROR
        > AT+CPMS="MT","MT"
        < +CPMS: 0,50,0,50
        < OK
        > AT+CPMS?
        < +CPMS: "MT",0,50,"MT",0,50
        < OK
        """
        + selected("ME")
        + "> AT+CMGL=4\n< OK\n"
        + selected("MT")
        + "> AT+CMGL=4\n< OK\n"
    )
    assert list(opened(chat).entries()) == []


def test_F14_the_memory_is_set_again_where_it_differs(dialogue) -> None:
    chat = dialogue(
        OPEN
        + selected("ME")
        + f"> AT+CMGR=3\n< +CMGR: 0,,18\n< {ONE}\\r\\n\\\n< OK\n"
        + selected("SM")
        + "> AT+CMGD=1\n< OK\n"
        + selected("ME")
        + "> AT+CMGD=3\n< OK\n> AT+CMGD=4\n< OK\n"
    )
    store = opened(chat)
    assert store.read(Slot("ME", 3)) == delivery(ONE, Slot("ME", 3))
    store.delete(Slot("SM", 1), b"")
    store.delete(Slot("ME", 3), b"")
    store.delete(Slot("ME", 4), b"")


def test_F14_after_a_while_the_memory_is_set_again_before_anything_is_deleted(dialogue) -> None:
    chat = dialogue(OPEN + "> AT+CMGD=1\n< OK\n! silence\n" + selected("SM") + "> AT+CMGD=2\n< OK\n")
    store = opened(chat)
    store.delete(Slot("SM", 1), b"")
    assert chat.wait(6.0) == []
    store.delete(Slot("SM", 2), b"")


def test_F14_a_modem_that_leaves_the_memory_where_it_was_is_found_out(dialogue, caplog) -> None:
    stubborn = (
        '> AT+CPMS="SM"\n< +CPMS: 0,30,0,30,0,30\n< OK\n> AT+CPMS?\n< +CPMS: "ME",0,50,"SM",0,30,"SM",0,30\n< OK\n'
    )
    chat = dialogue(
        """
        > AT+CPMS=?
        < +CPMS: ("SM","ME"),("SM","ME"),("SM","ME")
        < OK
        > AT+CPMS="SM","SM","SM"
        < +CPMS: 0,30,0,30,0,30
        < OK
        > AT+CPMS?
        < +CPMS: "ME",0,50,"SM",0,30,"SM",0,30
        < OK
        > AT+CPMS="ME","ME","ME"
        < +CPMS: 0,50,0,50,0,50
        < OK
        > AT+CPMS?
        < +CPMS: "ME",0,50,"ME",0,50,"ME",0,50
        < OK
        """
        + stubborn
        + selected("ME")
        + "> AT+CMGL=4\n< OK\n"
        + stubborn
    )
    store = opened(chat)
    assert list(store.entries()) == []
    store.delete(Slot("SM", 1), b"")
    assert store.undeletable == {Slot("SM", 1)}
    assert "SM was asked for, ME is read" in caplog.text


def test_a_memory_that_goes_by_another_name_is_taken(dialogue) -> None:
    chat = dialogue(
        """
        > AT+CPMS=?
        < +CPMS: ("SM"),("SM"),("SM")
        < OK
        > AT+CPMS="SM","SM","SM"
        < +CPMS: 0,30,0,30,0,30
        < OK
        > AT+CPMS?
        < +CPMS: "SM_P",0,30,"SM_P",0,30,"SM_P",0,30
        < OK
        > AT+CMGL=4
        < OK
        """
    )
    assert list(opened(chat).entries()) == []


def test_F14_after_a_refused_selection_the_memory_is_not_taken_for_set(dialogue) -> None:
    chat = dialogue(OPEN + '> AT+CPMS="ME"\n< +CMS ERROR: 320\n' + selected("SM") + "> AT+CMGD=1\n< OK\n")
    store = opened(chat)
    assert store.read(Slot("ME", 3)) is None
    store.delete(Slot("SM", 1), b"")


def test_F14_a_slot_that_can_not_be_deleted_is_tried_again_and_not_given_out_again(dialogue) -> None:
    listing = f"> AT+CMGL=4\n< +CMGL: 1,1,,18\n< {ONE}\\r\\n\\\n< OK\n"
    chat = dialogue(
        "> AT+CPMS=?\n< ERROR\n"
        + listing
        + "> AT+CMGD=1\n< +CMS ERROR: 302\n"
        + listing
        + "> AT+CMGD=1\n< +CMS ERROR: 302\n"
        + listing
        + "> AT+CMGD=1\n< OK\n"
        + listing
    )
    store = opened(chat)
    (entry,) = store.entries()
    store.delete(entry.slots[0], content(entry))
    assert store.undeletable == {Slot("", 1)}
    assert list(store.entries()) == []
    assert store.undeletable == {Slot("", 1)}
    assert list(store.entries()) == []
    assert store.undeletable == set()
    assert list(store.entries()) == [entry]


def test_F14_another_message_in_a_stuck_slot_is_not_deleted_unseen(dialogue) -> None:
    chat = dialogue(
        f"""
        > AT+CPMS=?
        < ERROR
        > AT+CMGD=1
        < ERROR
        > AT+CMGL=4
        < +CMGL: 1,1,,19
        < {TWO}\\r\\n\\
        < OK
    """
    )
    store = opened(chat)
    store.delete(Slot("", 1), TPDUS[ONE])
    assert list(store.entries()) == [delivery(TWO, Slot("", 1))]
    assert store.undeletable == set()


def test_F15_a_memory_with_a_strange_name_never_reaches_the_wire(dialogue) -> None:
    store = opened(dialogue(OPEN))
    assert store.read(Slot('SM";+CMGD=1,4;+X="', 3)) is None


def test_F05_unsolicited_lines_within_a_listing_are_kept(dialogue) -> None:
    chat = dialogue(
        f"""
        > AT+CPMS=?
        < ERROR
        > AT+CMGL=4
        < RING
        < +CMGL: 1,1,,18
        < {ONE}\\r\\n\\
        < +CMTI: "SM",9
        < +CMGL: 2,1,,19
        < {TWO}\\r\\n\\
        < OK
    """
    )
    assert list(opened(chat).entries()) == [delivery(ONE, Slot("", 1)), delivery(TWO, Slot("", 2))]
    assert [heard.line for heard in chat.unsolicited()] == ["RING", '+CMTI: "SM",9']
