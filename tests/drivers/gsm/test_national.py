"""The national tables against a second listing, in septet order, taken from elsewhere than the tables themselves."""

import pytest

from drivers.gsm.national import LANGUAGES, VOID, has_locking, has_single, locking_table, single_table

WORDS = {"SP": " ", "LF": "\n", "CR": "\r", "FF": "\f", "ESC": "\x1b", "NO": VOID, "0-9": "0123456789"}
WORDS["a-z"] = "".join(map(chr, range(ord("a"), ord("z") + 1)))
WORDS["A-Z"] = WORDS["a-z"].upper()

LATIN = (
    " !\"#¤%&'()*+,-./0123456789:;<=>?",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
)
LATIN_LOCKING = {
    0: "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" + LATIN[0] + "¡" + LATIN[1] + "ÄÖÑÜ§¿" + LATIN[2] + "äöñüà",
    1: "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ" + LATIN[0] + "İ" + LATIN[1] + "ÄÖÑÜ§ç" + LATIN[2] + "äöñüà",
    3: "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ"
    + LATIN[0].replace("¤", "º")
    + "Í"
    + LATIN[1]
    + "ÃÕÚÜ§~"
    + LATIN[2]
    + "ãõ`üà",
}
EXTENSION = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|"}
EXTENSION[0x65] = "€"
LATIN_SINGLE = {
    0: {},
    1: {0x47: "Ğ", 0x49: "İ", 0x53: "Ş", 0x63: "ç", 0x67: "ğ", 0x69: "ı", 0x73: "ş"},
    2: {0x09: "ç", 0x41: "Á", 0x49: "Í", 0x4F: "Ó", 0x55: "Ú", 0x61: "á", 0x69: "í", 0x6F: "ó", 0x75: "ú"},
    3: dict(zip((0x05, 0x09, 0x0B, 0x0C, 0x0E, 0x0F, 0x12, 0x13, 0x15, 0x16, 0x17), "êçÔôÁáΦΓΩΠΨ", strict=True))
    | dict(zip((0x18, 0x19, 0x1F, 0x41, 0x49, 0x4F, 0x55, 0x5B, 0x5C), "ΣΘÊÀÍÓÚÃÕ", strict=True))
    | dict(zip((0x61, 0x69, 0x6F, 0x75, 0x7B, 0x7C, 0x7F), "Âíóúãõâ", strict=True)),
}

