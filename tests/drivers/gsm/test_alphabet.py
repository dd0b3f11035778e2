import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gsm.alphabet import (
    DEFAULT,
    UCS2,
    Choice,
    Encoding,
    NotInAlphabet,
    cheapest,
    decode_septets,
    decode_ucs2,
    encode_septets,
    encode_ucs2,
)
from drivers.gsm.national import LANGUAGES, VOID, has_locking, locking_table, single_table

TABLES = [(0, 0)] + [(locking, single) for single in LANGUAGES for locking in (0, single) if has_locking(locking)]


def test_basic_and_extension() -> None:
    assert encode_septets("@£$ é€[]\f") == bytes.fromhex("00 01 02 20 05 1B65 1B3C 1B3E 1B0A")


@pytest.mark.parametrize(("locking", "single"), TABLES)
def test_every_character_of_the_tables_comes_back(locking: int, single: int) -> None:
    text = "".join((locking_table(locking) + single_table(single)).replace(VOID, "").replace("\x1b", ""))
    assert decode_septets(encode_septets(text, locking, single), locking, single) == text


def test_a_national_table_shortens() -> None:
    assert encode_septets("ğ", 0, 1) == bytes.fromhex("1B67")
    assert encode_septets("ğ", 1, 0) == b"\x0c"
    assert encode_septets("अ", 6, 6) == b"\x03"
    assert encode_septets("१", 6, 6) == bytes.fromhex("1B1D")


def test_a_letter_printed_twice_takes_its_first_code() -> None:
    assert encode_septets("*¡", 6, 6) == bytes.fromhex("1B0B 1B13")
    assert decode_septets(bytes.fromhex("1B18 1B15"), 6, 6) == "*¡"


@pytest.mark.parametrize("character", ["`", "ş", "\u0303", "😀", "\0", "\x1b", VOID])
def test_what_is_not_there_is_refused_by_name(character: str) -> None:
    with pytest.raises(NotInAlphabet, match=f"U\\+{ord(character):04X}"):
        encode_septets("abc" + character)


@pytest.mark.parametrize(("locking", "single"), [(2, 0), (14, 0), (0, 14)])
def test_tables_that_do_not_exist_are_refused(locking: int, single: int) -> None:
    with pytest.raises(ValueError, match="no such national language"):
        encode_septets("a", locking, single)


@pytest.mark.parametrize(
    ("septets", "text"),
    [
        ("1B41", "A"),  # no such extension: the basic character
        ("1B1B65", " e"),  # the escape to another table: a space
        ("1B0D", "\r"),
        ("611B", "a "),  # nothing follows
        ("1B", " "),
        ("1B651B65", "€€"),
    ],
)
def test_escapes_to_nothing(septets: str, text: str) -> None:
    assert decode_septets(bytes.fromhex(septets)) == text


def test_unknown_languages_read_as_default() -> None:
    assert decode_septets(b"\x00\x1be", 99, 200) == "@€"


def test_an_empty_cell_of_a_locking_table_shows_as_such() -> None:
    assert decode_septets(b"\x00a", 7) == VOID + "a"


@given(st.binary(max_size=40), st.integers(0, 255), st.integers(0, 255))
def test_decoding_never_raises(septets: bytes, locking: int, single: int) -> None:
    assert isinstance(decode_septets(septets, locking, single), str)


@given(st.text(max_size=40))
def test_ucs2_comes_back(text: str) -> None:
    assert decode_ucs2(encode_ucs2(text)) == text


def test_half_a_pair_is_refused_by_place() -> None:
    with pytest.raises(ValueError, match=r"character 3 .* \(U\+D83D\)"):
        encode_ucs2("ab\ud83d")


def test_broken_utf16_is_replaced() -> None:
    assert decode_ucs2(bytes.fromhex("0061 D83D 0062 DE00 63")) == "a\ufffdb\ufffd\ufffd"


class TestCheapest:
    def test_default_where_it_can(self) -> None:
        assert cheapest("plain [text] €") == DEFAULT

    def test_ucs2_where_nothing_else_can(self) -> None:
        assert cheapest("ş") == UCS2
        assert cheapest("😀", languages=tuple(LANGUAGES)) == UCS2

    def test_the_default_is_kept_where_a_national_table_saves_no_part(self) -> None:
        assert cheapest("€" * 20, languages=(1,)) == DEFAULT

    def test_the_default_is_left_for_fewer_parts(self) -> None:
        assert cheapest("€" * 150, languages=(1,)) == Choice(Encoding.GSM7, 1, 0)

    def test_fewer_parts_win(self) -> None:
        text = "ş" * 140
        assert cheapest(text) == UCS2
        assert cheapest(text, languages=(1,)) == Choice(Encoding.GSM7, 1, 0)

    def test_a_single_shift_where_letters_of_the_default_are_needed_too(self) -> None:
        assert cheapest("caffè in Beşiktaş " * 5, languages=(1,)) == Choice(Encoding.GSM7, 0, 1)

    def test_then_fewer_octets(self) -> None:
        assert cheapest("ş", languages=(1,)) == UCS2  # 2 octets against 4 and more

    def test_locking_and_single_of_one_language(self) -> None:
        text = "नमस्ते १२३। " * 8
        assert cheapest(text, languages=(6,)) == Choice(Encoding.GSM7, 6, 6)

    def test_spanish_is_single_shift_only(self) -> None:
        assert cheapest("á" * 75, languages=(2,)) == Choice(Encoding.GSM7, 0, 2)

    def test_the_header_counts(self) -> None:
        text = "ş" * 155
        assert cheapest(text, languages=(1,)) == Choice(Encoding.GSM7, 1, 0)
        assert len(Choice(Encoding.GSM7, 1).cut(encode_septets(text, 1))) == 1
        assert len(Choice(Encoding.GSM7, 1).cut(encode_septets(text, 1), other=6)) == 2

    @pytest.mark.parametrize("language", [14, -1])
    def test_an_unknown_language_is_refused(self, language: int) -> None:
        with pytest.raises(ValueError, match="no national language identifier"):
            cheapest("ş", languages=(language,))

    def test_half_a_pair_is_refused(self) -> None:
        with pytest.raises(ValueError, match="half a surrogate pair"):
            cheapest("\ude00")

    def test_text_is_no_data(self) -> None:
        with pytest.raises(ValueError, match="8-bit data"):
            Choice(Encoding.DATA8).encode("a")
