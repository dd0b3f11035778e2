from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.gsm.address import Address
from drivers.gsm.alphabet import Encoding, NotInAlphabet
from drivers.gsm.concat import Measure, MessageOptions, TooLong, join, measure, segment
from drivers.gsm.header import Concatenation, UserDataHeader, concatenation_element
from drivers.gsm.national import LANGUAGES, VOID, locking_table, single_table
from drivers.gsm.tpdu import Deliver, Submit

TO = Address.parse("+46708251358")
FROM = Address.parse("+4917012345")
NOW = datetime(2024, 6, 15, 22, 58, 22, tzinfo=UTC)


def arrived(submits: tuple[Submit, ...]) -> list[Deliver]:
    """The parts as they come out at the other end, over the wire both ways."""
    return [Deliver.decode(Submit.decode(s.encode()).delivered(FROM, NOW).encode()) for s in submits]


def part(number: int, total: int, user_data: bytes, data_coding: int) -> Deliver:
    header = UserDataHeader((concatenation_element(Concatenation(9, total, number)),))
    return Deliver(FROM, NOW, user_data, data_coding, header)


@pytest.mark.parametrize(
    ("text", "bits", "sizes"),
    [
        ("", 8, [0]),
        ("a" * 160, 8, [160]),
        ("a" * 161, 8, [153, 8]),
        ("a" * 306, 8, [153, 153]),
        ("a" * 307, 8, [153, 153, 1]),
        ("a" * 161, 16, [152, 9]),
        ("a" * 158 + "€", 8, [160]),
        ("a" * 159 + "€", 8, [153, 8]),
        ("a" * 152 + "€" * 5, 8, [152, 10]),  # the escape stays with its letter
        ("ş" * 70, 8, [140]),
        ("ş" * 71, 8, [134, 8]),
        ("ş" * 71, 16, [132, 10]),
        ("ş" * 66 + "😀" * 3, 8, [132, 12]),  # the pair stays whole
        ("😀" * 35, 8, [140]),
        ("😀" * 36, 8, [132, 12]),
    ],
)
def test_F18_where_texts_are_cut(text: str, bits: int, sizes: list[int]) -> None:
    submits = segment(TO, text, 1, MessageOptions(reference_bits=bits))
    assert [len(submit.user_data) for submit in submits] == sizes
    assert join(arrived(submits)) == text


@pytest.mark.parametrize(("size", "bits", "sizes"), [(140, 8, [140]), (141, 8, [134, 7]), (141, 16, [133, 8])])
def test_where_data_is_cut(size: int, bits: int, sizes: list[int]) -> None:
    data = bytes(at % 256 for at in range(size))
    submits = segment(TO, data, 1, MessageOptions(reference_bits=bits))
    assert [len(submit.user_data) for submit in submits] == sizes
    assert {submit.data_coding for submit in submits} == {0x04}
    assert join(arrived(submits)) == data


def test_the_parts_of_a_message_on_the_wire() -> None:
    first, second = segment(TO, "a" * 153 + "bc" * 4, 0x1A5)
    head = "41000B916407281553F80000"
    assert first.encode().hex().upper().startswith(head + "A0" + "050003A50201" + "C2E170")
    # 'b' = 1100010 after one fill bit, 'c' = 1100011
    assert second.encode().hex().upper() == head + "0F" + "050003A50202" + packed_after_bit("bc" * 4)


def packed_after_bit(text: str) -> str:
    bits = "0" + "".join(f"{ord(character):07b}"[::-1] for character in text)
    bits = bits.ljust((len(bits) + 7) // 8 * 8, "0")
    return "".join(f"{int(bits[at : at + 8][::-1], 2):02X}" for at in range(0, len(bits), 8))


def test_options_reach_every_part() -> None:
    options = MessageOptions(
        message_class=0,
        ports=(2948, 9200),
        replace_type=3,
        validity=timedelta(days=1),
        status_report=True,
        reject_duplicates=True,
        reply_path=True,
        reference_bits=16,
    )
    parts = segment(TO, "a" * 200, 0x12345, options)
    assert [submit.concatenation for submit in parts] == [Concatenation(0x2345, 2, n, 16) for n in (1, 2)]
    for submit in parts:
        assert (submit.destination, submit.message_class, submit.ports) == (TO, 0, (2948, 9200))
        assert (submit.replace_type, submit.protocol_identifier) == (3, 0x43)
        assert submit.validity == timedelta(days=1)
        assert submit.status_report_requested
        assert submit.reject_duplicates
        assert submit.reply_path


def test_one_part_has_no_concatenation() -> None:
    assert segment(TO, "abc", 1) == (Submit(TO, b"abc"),)


@pytest.mark.parametrize(("encoding", "coding"), [(None, 0x00), (Encoding.GSM7, 0x00), (Encoding.UCS2, 0x08)])
def test_an_encoding_can_be_forced(encoding: Encoding | None, coding: int) -> None:
    (submit,) = segment(TO, "abc", 1, MessageOptions(encoding=encoding))
    assert submit.data_coding == coding
    assert submit.text == "abc"


def test_what_the_forced_encoding_cannot_hold_is_refused() -> None:
    with pytest.raises(NotInAlphabet, match="'ş'"):
        segment(TO, "ş", 1, MessageOptions(encoding=Encoding.GSM7))
    with pytest.raises(ValueError, match="8-bit data"):
        segment(TO, "abc", 1, MessageOptions(encoding=Encoding.DATA8))
    with pytest.raises(ValueError, match="8-bit data"):
        segment(TO, b"abc", 1, MessageOptions(encoding=Encoding.UCS2))
    with pytest.raises(ValueError, match="half a surrogate pair"):
        segment(TO, "\ud83d", 1)


@pytest.mark.parametrize("wrong", [{"message_class": 4}, {"replace_type": 8}, {"reference_bits": 7}])
def test_options_that_are_none_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r": [478]$"):
        MessageOptions(**wrong)  # type: ignore[arg-type]


