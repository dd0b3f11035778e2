import pytest

from drivers.fax import t30
from drivers.fax.dis import Dcs, Dis
from drivers.fax.ecm import PartialPage, blocks_of, decode_request, encode_block, encode_continue
from drivers.fax.encoder import encode_page
from drivers.fax.frames import Fcf, Frame, encode_ident
from drivers.fax.identification import Identification
from drivers.fax.page import Coding, PageFormat, Resolution
from drivers.fax.rates import MODULATIONS, training_check
from drivers.fax.steps import Collected, Listen
from drivers.fax.termination import Termination
from tests.drivers.fax.dialogue import Dialogue
from tests.drivers.fax.link import Desk
from tests.drivers.fax.pages import text_page

FAST, SLOWER = MODULATIONS[0], MODULATIONS[1]
PLAIN, CORRECTED = Dcs(FAST), Dcs(FAST, coding=Coding.MMR, ecm=True)
ROWS, OTHER = text_page(1728, 120), text_page(1728, 90)
PAGE, OTHER_PAGE = (encode_page(rows, Coding.MH, Resolution.STANDARD) for rows in (ROWS, OTHER))
UNREADABLE = PAGE[:1000] + b"\x5a" * 4000 + encode_page((), Coding.MH, Resolution.STANDARD)
LONG_SILENCE = 8.0


def dcs_frame(dcs: Dcs) -> Frame:
    return Frame(Fcf.DCS, dcs.encode())


def trained(dcs: Dcs = PLAIN, desk: Desk | None = None) -> Dialogue:
    """An answerer that has just said CFR."""
    answerer = Dialogue(t30.answer, desk or Desk())
    assert answerer.says() == "CSI DIS"
    answerer.hears(Frame(Fcf.TSI, encode_ident("+1 2")), dcs_frame(dcs), x=True)
    train(answerer, dcs)
    return answerer


def train(answerer: Dialogue, dcs: Dcs) -> None:
    answerer.collects(training_check(dcs.modulation))
    assert answerer.says() == "CFR"


def kept(answerer: Dialogue) -> list[tuple[bytes, ...]]:
    return [page.rows.rows for page in answerer.desk.kept]


def test_a_page_is_kept_before_it_is_confirmed() -> None:
    answerer = trained()
    assert answerer.collects(PAGE).short_training
    assert not answerer.desk.kept
    answerer.hears(Frame(Fcf.EOP))
    assert kept(answerer) == [ROWS]
    assert answerer.says() == "MCF"
    answerer.hears(Frame(Fcf.DCN))
    assert answerer.termination is Termination.NORMAL
    assert answerer.call.received == 1


def test_who_calls_is_told_before_the_first_page() -> None:
    desk = Desk()
    answerer = trained(desk=desk)
    assert [(each.far.ident, each.polls) for each in desk.admitted] == [("+1 2", False)]
    assert answerer.call.far.ident == "+1 2"


def test_who_is_not_welcome_is_hung_up_on() -> None:
    answerer = Dialogue(t30.answer, Desk(admits=False))
    answerer.said()
    answerer.hears(Frame(Fcf.SID, encode_ident("guess")), dcs_frame(PLAIN), x=True)
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.ABORTED
    assert answerer.desk.admitted[0].far.sender_identification == "guess"


def test_dis_is_repeated_until_t1() -> None:
    answerer = Dialogue(t30.answer, Desk())
    names = []
    while (name := answerer.says()) != "DCN":
        names.append(name)
        answerer.hears_nothing()
    assert set(names) == {"CSI DIS"}
    assert 30 <= answerer.now <= 42
    assert answerer.termination is Termination.NO_ANSWER


def test_a_training_check_with_errors_fails() -> None:
    answerer = Dialogue(t30.answer, Desk())
    answerer.said()
    answerer.hears(dcs_frame(PLAIN))
    answerer.collects(b"\0\0\1" * 900)
    assert answerer.says() == "FTT"
    answerer.hears(dcs_frame(Dcs(SLOWER)))
    train(answerer, Dcs(SLOWER))


def test_a_dcs_that_is_right_counts_whatever_was_damaged_before_it() -> None:
    answerer = Dialogue(t30.answer, Desk())
    answerer.said()
    answerer.hears(dcs_frame(PLAIN), damaged=True)
    train(answerer, PLAIN)


def test_a_training_check_that_is_not_heard_fails() -> None:
    answerer = Dialogue(t30.answer, Desk())
    answerer.said()
    answerer.hears(dcs_frame(PLAIN))
    answerer.collects_none(Collected.SILENCE)
    assert answerer.says() == "FTT"


def test_dcs_again_instead_of_the_training_check() -> None:
    answerer = Dialogue(t30.answer, Desk())
    answerer.said()
    answerer.hears(dcs_frame(PLAIN))
    answerer.collects_none(Collected.V21)
    answerer.hears(dcs_frame(PLAIN))
    train(answerer, PLAIN)


def test_a_rate_that_is_not_known_fails_training() -> None:
    answerer = Dialogue(t30.answer, Desk())
    answerer.said()
    answerer.hears(Frame(Fcf.DCS, bytes.fromhex("001200")))
    assert answerer.says() == "FTT"


