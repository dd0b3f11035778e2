"""Short messages: setting up, sending, receiving, confirming."""

from __future__ import annotations

import pytest

from drivers.at.syntax import Unsolicited
from drivers.capabilities import Delivery, LateSubmit, MessageStored, Notice, Slot, StorageFull, Unreadable
from drivers.errors import CommandRefused, NoAnswer, PortLost, SubmitInDoubt
from drivers.gsm.quirks import Quirks
from drivers.gsm.routing import Routing
from drivers.gsm.sms import GsmSms

SUBMIT = bytes.fromhex("31000A8121436587090000AA01E8")
DELIVER = "00040A81214365870900006290221030450001E8"
REPORT = "0006070A8121436587096290221030450062902210304500" + "00"

CMGF = "> AT+CMGF=0\n< OK\n"
CSMS = "> AT+CSMS=1\n< +CSMS: 1,1,1\n< OK\n> AT+CNMA=2\n< +CMS ERROR: 340\n"
NO_CSMS = "> AT+CSMS=1\n< +CMS ERROR: 303\n> AT+CSMS=0\n< +CSMS: 1,1,1\n< OK\n"
READ_BACK = '> AT+CPMS?\n< +CPMS: "SM",0,20,"SM",0,20,"SM",0,20\n< OK\n'
CPMS = (
    '> AT+CPMS=?\n< +CPMS: ("SM"),("SM"),("SM")\n< OK\n> AT+CPMS="SM","SM","SM"\n< +CPMS: 0,20,0,20,0,20\n< OK\n'
    + READ_BACK
)
CNMI = "> AT+CNMI=?\n< +CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)\n< OK\n"
DIRECT = "> AT+CNMI=2,2,0,1,0\n< OK\n"
STORED = "> AT+CNMI=2,1,0,2,0\n< OK\n"
CMMS = "> AT+CMMS=?\n< +CMMS: (0-2)\n< OK\n"
NO_CMMS = "> AT+CMMS=?\n< ERROR\n"

WITH_ACKNOWLEDGE = CMGF + CSMS + CPMS + CNMI + DIRECT + NO_CMMS
WITH_STORAGE = CMGF + NO_CSMS + CPMS + CNMI + STORED + NO_CMMS


def sent(mr: int, tpdu: bytes = SUBMIT) -> str:
    return f"> AT+CMGS={len(tpdu)}\n< >\n> 00{tpdu.hex().upper()}\\x1a\n< +CMGS: {mr}\n< OK\n"


def sms(chat, **quirks) -> GsmSms:
    return GsmSms(chat, Quirks(**quirks), chat._clock)


def enabled(chat, **quirks) -> GsmSms:
    capability = sms(chat, **quirks)
    capability.enable()
    return capability


# --- setting up


def test_direct_delivery_where_the_modem_waits_for_an_acknowledgement(dialogue) -> None:
    assert enabled(dialogue(WITH_ACKNOWLEDGE)).routing == Routing(2, 2, 1, 0)


@pytest.mark.parametrize("answer", ["OK", "+CMS ERROR: 340", "ERROR", "+CMS ERROR: 303"])
def test_F04_what_an_earlier_run_left_unacknowledged_is_refused_before_its_time_is_over(dialogue, answer: str) -> None:
    script = WITH_ACKNOWLEDGE.replace("> AT+CNMA=2\n< +CMS ERROR: 340\n", f"> AT+CNMA=2\n< {answer}\n")
    assert enabled(dialogue(script)).routing == Routing(2, 2, 1, 0)


@pytest.mark.parametrize(
    ("dialog", "routing"),
    [
        ("> AT+CNMI=2,1,0,2,0\n< OK\n", Routing(2, 1, 2, 0)),
        ("> AT+CNMI=2,1,0,2,0\n< ERROR\n> AT+CNMI=2,1,0,2,1\n< OK\n", Routing(2, 1, 2, 1)),
    ],
)
def test_F04_while_nobody_listens_all_is_stored(dialogue, dialog: str, routing: Routing) -> None:
    capability = enabled(dialogue(WITH_ACKNOWLEDGE + dialog))
    capability.leave()
    assert capability.routing == routing


