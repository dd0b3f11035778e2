from drivers.fax import t30
from drivers.fax.dis import Dis
from drivers.fax.frames import Fcf, Frame, encode_ident
from drivers.fax.steps import Heard, Listen
from tests.drivers.fax.dialogue import Dialogue
from tests.drivers.fax.link import Desk


def test_what_the_far_end_tells_is_kept() -> None:
    answerer = Dialogue(t30.answer, Desk(admits=False))
    answerer.said()
    answerer.hears(Frame(Fcf.SUB, encode_ident("1")), Frame(Fcf.TSI, encode_ident("2")), Frame(Fcf.NSS, b"3"))
    assert (answerer.call.far.subaddress, answerer.call.far.ident) == ("1", "2")


def test_what_is_no_frame_is_as_good_as_damaged() -> None:
    caller = Dialogue(t30.send, Desk())
    assert isinstance(caller.step, Listen)
    before = caller.step.timeout
    caller.now += 1
    caller._reply(Heard((b"\xff\x13\x55",)))
    assert isinstance(caller.step, Listen)
    assert caller.step.timeout == before - 1


def test_frames_without_a_final_one_are_no_command() -> None:
    caller = Dialogue(t30.send, Desk())
    caller._reply(Heard((Frame(Fcf.DIS, Dis().encode(), final=False).encode(x=False),)))
    assert isinstance(caller.step, Listen)
