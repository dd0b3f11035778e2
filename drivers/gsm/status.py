"""TP-Status: how it went with a message, in words (23.040 9.2.3.15)."""

from __future__ import annotations

from typing import Literal

Outcome = Literal["delivered", "trying", "failed"]

_REASONS = {
    0x00: "received by the SME",
    0x01: "forwarded to the SME, delivery can't be confirmed",
    0x02: "replaced by the service centre",
    0x20: "congestion",
    0x21: "SME busy",
    0x22: "no response from the SME",
    0x23: "service rejected",
    0x24: "quality of service not available",
    0x25: "error in the SME",
    0x40: "remote procedure error",
    0x41: "incompatible destination",
    0x42: "connection rejected by the SME",
    0x43: "not obtainable",
    0x44: "quality of service not available",
    0x45: "no interworking available",
    0x46: "validity period expired",
    0x47: "deleted by the originating SME",
    0x48: "deleted by the service centre's administration",
    0x49: "message does not exist",
    0x60: "congestion",
    0x61: "SME busy",
    0x62: "no response from the SME",
    0x63: "service rejected",
    0x64: "quality of service not available",
    0x65: "error in the SME",
}
_SPECIFIC_TO_CENTRE = range(0x10, 0x20)
_REJECTED = 0x63


def outcome(status: int) -> Outcome:
    """Delivered, still being tried, or failed for good; reserved codes count as "service rejected" (9.2.3.15)."""
    if status < 0x20:
        return "delivered"
    return "trying" if status < 0x40 else "failed"


def reason(status: int) -> str:
    """TP-Status in words."""
    if status in _REASONS:
        return _REASONS[status]
    if status < 0x80 and status & 0x1F in _SPECIFIC_TO_CENTRE:
        return f"specific to the service centre (0x{status:02X})"
    return f"{_REASONS[_REJECTED]} (reserved code 0x{status:02X})"
