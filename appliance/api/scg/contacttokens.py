"""The tokens of SCG's contacts (spec/SCG.md 9)."""

from __future__ import annotations

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
    write_only,
)
from appliance.office import Office
from appliance.spool.listing import Match

_TEXT = indexed()
_SECRET = Kind({"type": "string", "minLength": 1, "maxLength": 64}, lambda name, value: str(value))

ACCESS_TOKEN = Sparse(
    "ContactAccessToken",
    read_only("id", "token", _SECRET),
    *(each for each in record("contact") if each.name != "id"),
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
_ACCESS = (
    *sought(_SECRET, id="token"),
    *sought(MILLIS, expiry_time="expires_at"),
    *(each for each in of_record("contact") if each.name != "id"),
)
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
    use, every, its_id = office.contact_access_tokens, f"{PATH}/access_tokens", Value(("id",), _SECRET)
    path, all_of = f"{every}/{{access_token}}", Many(ACCESS_TOKEN, _ACCESS, sorts(*_ACCESS))
    change = ("contact_update",)  # to read one is to have it
    return (
        Operation("GET", every, "A contact's access tokens", use.find, all_of, needs=change),
        Operation("POST", every, "New access token", use.create, its_id, ACCESS_TOKEN, needs=change),
        Operation("GET", path, "An access token", use.read, One(ACCESS_TOKEN), needs=change),
        Operation("PUT", path, "Renew an access token", use.renew, its_id, ACCESS_TOKEN, replaces=True, needs=change),
        Operation("DELETE", path, "Take an access token back", use.delete, its_id, needs=change),
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
