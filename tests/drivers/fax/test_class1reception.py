"""What a class 1 modem hears, by transcripts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.online import OnlineChat
from drivers.fax.class1reception import Reception
from drivers.fax.dle import END, shielded
from drivers.fax.rates import MODULATIONS
from drivers.fax.steps import Collect, Collected, Heard, LineDropped
from drivers.replay import ReplayPort
from drivers.trace import Entry

CSI = b"\xff\x03@" + b"0010 555 1+".ljust(20)
DIS = b"\xff\x13\x80\x00\xee\xfa"
TRAIN = (
    "> AT+FRH=3\n< CONNECT\n< \\xff\\x03@0010 555 1+         \\xb6\\xc1\\x10\\x03\\\n< OK\n"
    "> AT+FRH=3\n< CONNECT\n< \\xff\\x13\\x80\\x00\\xee\\xfaab\\x10\\x03\\\n< OK"
)
V17 = MODULATIONS[0]


class Ear:
    def __init__(self, text: str, check_sequence: int = 2) -> None:
        self.port = ReplayPort.of(text)
        self.reception = Reception(OnlineChat(self.port, clock=self.port.clock), check_sequence, self.port.clock)
        self.octets = b""

    def collect(self, timeout: float = 6.0) -> Collected:
        return self.reception.collect(Collect(V17, timeout, self._take, short_training=True))

    def _take(self, octets: bytes) -> None:
        self.octets += octets


def test_a_train_up_to_its_final_frame_without_check_sequences() -> None:
    ear = Ear(TRAIN)
    assert ear.reception.listen(3.0) == Heard((CSI, DIS))
    ear.port.assert_done()


def test_the_first_connect_has_come_with_the_call() -> None:
    ear = Ear(TRAIN.removeprefix("> AT+FRH=3\n< CONNECT\n"))
    ear.reception.connected = True
    assert ear.reception.listen(35.0) == Heard((CSI, DIS))


def test_octets_that_look_like_control_are_data() -> None:
    ear = Ear("> AT+FRH=3\n< CONNECT\n< \\xff\\x13\\x80\\x11\\x13\\x10\\x10ab\\x10\\x03\\\n< OK")
    assert ear.reception.listen(3.0) == Heard((b"\xff\x13\x80\x11\x13\x10",))


def test_nothing_in_time_is_given_up() -> None:
    ear = Ear("> AT+FRH=3\n! silence\n> \\x18\\\n< OK")
    assert ear.reception.listen(3.0) == Heard()
    assert ear.port.clock() < 3.3
    ear.port.assert_done()


def test_a_carrier_that_went_is_waited_for_again() -> None:
    ear = Ear("> AT+FRH=3\n< NO CARRIER\n" + TRAIN)
    assert ear.reception.listen(3.0) == Heard((CSI, DIS))


def test_a_damaged_frame_and_one_that_is_right() -> None:
    ear = Ear(TRAIN.replace("xc1\\x10\\x03\\\n< OK", "xc1\\x10\\x03\\\n< ERROR"))
    assert ear.reception.listen(3.0) == Heard((DIS,), damaged=True)


def test_the_last_frame_is_lost() -> None:
    ear = Ear(
        TRAIN.partition("OK\n")[0] + "OK\n> AT+FRH=3\n< NO CARRIER\n! silence\n> AT+FRH=3\n! silence\n> \\x18\\\n< OK"
    )
    assert ear.reception.listen(3.0) == Heard((CSI,), damaged=True)


def test_the_line_drops_in_a_frame() -> None:
    ear = Ear("> AT+FRH=3\n< CONNECT\n< \\xff\\x10\\x03\\\n< NO CARRIER\n> AT+FRH=3\n< ERROR\n> AT+FRH=3\n< ERROR")
    with pytest.raises(LineDropped):
        ear.reception.listen(3.0)


def test_a_frame_without_end_is_given_up() -> None:
    ear = Ear(
        "> AT+FRH=3\n< CONNECT\n< \\xff\\x03\\\n! silence\n> \\x18\\\n< \\x10\\x03\\\n< OK\n"
        "> AT+FRH=3\n! silence\n> \\x18\\\n< OK"
    )
    assert ear.reception.listen(3.0) == Heard(damaged=True)


def test_a_modem_on_hook_refuses_twice() -> None:
    ear = Ear("> AT+FRH=3\n< ERROR\n> AT+FRH=3\n< ERROR")
    with pytest.raises(LineDropped):
        ear.reception.listen(35.0)


def test_a_message_to_the_end_of_its_carrier() -> None:
    ear = Ear("> AT+FRM=146\n< CONNECT\n< ab\\x10\\\n< \\x10c\\x10\\x03\\\n< NO CARRIER")
    assert ear.collect() is Collected.ENDED
    assert ear.octets == b"ab\x10c"
    ear.port.assert_done()


def test_frames_instead_of_a_message() -> None:
    ear = Ear("> AT+FRM=146\n< +FCERROR\n! silence\n" * 17)
    assert ear.collect() is Collected.V21


def test_another_carrier_at_once_may_be_our_own() -> None:
    ear = Ear("> AT+FRM=146\n< +FCERROR\n! silence\n> AT+FRM=146\n< CONNECT\n< a\\x10\\x03\\\n< NO CARRIER")
    assert ear.collect() is Collected.ENDED


def test_frames_instead_of_a_message_where_the_modem_adapts() -> None:
    """+FAR=1: the frame comes without another +FRH=3."""
    ear = Ear("> AT+FRM=146\n< +FRH:3\n< CONNECT\n< \\xff\\x13\\x80\\x00\\xee\\xfaab\\x10\\x03\\\n< OK")
    assert ear.collect() is Collected.V21
    assert ear.reception.listen(3.0) == Heard((DIS,))
    ear.port.assert_done()


def test_no_message_in_time() -> None:
    ear = Ear("> AT+FRM=146\n< NO CARRIER\n! silence\n> AT+FRM=146\n! silence\n> \\x18\\\n< OK")
    assert ear.collect(3.0) is Collected.SILENCE
    assert ear.port.clock() < 3.3


def test_a_message_that_stops_without_an_end() -> None:
    ear = Ear("> AT+FRM=146\n< CONNECT\n< ab\\\n! silence\n> \\x18\\\n< \\x10\\x03\\\n< OK")
    assert ear.collect() is Collected.ENDED
    assert ear.octets == b"ab"


def test_a_carrier_that_goes_without_a_frame() -> None:
    """As libspandsp2 tells it: NO CARRIER behind CONNECT, without DLE ETX."""
    ear = Ear("> AT+FRH=3\n< CONNECT\n< NO CARRIER\n" + TRAIN)
    assert ear.reception.listen(3.0) == Heard((CSI, DIS))
    ear.port.assert_done()


def test_a_message_that_ends_by_a_result_alone() -> None:
    ear = Ear("> AT+FRM=146\n< CONNECT\n< ab\\\n< NO CARRIER\n! silence")
    assert ear.collect() is Collected.ENDED
    assert ear.octets.startswith(b"ab")
    ear.port.assert_done()


def test_frames_without_check_sequences() -> None:
    ear = Ear("> AT+FRH=3\n< CONNECT\n< \\xff\\x13\\x80\\x00\\xee\\xfa\\x10\\x03\\\n< OK", check_sequence=0)
    assert ear.reception.listen(3.0) == Heard((DIS,))


@given(st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=3), st.lists(st.integers(0, 120)))
def test_frames_are_the_same_however_what_comes_is_cut(fields: list[bytes], cuts: list[int]) -> None:
    frames = [*(b"\xff\x03" + field for field in fields[:-1]), b"\xff\x13" + fields[-1]]
    script = ""
    for frame in frames:
        said = b"\r\nCONNECT\r\n" + shielded(frame + b"ab") + END + b"\r\nOK\r\n"
        places = sorted({0, len(said), *(cut for cut in cuts if cut < len(said))})
        pieces = "".join(str(Entry("<", said[a:b])) + "\n" for a, b in pairwise(places))
        script += "> AT+FRH=3\n" + pieces
    assert Ear(script).reception.listen(3.0) == Heard(tuple(frames))
