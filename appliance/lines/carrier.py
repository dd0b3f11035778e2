"""What an SMS needs on the air: the one place where the core's words become TPDUs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from appliance.domain import Claim
from appliance.errors import Invalid
from drivers.gsm.address import Address
from drivers.gsm.alphabet import Encoding, NotInAlphabet, encode_septets
from drivers.gsm.concat import MessageOptions, measure, segment
from drivers.gsm.national import has_locking
from drivers.gsm.tpdu import Submit

_TYPED_BY_PEOPLE = str.maketrans("", "", " -./()\u00a0")
_DECIMAL = re.compile(r"\+?[0-9]+\.0+")  # the dot would go, and a digit too many be dialled
_DIALABLE = re.compile(r"\+?[0-9]{1,20}|[*#0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class SmsMeasure:
    """How a text will go: `encoding` GSM7, DATA8 or UCS2, `parts`, and the units left in the last one."""

    encoding: str
    parts: int
    units_left: int


def options_of(options: Mapping[str, Any]) -> MessageOptions:
    """MessageOptions of a transmission's stored options. Raises Invalid."""
    validity = options.get("validity")
    encoding = options.get("encoding")
    ports = options.get("ports")
    return MessageOptions(
        message_class=options.get("message_class"),
        ports=None if ports is None else (int(ports[0]), int(ports[1])),
        replace_type=options.get("replace_type"),
        validity=None if validity is None else timedelta(seconds=float(validity)),
        status_report=bool(options.get("status_report", False)),
        reply_path=bool(options.get("reply_path", False)),
        languages=tuple(options.get("languages", ())),
        encoding=None if encoding is None else Encoding[encoding],
    )


def content_of(body: str, options: Mapping[str, Any]) -> str | bytes:
    """The text, or the octets where `options["binary"]` says that the body is hex. Raises Invalid."""
    if not options.get("binary"):
        return body
    try:
        return bytes.fromhex(body)
    except ValueError as error:
        raise Invalid(f"binary content must be hex digits: {error}") from error


class SmsCarrier:
    """What the office asks before it takes a message in: pure, no modem needed."""

    def dialable(self, number: str) -> str:
        """The number as it goes on the wire: spaces, dashes, dots, slashes and brackets taken out. Raises Invalid."""
        digits = number.strip(" ").translate(_TYPED_BY_PEOPLE)
        if _DECIMAL.fullmatch(number.strip(" ")):
            raise Invalid(f"{number!r} is no phone number but one with decimals, as spreadsheets write them")
        if not _DIALABLE.fullmatch(digits):
            raise Invalid(
                f"{number!r} is no phone number: digits, with + in front for an international one, at most 20"
            )
        return digits

    def measure(self, body: str, options: Mapping[str, Any]) -> SmsMeasure:
        """How many parts `body` takes, and in which encoding. Raises Invalid beyond 255 parts or for bad options."""
        try:
            found = measure(content_of(body, options), options_of(options))
        except (ValueError, LookupError, TypeError, OverflowError) as error:
            raise Invalid(str(error)) from error
        return SmsMeasure(found.encoding.name, found.parts, found.units_left_in_last_part)

    def beyond(self, body: str, options: Mapping[str, Any]) -> str:
        """The characters of `body`, each once, that no 7 bit table allowed has (23.038 6.2.1)."""
        tables = (0, *options.get("languages", ()))
        return "".join(each for each in dict.fromkeys(body) if not any(_has(table, each) for table in tables))


def _has(table: int, character: str) -> bool:
    locking = table if has_locking(table) else 0
    try:
        encode_septets(character, locking, table)
    except NotInAlphabet:
        return False
    return True


def parts_of(claim: Claim) -> tuple[Submit, ...]:
    """The SMS-SUBMITs of a claim: the same ones at every try, so that only those not yet accepted are sent again."""
    return segment(
        Address.parse(claim.party),
        content_of(claim.body, claim.options),
        claim.concat_reference,
        options_of(claim.options),
    )
