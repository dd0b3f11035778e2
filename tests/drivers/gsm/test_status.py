import pytest

from drivers.gsm.status import outcome, reason


@pytest.mark.parametrize(
    ("status", "result", "words"),
    [
        (0x00, "delivered", "received by the SME"),
        (0x01, "delivered", "forwarded to the SME, delivery can't be confirmed"),
        (0x02, "delivered", "replaced by the service centre"),
        (0x1F, "delivered", "specific to the service centre (0x1F)"),
        (0x20, "trying", "congestion"),
        (0x25, "trying", "error in the SME"),
        (0x30, "trying", "specific to the service centre (0x30)"),
        (0x3F, "trying", "specific to the service centre (0x3F)"),
        (0x40, "failed", "remote procedure error"),
        (0x46, "failed", "validity period expired"),
        (0x49, "failed", "message does not exist"),
        (0x4A, "failed", "service rejected (reserved code 0x4A)"),
        (0x63, "failed", "service rejected"),
        (0x70, "failed", "specific to the service centre (0x70)"),
        (0x80, "failed", "service rejected (reserved code 0x80)"),
        (0xFF, "failed", "service rejected (reserved code 0xFF)"),
    ],
)
def test_status(status: int, result: str, words: str) -> None:
    assert outcome(status) == result
    assert reason(status) == words