INDIC_LOCKING = {
    4: "0981-0983 0985-098B LF 098C NO CR NO 098F 0990 NO NO 0993-099A ESC 099B-099E SP ! 099F-09A4 ) ( 09A5 09A6 "
    ", 09A7 . 09A8 0-9 : ; NO 09AA 09AB ? 09AC-09B0 NO 09B2 NO NO NO 09B6-09B9 09BC 09BD 09BE-09C4 NO NO 09C7 09C8 NO "
    "NO 09CB-09CE a-z 09D7 09DC 09DD 09F0 09F1",
    5: "0A81-0A83 0A85-0A8B LF 0A8C 0A8D CR NO 0A8F-0A91 NO 0A93-0A9A ESC 0A9B-0A9E SP ! 0A9F-0AA4 ) ( 0AA5 0AA6 , "
    "0AA7 . 0AA8 0-9 : ; NO 0AAA 0AAB ? 0AAC-0AB0 NO 0AB2 0AB3 NO 0AB5-0AB9 0ABC 0ABD 0ABE-0AC5 NO 0AC7-0AC9 NO "
    "0ACB-0ACD 0AD0 a-z 0AE0-0AE3 0AF1",
    6: "0901-0903 0905-090B LF 090C 090D CR 090E-091A ESC 091B-091E SP ! 091F-0924 ) ( 0925 0926 , 0927 . 0928 0-9 : ; "
    "0929-092B ? 092C-0939 093C-094D 0950 a-z 0972 097B 097C 097E 097F",
    7: "NO 0C82 0C83 0C85-0C8B LF 0C8C NO CR 0C8E-0C90 NO 0C92-0C9A ESC 0C9B-0C9E SP ! 0C9F-0CA4 ) ( 0CA5 0CA6 , "
    "0CA7 . 0CA8 0-9 : ; NO 0CAA 0CAB ? 0CAC-0CB3 NO 0CB5-0CB9 0CBC-0CC4 NO 0CC6-0CC8 NO 0CCA-0CCD 0CD5 a-z 0CD6 "
    "0CE0-0CE3",
    8: "NO 0D02 0D03 0D05-0D0B LF 0D0C NO CR 0D0E-0D10 NO 0D12-0D1A ESC 0D1B-0D1E SP ! 0D1F-0D24 ) ( 0D25 0D26 , "
    "0D27 . 0D28 0-9 : ; NO 0D2A 0D2B ? 0D2C-0D39 NO 0D3D-0D44 NO 0D46-0D48 NO 0D4A-0D4D 0D57 a-z 0D60-0D63 0D79",
    9: "0B01-0B03 0B05-0B0B LF 0B0C NO CR NO 0B0F 0B10 NO NO 0B13-0B1A ESC 0B1B-0B1E SP ! 0B1F-0B24 ) ( 0B25 0B26 , "
    "0B27 . 0B28 0-9 : ; NO 0B2A 0B2B ? 0B2C-0B30 NO 0B32 0B33 NO 0B35-0B39 0B3C-0B44 NO NO 0B47 0B48 NO NO 0B4B-0B4D "
    "0B56 a-z 0B57 0B60-0B63",
    10: "0A01-0A03 0A05-0A0A NO LF NO NO CR NO 0A0F 0A10 NO NO 0A13-0A1A ESC 0A1B-0A1E SP ! 0A1F-0A24 ) ( 0A25 0A26 , "
    "0A27 . 0A28 0-9 : ; NO 0A2A 0A2B ? 0A2C-0A30 NO 0A32 0A33 NO 0A35 0A36 NO 0A38 0A39 0A3C NO 0A3E-0A42 NO NO NO NO "
    "0A47 0A48 NO NO 0A4B-0A4D 0A51 a-z 0A70-0A74",
    11: "NO 0B82 0B83 0B85-0B8A NO LF NO NO CR 0B8E-0B90 NO 0B92-0B95 NO NO NO 0B99 0B9A ESC NO 0B9C NO 0B9E SP ! 0B9F "
    "NO NO NO 0BA3 0BA4 ) ( NO NO , NO . 0BA8 0-9 : ; 0BA9 0BAA NO ? NO NO 0BAE-0BB9 NO NO 0BBE-0BC2 NO NO NO "
    "0BC6-0BC8 NO 0BCA-0BCD 0BD0 a-z 0BD7 0BF0-0BF2 0BF9",
    12: "0C01-0C03 0C05-0C0B LF 0C0C NO CR 0C0E-0C10 NO 0C12-0C1A ESC 0C1B-0C1E SP ! 0C1F-0C24 ) ( 0C25 0C26 , 0C27 . "
    "0C28 0-9 : ; NO 0C2A 0C2B ? 0C2C-0C33 NO 0C35-0C39 NO 0C3D-0C44 NO 0C46-0C48 NO 0C4A-0C4D 0C55 a-z 0C56 0C60-0C63",
    13: "0627 0622 0628 067B 0680 067E 06A6 062A 06C2 067F LF 0679 067D CR 067A 067C 062B 062C 0681 0684 0683 "
    "0685-0687 062D-062F ESC 068C 0688-068A SP ! 068F 068D 0630 0631 0691 0693 ) ( 0699 0632 , 0696 . 0698 0-9 : ; "
    "069A 0633 0634 ? 0635-0639 0641 0642 06A9-06AB 06AF 06B3 06B1 0644-0646 06BA-06BC 0648 06C4 06D5 06C1 06BE "
    "0621 06CC 06D0 06D2 "
    "064D 0650 064F 0657 0654 a-z 0655 0651 0653 0656 0670",
}

