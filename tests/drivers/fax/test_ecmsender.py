from drivers.fax import t30
from drivers.fax.dis import Dis
from drivers.fax.ecm import PartialPage, decode_continue, encode_request
from drivers.fax.frames import Fcf, Frame
from drivers.fax.hdlc import Deframer
from drivers.fax.page import PageFormat
from drivers.fax.rates import BY_DIS
from drivers.fax.steps import Transmit
from drivers.fax.termination import Termination
from tests.drivers.fax.dialogue import Dialogue
from tests.drivers.fax.link import Desk

MANY_RUNS = (b"\x55" * 216,) * 50  # some 260 octets a line in MH
ONE = ((MANY_RUNS, PageFormat()),)


def trained(code: str = "1100") -> Dialogue:
    dis = Dis(modulations=BY_DIS[code], ecm=True)
    sender = Dialogue(t30.send, Desk(ONE * 2), dis)
    sender.hears(Frame(Fcf.DIS, dis.encode()))
    sender.said()
    sender.transmits()
    sender.hears(Frame(Fcf.CFR))
    return sender


def numbers(sent: Transmit) -> list[int]:
    frames = [Frame.decode(each) for each in Deframer().feed(sent.octets)]
    assert [frame.fcf for frame in frames[-3:]] == [Fcf.RCP] * 3
    return [frame.fif[0] for frame in frames[:-3]]


def partial(sender: Dialogue) -> PartialPage:
    (frame,) = sender.said()
    assert frame.fcf is Fcf.PPS
    return PartialPage.decode(frame.fif)


def test_a_page_goes_in_frames_and_is_signalled_by_pps() -> None:
    sender = trained()
    sent = numbers(sender.transmits())
    assert sent == list(range(len(sent)))
    assert partial(sender) == PartialPage(Fcf.MPS, 0, 0, len(sent))
    sender.hears(Frame(Fcf.MCF))
    assert sender.desk.confirmed == [0]
    sender.transmits()
    assert partial(sender) == PartialPage(Fcf.EOP, 1, 0, len(sent))


def test_what_is_asked_for_is_sent_again() -> None:
    sender = trained()
    sender.transmits()
    partial(sender)
    sender.hears(Frame(Fcf.PPR, encode_request([3, 7])))
    assert numbers(sender.transmits()) == [3, 7]
    assert partial(sender) == PartialPage(Fcf.MPS, 0, 0, 2)


def test_a_request_for_nothing_has_it_all_sent_again() -> None:
    sender = trained()
    sent = numbers(sender.transmits())
    partial(sender)
    sender.hears(Frame(Fcf.PPR, bytes(32)))
    assert numbers(sender.transmits()) == sent


def test_after_four_requests_it_goes_on_slower_with_long_training() -> None:
    sender = trained()
    for _ in range(4):
        assert sender.transmits().short_training
        partial(sender)
        sender.hears(Frame(Fcf.PPR, encode_request([3])))
    (ctc,) = sender.said()
    assert ctc.fcf is Fcf.CTC
    assert str(decode_continue(ctc.fif)) == "V.29 7200"
    sender.hears(Frame(Fcf.CTR))
    again = sender.transmits()
    assert (str(again.modulation), again.short_training, numbers(again)) == ("V.29 7200", False, [3])
    partial(sender)
    sender.hears(Frame(Fcf.MCF))
    following = sender.transmits()
    assert (str(following.modulation), following.short_training) == ("V.29 7200", True)


def test_a_block_that_can_not_be_corrected_at_any_rate_is_given_up() -> None:
    sender = trained("0000")
    for _ in range(4):
        sender.transmits()
        partial(sender)
        sender.hears(Frame(Fcf.PPR, encode_request([3])))
    assert sender.said() == [Frame(Fcf.EOR, b"\x4f")]
    sender.hears(Frame(Fcf.ERR))
    assert sender.says() == "DCN"
    assert sender.termination is Termination.TRANSMIT_D
    assert (sender.call.confirmed, sender.call.in_doubt, sender.call.refused) == (0, 0, True)


def test_who_is_not_ready_is_asked_again() -> None:
    sender = trained()
    sender.transmits()
    partial(sender)
    for _ in range(5):
        sender.hears(Frame(Fcf.RNR))
        assert sender.says() == "RR"
    sender.hears(Frame(Fcf.MCF))
    assert sender.desk.confirmed == [0]


def test_who_is_not_ready_within_t5_is_not_waited_for() -> None:
    sender = trained()
    sender.transmits()
    partial(sender)
    start = sender.now
    sender.hears(Frame(Fcf.RNR))
    while (names := sender.says()) == "RR":
        sender.hears(Frame(Fcf.RNR))
    assert names == "DCN"
    assert 55 < sender.now - start < 70
    assert sender.termination is Termination.NO_RESPONSE_TO_MPS
    assert sender.call.in_doubt == 0


def test_a_pps_without_response_is_repeated_as_it_was() -> None:
    sender = trained()
    sender.transmits()
    first = partial(sender)
    for _ in range(2):
        sender.hears_nothing()
        assert partial(sender) == first
    sender.hears_nothing()
    assert sender.says() == "DCN"
    assert sender.termination is Termination.NO_RESPONSE_TO_MPS


def test_a_long_page_goes_in_blocks() -> None:
    dis = Dis(ecm=True, short_frames_preferred=True)
    sender = Dialogue(t30.send, Desk((((b"\x55" * 216,) * 20, PageFormat()),)), dis)
    sender.hears(Frame(Fcf.DIS, dis.encode()))
    sender.said()
    sender.transmits()
    sender.hears(Frame(Fcf.CFR))
    sender.transmits()
    assert partial(sender) == PartialPage(None, 0, 0, 256)
    assert not sender.desk.confirmed
    sender.hears(Frame(Fcf.MCF))
    assert not sender.desk.confirmed
    sender.transmits()
    last = partial(sender)
    assert (last.after, last.block) == (Fcf.EOP, 1)
    sender.hears(Frame(Fcf.MCF))
    assert sender.desk.confirmed == [0]