def test_the_most_parts() -> None:
    assert len(segment(TO, "a" * 153 * 255, 1)) == 255
    with pytest.raises(TooLong, match="would take 256 parts; 255 are the most") as caught:
        segment(TO, "a" * (153 * 255 + 1), 1)
    assert caught.value.parts == 256
    with pytest.raises(TooLong, match="300 parts"):
        measure("ş" * 67 * 300)


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("", {}, Measure(Encoding.GSM7, 0, 0, 1, 0, 160, 160)),
        ("hello €", {}, Measure(Encoding.GSM7, 0, 0, 1, 8, 152, 160)),
        ("a" * 161, {}, Measure(Encoding.GSM7, 0, 0, 2, 161, 145, 153)),
        ("a" * 161, {"reference_bits": 16}, Measure(Encoding.GSM7, 0, 0, 2, 161, 143, 152)),
        ("ş", {}, Measure(Encoding.UCS2, 0, 0, 1, 1, 69, 70)),
        ("😀" * 36, {}, Measure(Encoding.UCS2, 0, 0, 2, 72, 61, 67)),
        ("ş" * 100, {"languages": (1,)}, Measure(Encoding.GSM7, 1, 0, 1, 100, 55, 155)),
        ("ş" * 156, {"languages": (1,)}, Measure(Encoding.GSM7, 1, 0, 2, 156, 142, 149)),
        ("ab", {"ports": (1, 2)}, Measure(Encoding.GSM7, 0, 0, 1, 2, 150, 152)),
        (bytes(141), {}, Measure(Encoding.DATA8, 0, 0, 2, 141, 127, 134)),
    ],
)
def test_measure(content: str | bytes, options: dict[str, object], expected: Measure) -> None:
    assert measure(content, MessageOptions(**options)) == expected  # type: ignore[arg-type]


class TestJoin:
    def test_F13_any_order(self) -> None:
        text = "".join(map(chr, range(0x400, 0x400 + 200)))
        parts = arrived(segment(TO, text, 1))
        assert len(parts) == 3
        assert {join(order) for order in permutations(parts)} == {text}

    def test_F13_a_part_that_came_twice(self) -> None:
        first, second = arrived(segment(TO, "a" * 200, 1))
        assert join([second, first, second, first]) == "a" * 200

    def test_F13_a_part_that_never_came(self) -> None:
        _, second = arrived(segment(TO, "a" * 153 + "the rest", 1))
        assert join([second]) == "the rest"

    def test_F18_a_pair_cut_by_the_sender(self) -> None:
        coded = "a😀b".encode("utf-16-be")
        assert join([part(2, 2, coded[4:], 8), part(1, 2, coded[:4], 8)]) == "a😀b"

    def test_F18_a_character_cut_in_the_middle_by_the_sender(self) -> None:
        coded = "aşb".encode("utf-16-be")
        assert join([part(1, 2, coded[:3], 8), part(2, 2, coded[3:], 8)]) == "aşb"

    def test_F18_an_escape_cut_by_the_sender(self) -> None:
        assert join([part(1, 2, b"a\x1b", 0), part(2, 2, b"eb", 0)]) == "a€b"

    def test_F18_broken_utf16_is_replaced(self) -> None:
        assert join([part(1, 2, b"\xd8\x3d", 8), part(2, 2, b"\0a\xde\0", 8)]) == "\ufffda\ufffd"

    def test_parts_of_different_encodings(self) -> None:
        assert join([part(1, 3, b"\x1be", 0), part(2, 3, b"\x01\x5f", 8), part(3, 3, b"\x00", 0)]) == "€ş@"

    def test_text_with_a_part_of_data(self) -> None:
        assert join([part(1, 2, b"\x00", 0), part(2, 2, b"\xe9", 4)]) == "@é"

    def test_one_message(self) -> None:
        assert join([Deliver(FROM, NOW, b"abc")]) == "abc"
        assert join([Deliver(FROM, NOW, b"\x01", 4)]) == b"\x01"

    def test_nothing(self) -> None:
        assert join([]) == ""


national = st.sampled_from(sorted(LANGUAGES)).flatmap(
    lambda language: st.text(
        (locking_table(0 if language == 2 else language) + single_table(language)).translate({ord(VOID): "", 0x1B: ""}),
        max_size=400,
    )
)
plain = st.text(locking_table(0).replace("\x1b", "") + "€[]{}\\|~^\f", max_size=700)
emoji = st.text("a€ş😀👩🏽‍🚀🇩🇪", max_size=300)


@given(
    st.text(max_size=300) | national | plain | emoji,
    st.sampled_from(((), (1,), (2, 3), (6, 13), tuple(LANGUAGES))),
    st.sampled_from((8, 16)),
    st.sampled_from((None, (2948, 9200))),
)
@settings(max_examples=5 * settings().max_examples)
def test_F18_any_text_arrives(text: str, languages: tuple[int, ...], bits: int, ports: tuple[int, int] | None) -> None:
    options = MessageOptions(languages=languages, reference_bits=bits, ports=ports)  # type: ignore[arg-type]
    submits = segment(TO, text, 77, options)
    parts = arrived(submits)
    assert join(parts) == text
    assert "".join(str(each.text) for each in parts) == text  # so each is whole by itself
    size = measure(text, options)
    assert (size.parts, size.encoding) == (len(submits), submits[0].encoding)
    assert size.units_left_in_last_part >= 0


@given(st.binary(max_size=500))
def test_any_data_arrives(data: bytes) -> None:
    assert join(arrived(segment(TO, data, 300))) == data