# from 0x19, from 0x2A and from 0x30 on: the rest is one for all ten
INDIC_SINGLE = {
    4: ("09E6 09E7 NO 09E8-09EF 09DF-09E2", "09E3 09F2-09F5", "09F6-09FA"),
    5: ("0964 0965 NO 0AE6-0AEF", "", ""),
    6: ("0964 0965 NO 0966-096F 0951 0952", "0953 0954 0958-095A", "095B-0963 0970 0971"),
    7: ("0964 0965 NO 0CE6-0CEF 0CDE 0CF1", "0CF2", ""),
    8: ("0964 0965 NO 0D66-0D71", "0D72-0D75 0D7A", "0D7B-0D7F"),
    9: ("0964 0965 NO 0B66-0B6F 0B5C 0B5D", "0B5F 0B70 0B71", ""),
    10: ("0964 0965 NO 0A66-0A6F 0A59 0A5A", "0A5B 0A5C 0A5E 0A75", ""),
    11: ("0964 0965 NO 0BE6-0BEF 0BF3 0BF4", "0BF5-0BF8 0BFA", ""),
    12: ("NO NO NO 0C66-0C6F 0C58 0C59", "0C78-0C7C", "0C7D-0C7F"),
    13: (
        "0600 0601 NO 06F0-06F9 060C 060D",
        "060E-0612",
        "0613 0614 061B 061F 0640 0652 0658 066B 066C 0672 0673 06CD [ ~ ] 06D4",
    ),
}


def spelled(listing: str) -> str:
    return "".join(map(spelled_word, listing.split()))


def spelled_word(word: str) -> str:
    if word in WORDS or len(word) == 1:
        return WORDS.get(word, word)
    first, _, last = word.partition("-")
    return "".join(map(chr, range(int(first, 16), int(last or first, 16) + 1)))


def test_the_latin_locking_tables() -> None:
    for language, listing in LATIN_LOCKING.items():
        assert locking_table(language) == listing, language


@pytest.mark.parametrize("language", INDIC_LOCKING)
def test_an_indic_locking_table(language: int) -> None:
    assert locking_table(language) == spelled(INDIC_LOCKING[language])


@pytest.mark.parametrize("language", LATIN_SINGLE)
def test_a_latin_single_shift_table(language: int) -> None:
    listing = EXTENSION | LATIN_SINGLE[language]
    assert single_table(language) == "".join(listing.get(code, VOID) for code in range(128))


@pytest.mark.parametrize("language", INDIC_SINGLE)
def test_an_indic_single_shift_table(language: int) -> None:
    head = spelled("@ £ $ ¥ ¿ \" ¤ % & ' FF * + NO - / < = > ¡ ^ ¡ _ # *")
    digits, middle, high = (spelled(listing) for listing in INDIC_SINGLE[language])
    table = head + digits.ljust(15, VOID) + "{}" + middle.ljust(5, VOID) + "\\"
    table += (high.ljust(12, VOID) + "[~]").ljust(16, VOID)[:16]
    table += spelled("| A-Z").ljust(0x25, VOID) + "€"
    assert single_table(language) == table.ljust(128, VOID)


def test_spanish_has_a_single_shift_table_only() -> None:
    assert [language for language in LANGUAGES if not has_locking(language)] == [2]
    assert all(has_single(language) for language in LANGUAGES)


def test_every_table_has_its_escape_and_nothing_else_there() -> None:
    assert all(locking_table(language)[0x1B] == "\x1b" for language in (0, *LANGUAGES) if has_locking(language))
    assert all(single_table(language)[0x1B] == VOID for language in (0, *LANGUAGES))
