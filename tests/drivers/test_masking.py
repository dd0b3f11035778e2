"""What a recording tells: no secret, no number, nothing that a message says, and all the rest."""

from __future__ import annotations

import pytest

from drivers.masking import mask
from drivers.trace import Transcript

SECRET = "the secret of the box"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('AT+CPIN="1234"', 'AT+CPIN="****"'),
        ("AT+CPIN=1234", 'AT+CPIN="****"'),
        ('at+cpin="12345678","4321"', 'at+cpin="****","****"'),
        ('AT+CPIN="12', 'AT+CPIN="****"'),
        ('AT+CLCK="SC",1,"1234"', 'AT+CLCK="SC",1,"****"'),
        ('AT+CLCK="SC",2', 'AT+CLCK="SC","****"'),
        ('AT+CPWD="SC","1234","4321"', 'AT+CPWD="SC","****","****"'),
        ('AT^CPIN="1234"', 'AT^CPIN="****"'),
        ("AT+CPIN?", "AT+CPIN?"),
        ("AT+CREG=2", "AT+CREG=2"),
    ],
)
def test_F32_secrets_are_masked(line: str, masked: str) -> None:
    assert mask(line) == masked

    assert mask(line) == masked


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('+CLIP: "+491711234567",145,"",,"",0', '+CLIP: "*************",145,"",,"",0'),
        ('+CNUM: "","01711234567",129', '+CNUM: "","***********",129'),
        ("ATD+491711234567;", "ATD*************;"),
        ("ATDT01711234567", "ATDT***********"),
        ("NMBR = 01711234567", "NMBR = ***********"),
        ("NAME = SOMEBODY", "NAME = ********"),
        ("CALLER NUMBER: 5550001", "CALLER NUMBER: *******"),
        ('+FTSI: "+49 171 1234567 "', '+FTSI: "****************"'),
        ('AT+CUSD=1,"*101*123456789#",15', 'AT+CUSD=1,"***************",15'),
        ('AT+CUSD=1,"*100#",15', 'AT+CUSD=1,"*100#",15'),
        ('+COPS: 0,0,"SIMNET",7', '+COPS: 0,0,"SIMNET",7'),
        ('+CCLK: "24/03/01,12:00:00+04"', '+CCLK: "24/03/01,12:00:00+04"'),
        ('+CCID: "8949020000123456789"', '+CCID: "8949020000123456789"'),
        ("262021234567890", "262021234567890"),
        ("AT+CMGD=1", "AT+CMGD=1"),
    ],
)
def test_F32_numbers_are_masked_and_what_names_the_modem_is_not(line: str, masked: str) -> None:
    assert mask(line) == masked


def told(text: str) -> list[str]:
    return str(Transcript.parse(text).masked()).splitlines()


@pytest.mark.parametrize(
    "said",
    [
        f'< +CMT: "+491711234567",,"24/03/01,12:00:00+04"\n< {SECRET}',
        f'< +CMT: "+491711234567",,"24/03/01,12:00:00+04"\n< Hello\\r\\n\\\n< {SECRET}\\r\\n\\',
        f'< +CMT: "Bank",,"24/03/01,12:00:00+04"\n> AT+CSQ\n< {SECRET}',
        f'< +CMGL: 1,"REC READ","+491711234567"\n< {SECRET}\n< +CMGL: 2,"REC READ","+491711234568"\n< {SECRET}',
        f'< +CUSD: 0,"{SECRET}",15',
        f'< +CUSD: 0,"Balance\\r\\n\\\n< {SECRET}\\n\\\n< 0 End",15',
        f"> {SECRET}\\x1a",
        "< +CMT: ,9\n< 0791448720\\x00\\x01 the secret",
        "< \\xff\\x03 the secret of the page\\",
        "> \\xff\\x03 the secret of the page\\x10\\x03\\",
    ],
)
def test_F32_what_is_carried_is_masked_to_its_end(said: str) -> None:
    lines = told(f"{said}\n< OK\n< +CSQ: 17,0")
    assert "secret" not in "".join(lines)
    assert "1711234567" not in "".join(lines)
    assert lines[-1] == "< +CSQ: 17,0"


def test_what_follows_a_message_is_told() -> None:
    assert told('< +CMT: ,23\n< 0791\n< +CMTI: "SM",3\n< NO CARRIER')[2:] == ['< +CMTI: "SM",3', "< NO CARRIER"]
    assert told('< +CUSD: 0,"5.00",15\n< RDY') == ['< +CUSD: 0,"****",15', "< RDY"]
    assert told('< +CMT: "Bank",,"24/03/01"\n< text\n< +CREG: 1\n< RDY')[1:] == ["< ****", "< +CREG: 1", "< RDY"]


def test_noise_that_is_short_is_told() -> None:
    assert told("< \\xff\\xfe\\x80\\\n< RDY") == ["< \\xff\\xfe\\x80\\", "< RDY"]