def test_F04_what_is_stored_anyway_stays_so(dialogue) -> None:
    capability = enabled(dialogue(WITH_STORAGE))
    capability.leave()
    assert capability.routing == Routing(2, 1, 2, 0)


def test_F04_reports_that_cannot_be_stored_are_buffered_while_nobody_listens(dialogue) -> None:
    offered = "> AT+CNMI=?\n< +CNMI: (0-3),(0-3),(0,2),(0,1),(0,1)\n< OK\n"
    capability = enabled(dialogue(CMGF + CSMS + CPMS + offered + DIRECT + NO_CMMS + "> AT+CNMI=0,1,0,1,0\n< OK\n"))
    capability.leave()
    assert capability.routing == Routing(0, 1, 1, 0)


def test_F04_a_modem_that_takes_none_of_it_is_left_as_it_is(dialogue) -> None:
    offered = "> AT+CNMI=?\n< +CNMI: (2),(2),(0),(1),(0)\n< OK\n"
    capability = enabled(dialogue(CMGF + CSMS + CPMS + offered + DIRECT + NO_CMMS))
    capability.leave()
    assert capability.routing == Routing(2, 2, 1, 0)


def test_storage_where_a_crash_would_lose_what_is_routed_past_it(dialogue) -> None:
    assert enabled(dialogue(WITH_STORAGE)).routing == Routing(2, 1, 2, 0)


def test_a_routing_that_is_offered_but_refused_is_passed_over(dialogue) -> None:
    chat = dialogue(
        CMGF + CSMS + CPMS + CNMI + "> AT+CNMI=2,2,0,1,0\n< +CMS ERROR: 303\n> AT+CNMI=2,2,0,1,1\n< OK\n" + NO_CMMS
    )
    assert enabled(chat).routing == Routing(2, 2, 1, 1)


def test_without_any_indication_the_storage_is_swept(dialogue) -> None:
    chat = dialogue(CMGF + NO_CSMS + CPMS + "> AT+CNMI=?\n< +CNMI: (3),(3),(0),(0),(0)\n< OK\n" + NO_CMMS)
    assert enabled(chat).routing is None


def test_a_modem_without_pdu_mode_is_refused(dialogue) -> None:
    with pytest.raises(CommandRefused):
        enabled(dialogue("> AT+CMGF=0\n< ERROR"))


@pytest.mark.parametrize(
    ("answer", "intact"),
    [
        ("< +CNMI: 2,2,0,1,0\n< OK", True),
        ("< +CNMI: 1,2,0,1,1\n< OK", True),
        ("< +CNMI: 2,0,0,0,0\n< OK", False),
        ("< +CNMI: 2,1\n< OK", False),
        ("< ERROR", False),
        ("< OK", False),
    ],
)
def test_F33_a_modem_that_forgot_its_routing_is_found_out(dialogue, answer: str, intact: bool) -> None:
    assert enabled(dialogue(WITH_ACKNOWLEDGE + f"> AT+CNMI?\n{answer}")).intact() is intact


# --- sending


def test_submit(dialogue) -> None:
    assert sms(dialogue(sent(7))).submit(SUBMIT) == 7


def test_submit_by_another_service_centre(dialogue) -> None:
    chat = dialogue(
        f'> AT+CMGS=14\n< >\n> 07911326040000F0{SUBMIT.hex().upper()}\\x1a\n< +CMGS: 8,"62902210304500"\n< OK\n'
    )
    assert sms(chat).submit(SUBMIT, service_centre="+31624000000") == 8


@pytest.mark.parametrize("centre", ["31-62", "+", "1\x1a", "AT"])
def test_a_service_centre_that_is_no_number_never_reaches_the_wire(dialogue, centre: str) -> None:
    with pytest.raises(ValueError, match="telephone number"):
        sms(dialogue("")).submit(SUBMIT, service_centre=centre)


def test_the_link_is_held_while_more_follows_and_let_go_with_the_last(dialogue) -> None:
    chat = dialogue(
        CMGF + CSMS + CPMS + CNMI + DIRECT + CMMS
        + "> AT+CMMS=2\n< OK\n" + sent(1) + sent(2)
        + "> AT+CMMS=0\n< OK\n" + sent(3) + sent(4)
    )  # fmt: skip
    capability = enabled(chat)
    assert [capability.submit(SUBMIT, more=more) for more in (True, True, False, False)] == [1, 2, 3, 4]


