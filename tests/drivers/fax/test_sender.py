import pytest

from drivers.fax import t30
from drivers.fax.dis import Dcs, Dis
from drivers.fax.frames import Fcf, Frame, decode_ident
from drivers.fax.identification import Identification
from drivers.fax.page import Length, PageFormat, Resolution
from drivers.fax.rates import BY_DIS
from drivers.fax.steps import Send
from drivers.fax.termination import Termination
from tests.drivers.fax.dialogue import Dialogue
from tests.drivers.fax.link import Desk

BLANK = (bytes(216),) * 20
ONE = ((BLANK, PageFormat()),)
THREE = ONE * 3
DIS = Frame(Fcf.DIS, Dis(modulations=BY_DIS["1100"]).encode())


def dcs_of(frames: list[Frame]) -> Dcs:
    return Dcs.decode(frames[-1].fif)


def trained(document: tuple[tuple[tuple[bytes, ...], PageFormat], ...] = ONE) -> Dialogue:
    """A sender that has just been told CFR."""
    sender = Dialogue(t30.send, Desk(document))
    sender.hears(Frame(Fcf.CSI, b"2"), DIS)
    assert sender.says() == "TSI DCS"
    sender.transmits()
    sender.hears(Frame(Fcf.CFR), x=False)
    return sender


def test_a_page_is_confirmed_by_mcf() -> None:
    sender = trained()
    assert sender.transmits().short_training
    assert sender.call.in_doubt == 0
    assert sender.says() == "EOP"
    sender.hears(Frame(Fcf.MCF))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.NORMAL
    assert (sender.call.confirmed, sender.call.in_doubt, sender.desk.confirmed) == (1, None, [0])


def test_who_has_received_a_dis_says_so_in_every_frame() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    assert isinstance(sender.step, Send)
    assert [octets[2] for octets in sender.step.frames] == [Fcf.TSI | 1, Fcf.DCS | 1]


def test_the_training_check_is_a_second_and_a_half_of_zeros_with_long_training() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    sender.said()
    check = sender.transmits()
    assert (str(check.modulation), check.octets, check.short_training) == ("V.29 9600", bytes(1800), False)


def test_training_falls_back_until_it_succeeds() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    tried = []
    for _ in range(4):
        tried.append(str(dcs_of(sender.said()).modulation))
        sender.transmits()
        sender.hears(Frame(Fcf.FTT))
    assert tried == ["V.29 9600", "V.29 7200", "V.27ter 4800", "V.27ter 2400"]
    assert sender.says() == "DCN"
    assert sender.termination is Termination.TRAINING_FAILED


def test_dcs_without_response_is_repeated_twice() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    for _ in range(3):
        assert dcs_of(sender.said()).modulation.rate == 9600
        sender.transmits()
        sender.hears_nothing()
    assert sender.says() == "DCN"
    assert sender.termination is Termination.NO_RESPONSE_TO_DCS


def test_a_far_end_that_only_identifies_itself_does_not_recognise_dcs() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    for _ in range(3):
        sender.said()
        sender.transmits()
        sender.hears(DIS)
    assert sender.says() == "DCN"
    assert sender.termination is Termination.DCS_NOT_RECOGNISED


def test_no_facsimile_within_t1() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears_damage()
    sender.hears_nothing()
    assert sender.says() == "DCN"
    assert sender.now == pytest.approx(35 + 1.2)
    assert sender.termination is Termination.NO_ANSWER


def test_a_far_end_that_can_not_receive() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(Frame(Fcf.DIS, Dis(receives=False).encode()))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.INCOMPATIBLE


def test_no_modulation_in_common() -> None:
    sender = Dialogue(t30.send, Desk(ONE), Dis(modulations=BY_DIS["1000"]))
    sender.hears(Frame(Fcf.DIS, Dis(modulations=BY_DIS["0100"]).encode()))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.INCOMPATIBLE


def test_a_subaddress_goes_to_who_takes_it() -> None:
    own = Identification("1", subaddress="22", sender_identification="33")
    sender = Dialogue(t30.send, Desk(ONE), own=own)
    sender.hears(Frame(Fcf.DIS, Dis(subaddress=True, password=True).encode()))
    frames = sender.said()
    assert {frame.fcf.name: decode_ident(frame.fif) for frame in frames[:-1]} == {"TSI": "1", "SUB": "22", "SID": "33"}
    assert dcs_of(frames).subaddress
    assert dcs_of(frames).sender_identification
    sender = Dialogue(t30.send, Desk(ONE), own=own)
    sender.hears(DIS)
    assert sender.says() == "TSI DCS"


def test_pages_follow_without_training() -> None:
    sender = trained(THREE)
    for after in ("MPS", "MPS", "EOP"):
        sender.transmits()
        assert sender.says() == after
        sender.hears(Frame(Fcf.MCF))
    assert sender.says() == "DCN"
    assert sender.desk.confirmed == [0, 1, 2]


def test_rtp_confirms_and_trains_again() -> None:
    sender = trained(THREE)
    sender.transmits()
    sender.says()
    sender.hears(Frame(Fcf.RTP))
    assert sender.desk.confirmed == [0]
    assert dcs_of(sender.said()).modulation.rate == 9600


