"""How a facsimile call ended: the call termination status of TIA-592 and T.32 (+FHS; +FHNG of class 2)."""

from __future__ import annotations

import enum


class Termination(enum.Enum):
    """The value is the code as class 2 says it, in decimal; class 2.0 writes it in hexadecimal digits."""

    NORMAL = 0
    RING_WITHOUT_HANDSHAKE = 1
    ABORTED = 2
    NO_LOOP_CURRENT = 3
    PHASE_A = 10
    NO_ANSWER = 11
    TRANSMIT_B = 20
    INCOMPATIBLE = 21
    TRANSMIT_B_COMMAND_LOST = 22
    TRANSMIT_B_COMMAND_INVALID = 23
    TRANSMIT_B_RESPONSE_LOST = 24
    NO_RESPONSE_TO_DCS = 25
    DCS_NOT_RECOGNISED = 26
    TRAINING_FAILED = 27
    TRANSMIT_B_RESPONSE_INVALID = 28
    TRANSMIT_C = 40
    UNDERFLOW = 43
    TRANSMIT_D = 50
    TRANSMIT_D_RESPONSE_LOST = 51
    NO_RESPONSE_TO_MPS = 52
    INVALID_RESPONSE_TO_MPS = 53
    NO_RESPONSE_TO_EOP = 54
    INVALID_RESPONSE_TO_EOP = 55
    NO_RESPONSE_TO_EOM = 56
    INVALID_RESPONSE_TO_EOM = 57
    TRANSMIT_INTERRUPTED = 58
    RECEIVE_B = 70
    RECEIVE_B_RESPONSE_LOST = 71
    RECEIVE_B_COMMAND_LOST = 72
    PAGE_NOT_RECEIVED = 73
    NO_COMMAND_AFTER_EOM = 74
    RECEIVE_C = 90
    NO_END_OF_LINE = 91
    OVERFLOW = 93
    BAD_FRAME = 94
    RECEIVE_D = 100
    RECEIVE_D_RESPONSE_INVALID = 101
    RECEIVE_D_COMMAND_INVALID = 102
    RECEIVE_INTERRUPTED = 103

    @property
    def text(self) -> str:
        return _TEXTS[self]

    @property
    def hexadecimal(self) -> str:
        """As class 2.0 writes it: tens in the first digit, beyond 9 with A and B."""
        return f"{self.value // 10:X}{self.value % 10}"

    @classmethod
    def of_class_2(cls, code: int) -> Termination:
        """What +FHNG says; a code that is not known as the one that stands for all of its phase."""
        return next((cls(each) for each in (code, *_of_phase(code)) if each in _CODES), cls.PHASE_A)

    @classmethod
    def of_class_2_0(cls, code: str) -> Termination:
        """What +FHS says. Raises ValueError where it is no hexadecimal number."""
        tens, ones = divmod(int(code, 16), 16)
        return cls.of_class_2(tens * 10 + ones)


def _of_phase(code: int) -> tuple[int, ...]:
    return tuple(first for first in (100, 90, 70, 50, 40, 20, 10) if first <= code)[:1]


_TEXTS = {
    Termination.NORMAL: "the call ended normally",
    Termination.RING_WITHOUT_HANDSHAKE: "it rang, but there was no facsimile",
    Termination.ABORTED: "the call was aborted",
    Termination.NO_LOOP_CURRENT: "there is no line",
    Termination.PHASE_A: "the call failed",
    Termination.NO_ANSWER: "no facsimile answered",
    Termination.TRANSMIT_B: "the far end ended the call before the document",
    Termination.INCOMPATIBLE: "the far end can't receive, or has no document",
    Termination.TRANSMIT_B_COMMAND_LOST: "a command was lost before the document",
    Termination.TRANSMIT_B_COMMAND_INVALID: "an invalid command came before the document",
    Termination.TRANSMIT_B_RESPONSE_LOST: "a response was lost before the document",
    Termination.NO_RESPONSE_TO_DCS: "the far end did not respond to DCS",
    Termination.DCS_NOT_RECOGNISED: "the far end did not recognise DCS",
    Termination.TRAINING_FAILED: "training failed at every rate",
    Termination.TRANSMIT_B_RESPONSE_INVALID: "an invalid response came before the document",
    Termination.TRANSMIT_C: "sending a page failed",
    Termination.UNDERFLOW: "a page did not come to the modem fast enough",
    Termination.TRANSMIT_D: "the far end could not read a page however often it was sent",
    Termination.TRANSMIT_D_RESPONSE_LOST: "the far end ended the call instead of confirming a page",
    Termination.NO_RESPONSE_TO_MPS: "the far end did not respond to MPS",
    Termination.INVALID_RESPONSE_TO_MPS: "the far end gave no valid response to MPS",
    Termination.NO_RESPONSE_TO_EOP: "the far end did not respond to EOP",
    Termination.INVALID_RESPONSE_TO_EOP: "the far end gave no valid response to EOP",
    Termination.NO_RESPONSE_TO_EOM: "the far end did not respond to EOM",
    Termination.INVALID_RESPONSE_TO_EOM: "the far end gave no valid response to EOM",
    Termination.TRANSMIT_INTERRUPTED: "the far end asked for an operator",
    Termination.RECEIVE_B: "the far end ended the call before its document",
    Termination.RECEIVE_B_RESPONSE_LOST: "a response was lost before the document came",
    Termination.RECEIVE_B_COMMAND_LOST: "no command could be read before the document came",
    Termination.PAGE_NOT_RECEIVED: "an expected page did not come",
    Termination.NO_COMMAND_AFTER_EOM: "nothing came after EOM",
    Termination.RECEIVE_C: "receiving a page failed",
    Termination.NO_END_OF_LINE: "a line of a page did not end",
    Termination.OVERFLOW: "a page came faster than it was taken from the modem",
    Termination.BAD_FRAME: "a page could not be corrected",
    Termination.RECEIVE_D: "the far end ended the call in the middle of its document",
    Termination.RECEIVE_D_RESPONSE_INVALID: "an invalid response came after a page",
    Termination.RECEIVE_D_COMMAND_INVALID: "an invalid command came after a page",
    Termination.RECEIVE_INTERRUPTED: "the far end wanted an operator",
}
_CODES = frozenset(termination.value for termination in Termination)