def test_dcs_again_since_cfr_was_lost() -> None:
    answerer = trained()
    answerer.collects_none(Collected.V21)
    answerer.hears(dcs_frame(PLAIN), x=True)
    train(answerer, PLAIN)
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.EOP))
    assert kept(answerer) == [ROWS]


@pytest.mark.parametrize("after", [Fcf.MPS, Fcf.EOM, Fcf.EOP])
def test_a_command_that_comes_again_is_answered_again_and_the_page_is_not_doubled(after: Fcf) -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(after))
    assert answerer.says() == "MCF"
    if after is Fcf.MPS:
        answerer.collects_none(Collected.V21)
    elif after is Fcf.EOM:
        assert answerer.says() == "CSI DIS"
    answerer.hears(Frame(after))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_a_command_that_comes_again_after_damage_is_answered_again_however_long_that_takes() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "MCF"
    answerer.collects_none(Collected.V21)
    for _ in range(5):
        answerer.hears_damage()
        assert answerer.says() == "CRP"
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "MCF"


def test_a_page_that_was_missed_is_asked_for_again() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "MCF"
    answerer.now += LONG_SILENCE
    answerer.collects_none(Collected.V21)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "RTN"
    answerer.hears(dcs_frame(PLAIN))
    train(answerer, PLAIN)
    answerer.collects(OTHER_PAGE)
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS, OTHER]


def test_a_page_that_only_seemed_to_be_missed_comes_again_and_is_not_doubled() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "MCF"
    answerer.now += LONG_SILENCE
    answerer.collects_none(Collected.V21)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "RTN"
    answerer.hears(dcs_frame(PLAIN))
    train(answerer, PLAIN)
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "MCF"
    answerer.collects(OTHER_PAGE)
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS, OTHER]


def test_another_end_than_before_means_that_a_page_was_missed() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    answerer.says()
    answerer.collects_none(Collected.V21)
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "RTN"


def test_F28_a_page_that_can_not_be_read_is_refused_and_taken_when_it_comes_again() -> None:
    answerer = trained()
    answerer.collects(UNREADABLE)
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "RTN"
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "RTN"
    answerer.hears(dcs_frame(Dcs(SLOWER)))
    train(answerer, Dcs(SLOWER))
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.EOP))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_after_rtn_to_eom_a_sender_may_wait_for_a_dis() -> None:
    answerer = trained(desk=Desk(verdicts={0: [Fcf.RTN]}))
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.EOM))
    assert answerer.says() == "RTN"
    answerer.hears_nothing()
    assert answerer.says() == "CSI DIS"


def test_rtp_keeps_the_page_and_waits_for_training() -> None:
    answerer = trained(desk=Desk(verdicts={0: [Fcf.RTP]}))
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    assert answerer.says() == "RTP"
    answerer.hears(dcs_frame(PLAIN))
    train(answerer, PLAIN)
    assert answerer.call.received == 1


@pytest.mark.parametrize("wanted", [Fcf.PRI_MPS, Fcf.PRI_EOM, Fcf.PRI_EOP])
def test_an_operator_is_refused_politely(wanted: Fcf) -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(wanted))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_a_page_without_an_end_is_not_kept() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears_nothing()
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.PAGE_NOT_RECEIVED
    assert not answerer.desk.kept


def test_F28_a_line_that_drops_in_the_middle_of_a_document_leaves_the_pages_before() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.MPS))
    answerer.says()
    answerer.drops()
    assert answerer.termination is Termination.RECEIVE_C
    assert answerer.call.received == 1


def test_a_line_that_drops_after_the_last_confirmation_is_a_normal_end() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    answerer.hears(Frame(Fcf.EOP))
    answerer.says()
    answerer.drops()
    assert answerer.termination is Termination.NORMAL


def test_commands_that_mean_nothing_are_not_heard_for_ever() -> None:
    answerer = trained()
    answerer.collects(PAGE)
    while isinstance(answerer.step, Listen):
        answerer.hears(Frame(Fcf.TNR))
        assert answerer.now < 3600
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.RECEIVE_D_COMMAND_INVALID


FRAMES = dict(enumerate(blocks_of(encode_page(ROWS, Coding.MMR, Resolution.STANDARD), CORRECTED)[0]))
LOST = {2, 5}


def pps(after: Fcf | None, frames: int, page: int = 0, block: int = 0) -> Frame:
    return Frame(Fcf.PPS, PartialPage(after, page, block, frames).encode())