def test_rtn_has_the_page_sent_again_slower() -> None:
    sender = trained(THREE)
    for rate in (7200, 4800):
        sender.transmits()
        sender.says()
        sender.hears(Frame(Fcf.RTN))
        assert (sender.call.in_doubt, sender.call.refused) == (0, True)
        assert dcs_of(sender.said()).modulation.rate == rate
        sender.transmits()
        sender.hears(Frame(Fcf.CFR))
    assert [each.number for each in sender.desk.sent_as] == [0, 0, 0]


def test_F28_a_page_that_is_refused_three_times_is_given_up() -> None:
    sender = trained(THREE)
    for last in (False, False, True):
        sender.transmits()
        sender.says()
        sender.hears(Frame(Fcf.RTN))
        if not last:
            sender.said()
            sender.transmits()
            sender.hears(Frame(Fcf.CFR))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.TRANSMIT_D
    assert (sender.call.confirmed, sender.call.in_doubt, sender.call.refused) == (0, 0, True)


@pytest.mark.parametrize(
    ("document", "after", "termination"),
    [(THREE, "MPS", Termination.NO_RESPONSE_TO_MPS), (ONE, "EOP", Termination.NO_RESPONSE_TO_EOP)],
)
def test_a_page_without_response_is_in_doubt(
    document: tuple[tuple[tuple[bytes, ...], PageFormat], ...], after: str, termination: Termination
) -> None:
    sender = trained(document)
    sender.transmits()
    for _ in range(3):
        assert sender.says() == after
        sender.hears_nothing()
    assert sender.says() == "DCN"
    assert sender.termination is termination
    assert (sender.call.confirmed, sender.call.in_doubt, sender.call.refused) == (0, 0, False)


def test_F28_dcn_instead_of_a_confirmation_leaves_the_page_in_doubt() -> None:
    sender = trained()
    sender.transmits()
    sender.says()
    sender.hears(Frame(Fcf.DCN))
    assert sender.termination is Termination.TRANSMIT_D_RESPONSE_LOST
    assert (sender.call.confirmed, sender.call.in_doubt) == (0, 0)


def test_F28_a_line_that_drops_in_the_middle_of_a_page_leaves_it_in_doubt_and_the_ones_before_confirmed() -> None:
    sender = trained(THREE)
    sender.transmits()
    sender.says()
    sender.hears(Frame(Fcf.MCF))
    sender.drops()
    assert sender.termination is Termination.TRANSMIT_C
    assert (sender.call.confirmed, sender.call.in_doubt) == (1, 1)


def test_crp_has_the_command_repeated_more_often_than_silence() -> None:
    sender = trained()
    sender.transmits()
    for heard in (Fcf.CRP, Fcf.CRP, None, None):
        assert sender.says() == "EOP"
        if heard:
            sender.hears(Frame(heard))
        else:
            sender.hears_nothing()
    assert sender.says() == "EOP"
    sender.hears(Frame(Fcf.MCF))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.NORMAL


def test_a_response_that_can_not_be_read_has_the_command_repeated() -> None:
    sender = trained()
    sender.transmits()
    sender.says()
    sender.hears_damage()
    assert sender.says() == "EOP"


@pytest.mark.parametrize(("fcf", "confirmed"), [(Fcf.PIP, 1), (Fcf.PIN, 0)])
def test_there_is_no_operator(fcf: Fcf, confirmed: int) -> None:
    sender = trained(THREE)
    sender.transmits()
    sender.says()
    sender.hears(Frame(fcf))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.TRANSMIT_INTERRUPTED
    assert sender.call.confirmed == confirmed


def test_after_eom_the_next_page_is_negotiated_anew() -> None:
    wide = PageFormat(resolution=Resolution.FINE)
    sender = Dialogue(t30.send, Desk(((BLANK, PageFormat()), (BLANK, wide))))
    fine = Frame(Fcf.DIS, Dis(resolutions=frozenset((Resolution.STANDARD, Resolution.FINE))).encode())
    sender.hears(fine)
    assert dcs_of(sender.said()).format.resolution is Resolution.STANDARD
    sender.transmits()
    sender.hears(Frame(Fcf.CFR))
    sender.transmits()
    assert sender.says() == "EOM"
    sender.hears(Frame(Fcf.MCF))
    sender.hears(fine)
    assert dcs_of(sender.said()).format == PageFormat(resolution=Resolution.FINE, length=Length.A4)


def test_an_invalid_response_is_as_good_as_none() -> None:
    sender = trained()
    sender.transmits()
    for _ in range(3):
        assert sender.says() == "EOP"
        sender.hears(Frame(Fcf.CFR))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.INVALID_RESPONSE_TO_EOP


def test_a_page_is_asked_for_when_it_may_be_sent_and_not_before() -> None:
    sender = Dialogue(t30.send, Desk(ONE))
    sender.hears(DIS)
    sender.said()
    sender.transmits()
    assert not sender.desk.sent_as
    sender.hears(Frame(Fcf.CFR))
    assert [each.number for each in sender.desk.sent_as] == [0]