def test_a_link_that_ends_by_itself_is_asked_for_again_after_a_pause(dialogue) -> None:
    chat = dialogue(
        CMGF + CSMS + CPMS + CNMI + DIRECT + "> AT+CMMS=?\n< +CMMS: (0,1)\n< OK\n"
        + "> AT+CMMS=1\n< OK\n" + sent(1) + sent(2) + "! silence\n> AT+CMMS=1\n< OK\n" + sent(3)
    )  # fmt: skip
    capability = enabled(chat)
    assert [capability.submit(SUBMIT, more=True) for _ in range(2)] == [1, 2]
    assert chat.wait(1.5) == []
    assert capability.submit(SUBMIT, more=True) == 3


def test_a_modem_that_refuses_to_hold_the_link_is_not_asked_again(dialogue) -> None:
    chat = dialogue(
        CMGF + CSMS + CPMS + CNMI + DIRECT + CMMS + "> AT+CMMS=2\n< +CMS ERROR: 303\n" + sent(1) + sent(2) + sent(3)
    )
    capability = enabled(chat)
    assert [capability.submit(SUBMIT, more=more) for more in (True, True, False)] == [1, 2, 3]


@pytest.mark.parametrize("prompt", ["< >", "< \\r\\n>\\", "< \\r\\n>\\r\\n\\", "< \\r\\n\\\n< > \\"])
def test_F01_every_shape_of_the_prompt(dialogue, prompt: str) -> None:
    chat = dialogue(f"> AT+CMGS=14\n{prompt}\n> 00{SUBMIT.hex().upper()}\\x1a\n< +CMGS: 9\n< OK\n")
    assert sms(chat).submit(SUBMIT) == 9


def test_F01_no_prompt_is_surely_not_sent_and_left_by_escape(dialogue) -> None:
    chat = dialogue("> AT+CMGS=14\n! silence\n> \\e")
    with pytest.raises(NoAnswer):
        sms(chat).submit(SUBMIT)


def test_F03_no_answer_after_the_message_is_a_doubt_and_a_late_one_resolves_it(dialogue) -> None:
    chat = dialogue(f"> AT+CMGS=14\n< >\n> 00{SUBMIT.hex().upper()}\\x1a\n! silence\n! silence\n< +CMGS: 10\n")
    capability = sms(chat)
    with pytest.raises(SubmitInDoubt):
        capability.submit(SUBMIT)
    (late,) = chat.wait(100.0)
    assert capability.handlers()["+CMGS"](late) == (LateSubmit(10),)


def test_F03_a_port_lost_after_the_message_is_a_doubt(dialogue) -> None:
    chat = dialogue(f"> AT+CMGS=14\n< >\n> 00{SUBMIT.hex().upper()}\\x1a\n! port lost")
    with pytest.raises(SubmitInDoubt):
        sms(chat).submit(SUBMIT)


def test_F08_a_port_lost_before_the_message_is_no_doubt(dialogue) -> None:
    with pytest.raises(PortLost):
        sms(dialogue("> AT+CMGS=14\n! port lost")).submit(SUBMIT)


def test_an_ok_without_a_reference_is_a_doubt(dialogue) -> None:
    chat = dialogue(f"> AT+CMGS=14\n< >\n> 00{SUBMIT.hex().upper()}\\x1a\n< OK\n")
    with pytest.raises(SubmitInDoubt):
        sms(chat).submit(SUBMIT)


@pytest.mark.parametrize(
    ("error", "domain", "code"),
    [
        ("+CMS ERROR: 38", "CMS", 38),
        ("+CMS ERROR: 500", "CMS", 500),
        ("+CMS ERROR: network timeout", "CMS", 332),
        ("+CMS ERROR: Unspecific nonsense", "CMS", None),
        ("+CME ERROR: 515", "CME", 515),
        ("ERROR", "V250", None),
    ],
)
def test_F17_a_refusal_tells_its_cause(dialogue, error: str, domain: str, code: int | None) -> None:
    chat = dialogue(f"> AT+CMGS=14\n< >\n> 00{SUBMIT.hex().upper()}\\x1a\n< {error}\n")
    with pytest.raises(CommandRefused) as refused:
        sms(chat).submit(SUBMIT)
    assert (refused.value.cause.domain, refused.value.cause.code) == (domain, code)