def test_frames_that_are_missing_are_asked_for() -> None:
    answerer = trained(CORRECTED)
    answerer.collects(encode_block({each: FRAMES[each] for each in FRAMES if each not in LOST}, FAST))
    answerer.hears(pps(Fcf.EOP, len(FRAMES)))
    (request,) = answerer.said()
    assert decode_request(request.fif, len(FRAMES)) == tuple(LOST)
    answerer.collects(encode_block({each: FRAMES[each] for each in LOST}, FAST))
    answerer.hears(pps(Fcf.EOP, len(LOST)))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_a_pps_that_comes_again_is_answered_again() -> None:
    answerer = trained(CORRECTED)
    answerer.collects(encode_block(FRAMES, FAST))
    answerer.hears(pps(Fcf.MPS, len(FRAMES)))
    assert answerer.says() == "MCF"
    answerer.now += LONG_SILENCE
    answerer.collects_none(Collected.V21)
    answerer.hears(pps(Fcf.MPS, len(FRAMES)))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_a_block_that_was_missed_is_asked_for_whole() -> None:
    answerer = trained(CORRECTED)
    answerer.collects(encode_block(FRAMES, FAST))
    answerer.hears(pps(Fcf.MPS, len(FRAMES)))
    answerer.says()
    answerer.collects_none(Collected.V21)
    answerer.hears(pps(Fcf.MPS, 3, page=1))
    (request,) = answerer.said()
    assert decode_request(request.fif, 256) == (0, 1, 2)


def test_a_page_in_blocks_is_kept_when_the_last_has_come() -> None:
    half = len(FRAMES) // 2
    answerer = trained(CORRECTED)
    answerer.collects(encode_block({each: FRAMES[each] for each in range(half)}, FAST))
    answerer.hears(pps(None, half))
    assert answerer.says() == "MCF"
    assert not answerer.desk.kept
    rest = {each - half: FRAMES[each] for each in range(half, len(FRAMES))}
    answerer.collects(encode_block(rest, FAST))
    answerer.hears(pps(Fcf.EOP, len(rest), block=1))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def test_it_goes_on_at_the_rate_of_a_ctc() -> None:
    answerer = trained(CORRECTED)
    answerer.collects(b"")
    answerer.hears(pps(Fcf.EOP, len(FRAMES)))
    answerer.said()
    answerer.collects_none(Collected.V21)
    answerer.hears(Frame(Fcf.CTC, encode_continue(Dcs(SLOWER, ecm=True))))
    assert answerer.says() == "CTR"
    step = answerer.collects(encode_block(FRAMES, SLOWER))
    assert (step.modulation, step.short_training) == (SLOWER, False)
    answerer.hears(pps(Fcf.EOP, len(FRAMES)))
    assert answerer.says() == "MCF"


def test_a_page_that_is_given_up_is_delivered_as_far_as_it_came_and_not_good() -> None:
    desk = Desk(verdicts={0: [Fcf.MCF]})
    answerer = trained(CORRECTED, desk)
    answerer.collects(encode_block({each: FRAMES[each] for each in FRAMES if each != 5}, FAST))
    answerer.hears(pps(Fcf.EOP, len(FRAMES)))
    answerer.said()
    answerer.collects_none(Collected.V21)
    answerer.hears(Frame(Fcf.EOR, PartialPage(Fcf.EOP, 0, 0, 1).encode_end()))
    assert answerer.says() == "ERR"
    (page,) = desk.kept
    assert not page.good
    assert 0 < len(page.rows.rows) < len(ROWS)
    assert page.rows.rows[:-1] == ROWS[: len(page.rows.rows) - 1]


def test_who_needs_time_says_so_until_it_is_ready() -> None:
    desk = Desk(verdicts={0: [Fcf.RNR, Fcf.RNR]})
    answerer = trained(CORRECTED, desk)
    answerer.collects(encode_block(FRAMES, FAST))
    answerer.hears(pps(Fcf.EOP, len(FRAMES)))
    assert answerer.says() == "RNR"
    answerer.hears(Frame(Fcf.RR))
    assert answerer.says() == "RNR"
    assert not desk.kept
    answerer.hears(Frame(Fcf.RR))
    assert answerer.says() == "MCF"
    assert kept(answerer) == [ROWS]


def polled(own: Dis, desk: Desk) -> Dialogue:
    answerer = Dialogue(t30.answer, desk, own)
    answerer.said()
    dtc = Frame(Fcf.DTC, Dis(password=True).encode())
    answerer.hears(Frame(Fcf.PWD, encode_ident("secret")), Frame(Fcf.CIG, encode_ident("5")), dtc)
    return answerer


def test_a_document_that_waits_is_sent_to_who_polls() -> None:
    desk = Desk(((ROWS, PageFormat()),))
    answerer = polled(Dis(document_waits=True), desk)
    assert [(each.far, each.polls) for each in desk.admitted] == [(Identification("5", password="secret"), True)]
    assert answerer.says() == "TSI DCS"
    answerer.transmits()
    answerer.hears(Frame(Fcf.CFR), x=True)
    answerer.transmits()
    assert answerer.says() == "EOP"
    answerer.hears(Frame(Fcf.MCF), x=True)
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.NORMAL
    assert answerer.call.confirmed == 1


def test_where_no_document_waits_a_poll_is_refused() -> None:
    answerer = polled(Dis(), Desk())
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.INCOMPATIBLE


def test_a_poll_may_be_refused() -> None:
    answerer = polled(Dis(document_waits=True), Desk(admits=False))
    assert answerer.says() == "DCN"
    assert answerer.termination is Termination.ABORTED
