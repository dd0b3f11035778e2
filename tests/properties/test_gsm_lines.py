"""No line of a modem, however broken, is more than a parser can bear (F05, F19)."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from drivers.at.chat import Chat
from drivers.at.syntax import Unsolicited
from drivers.capabilities import Delivery, Identity, Unreadable
from drivers.gsm.delivery import parse_pdu
from drivers.gsm.network import parse_cops, parse_csq
from drivers.gsm.quirks import Quirks
from drivers.gsm.sim import parse_iccid
from drivers.gsm.ussd import decode
from drivers.modem import GsmModem
from drivers.replay import ReplayPort

latin = st.text(st.characters(max_codepoint=255), max_size=80)
hexadecimal = st.binary(max_size=40).map(bytes.hex) | st.text("0123456789ABCDEF", max_size=61)


def modem() -> GsmModem:
    port = ReplayPort.of("")
    return GsmModem(port, Chat(port), Identity(), Quirks())


@given(
    st.sampled_from(sorted(modem()._handlers)),
    latin | hexadecimal.map(lambda text: f' 0,"{text}",72'),
    st.none() | latin | hexadecimal,
)
def test_every_unsolicited_line_becomes_events(name: str, rest: str, payload: str | None) -> None:
    hearing = modem()
    hearing._meaning(Unsolicited(name, payload))
    hearing._meaning(Unsolicited(f"{name}:{rest}", payload))


@given(latin | hexadecimal, st.integers(-1, 300))
@example("ABCDEF", 72)
def test_every_ussd_string_becomes_text(text: str, dcs: int) -> None:
    assert isinstance(decode(text, dcs), str)


@given(latin, latin | hexadecimal)
def test_every_payload_is_a_delivery_or_kept_as_it_came(header: str, payload: str) -> None:
    entry = parse_pdu(header, payload)
    assert isinstance(entry, Delivery) or entry == Unreadable(payload.strip())


@given(latin | hexadecimal)
def test_every_answer_is_read_somehow(line: str) -> None:
    parse_csq(line)
    parse_cops(f'+COPS: 0,0,"{line}"')
    assert len(parse_iccid(line)) <= 20