def test_F17_a_refusal_before_the_prompt(dialogue) -> None:
    with pytest.raises(CommandRefused):
        sms(dialogue("> AT+CMGS=14\n< +CMS ERROR: 304")).submit(SUBMIT)


def test_F05_unsolicited_lines_within_a_submit_are_kept(dialogue) -> None:
    chat = dialogue(
        f"""
        > AT+CMGS=14
        < RING
        < >
        > 00{SUBMIT.hex().upper()}\\x1a
        < +CMT: ,19
        < {DELIVER}\\r\\n\\
        < ^RSSI: 12
        < +CMGS: 11
        < +CDS: 24
        < {REPORT}\\r\\n\\
        < OK
    """
    )
    assert sms(chat).submit(SUBMIT) == 11
    chat.settle()
    heard = [(unsolicited.line, unsolicited.payload) for unsolicited in chat.unsolicited()]
    assert heard == [("RING", None), ("+CMT: ,19", DELIVER), ("^RSSI: 12", None), ("+CDS: 24", REPORT)]


# --- receiving


def test_a_direct_delivery_is_acknowledged_when_confirmed(dialogue) -> None:
    chat = dialogue(WITH_ACKNOWLEDGE + "> AT+CNMA\n< OK\n")
    capability = enabled(chat)
    (delivery,) = capability.handlers()["+CMT"](Unsolicited("+CMT: ,19", DELIVER))
    assert delivery == Delivery(bytes.fromhex(DELIVER[2:]), acknowledge=True)
    capability.confirm(delivery)


def test_a_report_is_acknowledged_too_and_so_is_garbage(dialogue) -> None:
    chat = dialogue(WITH_ACKNOWLEDGE + "> AT+CNMA\n< OK\n" * 2)
    capability = enabled(chat)
    (report,) = capability.handlers()["+CDS"](Unsolicited("+CDS: 24", REPORT))
    (garbage,) = capability.handlers()["+CMT"](Unsolicited("+CMT: ,24", "?"))
    assert garbage == Unreadable("?", acknowledge=True)
    capability.confirm(report)
    capability.confirm(garbage)


def test_the_form_of_the_acknowledgement_that_the_modem_takes_is_kept(dialogue) -> None:
    chat = dialogue(WITH_ACKNOWLEDGE + "> AT+CNMA\n< ERROR\n> AT+CNMA=0\n< OK\n> AT+CNMA=0\n< OK\n")
    capability = enabled(chat)
    for _ in range(2):
        capability.confirm(Delivery(b"", acknowledge=True))


def test_after_an_acknowledgement_that_came_too_late_the_routing_is_set_again(dialogue) -> None:
    chat = dialogue(WITH_ACKNOWLEDGE + "> AT+CNMA\n< +CMS ERROR: 340\n" + CNMI + DIRECT)
    capability = enabled(chat)
    capability.confirm(Delivery(b"", acknowledge=True))
    assert capability.routing == Routing(2, 2, 1, 0)
    assert capability.remarks() == [MessageStored("", None)]
    assert capability.remarks() == []


def test_a_modem_that_takes_no_acknowledgement_at_all_is_asked_to_store(dialogue) -> None:
    chat = dialogue(
        WITH_ACKNOWLEDGE
        + "> AT+CNMA\n< ERROR\n> AT+CNMA=0\n< ERROR\n> AT+CSMS=0\n< +CSMS: 1,1,1\n< OK\n"
        + CNMI + STORED
        + CMGF + "> AT+CSMS=0\n< OK\n" + CPMS + CNMI + STORED + NO_CMMS
    )  # fmt: skip
    capability = enabled(chat)
    capability.confirm(Delivery(b"", acknowledge=True))
    assert capability.routing == Routing(2, 1, 2, 0)
    capability.enable()


