"""The tokens of SCG's contacts (spec/SCG.md 9)."""

from __future__ import annotations

from typing import Any

from appliance import identifiers
from appliance.api.dialect import OPTIONAL_NUMBER, Field, Kind, Many, One, Operation, Value
from appliance.api.scg.contacts import PATH
from appliance.api.scg.dates import MILLIS
from appliance.api.scg.fields import (
    Sparse,
    created,
    indexed,
    of_record,
    read_only,
    record,
    sorts,
    sought,
    times,
    write_only,
)
from appliance.errors import NotFound
from appliance.office import Office
from appliance.office.contacttokens import Token
from appliance.spool.listing import Match

_TEXT = indexed()
_NAMED = "contact_access_token"  # as which identifiers know it


def _token(name: str, value: Any) -> Token:
    """A token's id in a list, or else the token itself."""
    try:
        return identifiers.decode(_NAMED, value)
    except NotFound:
        return str(value)


def _called(token: Token) -> str:
    return token if isinstance(token, str) else identifiers.encode(_NAMED, token)


CONTACT_TOKEN = Kind({"type": "string", "minLength": 1}, _token, _called)
"""How a path names an access token."""

ACCESS_TOKEN = Sparse(
    "ContactAccessToken",
    read_only("id", "", Kind({"type": "string"}, _token, lambda it: it.secret or _called(it.id))),
    *(each for each in record(_NAMED) if each.name != "id"),
    read_only("expiry_time", "expires_at", MILLIS),
    write_only("duration", "duration", OPTIONAL_NUMBER),
)
APPLICATION_TOKEN = Sparse(
    "ContactApplicationToken",
    *record("application_token"),
    Field("sender_id_address", "sender_address", _TEXT),
    Field("message_delivery_provider", "provider", _TEXT),
    Field("token", "token", indexed(4096)),
)
_ACCESS = (*of_record(_NAMED), *times(expiry_time="expires_at"))
_APPLICATION = (
    *of_record("application_token"),
    *sought(
        _TEXT,
        Match.EXACT,
        sender_id_address="sender_address",
        message_delivery_provider="provider",
        token="token",  # noqa: S106  a column
    ),
)


def operations(office: Office) -> tuple[Operation, ...]:
    """Their rows of the table."""
    return (*_access(office), *_application(office))


def _access(office: Office) -> tuple[Operation, ...]:
    use, every, its_id = office.contact_access_tokens, f"{PATH}/access_tokens", Value(("id",), CONTACT_TOKEN)
    path, all_of = f"{every}/{{contact_token}}", Many(ACCESS_TOKEN, _ACCESS, sorts(*_ACCESS))
    return (
        Operation("GET", every, "A contact's access tokens", use.find, all_of),
        Operation("POST", every, "New access token", use.create, its_id, ACCESS_TOKEN),
        Operation("GET", path, "An access token", use.read, One(ACCESS_TOKEN)),
        Operation("PUT", path, "Renew an access token", use.renew, its_id, ACCESS_TOKEN, replaces=True),
        Operation("DELETE", path, "Take an access token back", use.delete, its_id),
    )


def _application(office: Office) -> tuple[Operation, ...]:
    use, every, its_id = office.contact_application_tokens, f"{PATH}/application_tokens", created("application_token")
    path, all_of = f"{every}/{{application_token}}", Many(APPLICATION_TOKEN, _APPLICATION, sorts(*_APPLICATION))
    shape = APPLICATION_TOKEN
    return (
        Operation("GET", every, "A contact's application tokens", use.find, all_of),
        Operation("POST", every, "New application token", use.create, its_id, shape),
        Operation("GET", path, "An application token", use.read, One(shape)),
        Operation("POST", path, "Change an application token", use.update, its_id, shape, partial=True),
        Operation("PUT", path, "Replace an application token", use.update, its_id, shape, replaces=True),
        Operation("DELETE", path, "Delete an application token", use.delete, its_id),
    )