def test_an_acknowledgement_that_is_refused_for_want_of_a_sim_says_nothing_of_the_modem(dialogue) -> None:
    refused = "> AT+CNMA\n< +CMS ERROR: 310\n> AT+CNMA=0\n< +CMS ERROR: 310\n"
    capability = enabled(dialogue(WITH_ACKNOWLEDGE + refused + WITH_ACKNOWLEDGE))
    capability.confirm(Delivery(b"", acknowledge=True))
    assert capability.remarks() == []
    capability.enable()
    assert capability.routing == Routing(2, 2, 1, 0)


def test_a_stored_message_is_deleted_when_confirmed(dialogue) -> None:
    chat = dialogue(
        WITH_STORAGE
        + f"> AT+CMGR=3\n< +CMGR: 0,,19\n< {DELIVER}\\r\\n\\\n< OK\n"
        + "> AT+CMGD=3\n< OK\n"
    )  # fmt: skip
    capability = enabled(chat)
    (notice,) = capability.handlers()["+CMTI"](Unsolicited('+CMTI: "SM",3'))
    assert notice == MessageStored("SM", 3)
    (delivery,) = capability.read(notice)
    assert delivery == Delivery(bytes.fromhex(DELIVER[2:]), slots=(Slot("SM", 3),))
    capability.confirm(delivery)


LISTING = f"> AT+CMGL=4\n< +CMGL: 5,0,,19\n< {DELIVER}\\r\\n\\\n< OK\n"


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ('+CMTI: "SM",3', "> AT+CMGR=3\n< +CMS ERROR: 321\n"),
        ('+CMTI: "SM",3', "> AT+CMGR=3\n< OK\n"),
        (
            '+CMTI: "ME",3',
            '> AT+CPMS="ME"\n< +CMS ERROR: 303\n> AT+CPMS="SM"\n< +CPMS: 1,20,0,20,0,20\n< OK\n' + READ_BACK,
        ),
        ("+CMTI: ,-1", ""),
        ("+CDSI:", ""),
    ],
)
def test_F15_a_notice_that_names_no_message_has_all_read(dialogue, line: str, asked: str) -> None:
    capability = enabled(dialogue(WITH_STORAGE + asked + LISTING))
    (notice,) = capability.handlers()[line.partition(":")[0]](Unsolicited(line))
    assert capability.read(notice) == [Delivery(bytes.fromhex(DELIVER[2:]), slots=(Slot("SM", 5),))]


def test_F14_a_full_storage_is_an_event(dialogue) -> None:
    handlers = sms(dialogue(""), storage_full=("^SMMEMFULL", "SMS FULL")).handlers()
    assert handlers["^SMMEMFULL"](Unsolicited('^SMMEMFULL: "SM"')) == (StorageFull("SM"),)
    assert handlers["SMS FULL"](Unsolicited("SMS FULL")) == (StorageFull(""),)


def test_F14_a_slot_that_can_not_be_deleted_is_no_failure(dialogue) -> None:
    capability = enabled(dialogue(WITH_STORAGE + "> AT+CMGD=3\n< +CMS ERROR: 320\n"))
    capability.confirm(Delivery(b"\0", slots=(Slot("SM", 3),)))
    assert capability.undeletable == {Slot("SM", 3)}


def test_F16_what_comes_twice_is_confirmed_twice(dialogue) -> None:
    """Direct and stored, or deleted only in words: the core knows a message again, so both copies are handed out."""
    chat = dialogue(WITH_ACKNOWLEDGE + "> AT+CNMA\n< OK\n" + (LISTING + "> AT+CMGD=5\n< OK\n") * 2)
    capability = enabled(chat)
    (direct,) = capability.handlers()["+CMT"](Unsolicited("+CMT: ,19", DELIVER))
    capability.confirm(direct)
    for _ in range(2):
        (stored,) = capability.stored()
        assert stored.tpdu == direct.tpdu
        capability.confirm(stored)


def test_a_late_submit_without_a_number_is_only_a_notice(dialogue) -> None:
    assert sms(dialogue("")).handlers()["+CMGS"](Unsolicited("+CMGS:")) == (Notice("+CMGS:"),)
