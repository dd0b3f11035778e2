"""Attachments and the access tokens that open them (spec/SCG.md 9, 19-21, 40-41)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from appliance import identifiers
from appliance.api import files
from appliance.api.auth import Caller
from appliance.api.dialect import (
    NUMBER,
    OPTIONAL_NUMBER,
    Field,
    File,
    Kind,
    Many,
    Octets,
    One,
    Operation,
    Value,
    constant,
    text,
)
from appliance.api.scg.dates import MILLIS
from appliance.api.scg.fields import (
    STRINGS,
    Sparse,
    created,
    identifier,
    indexed,
    of_record,
    one_of,
    read_only,
    record,
    sorts,
    sought,
    times,
    write_only,
)
from appliance.domain import Upload
from appliance.errors import Invalid, NotFound
from appliance.office import Office
from appliance.spool.attachments import CREATED, UPLOADED, AccessToken

"""Where the octets are, for who has a token."""

KINDS = ("application/octet-stream", "multipart/form-data")
_ATTACHMENT = identifier("attachment")
_NAMED = "access_token"  # as which identifiers know it
_RESOURCE = "ATTACHMENT"


def _ids(name: str, value: Any) -> list[int]:
    try:
        return [_ATTACHMENT.decode(name, each) for each in STRINGS.decode(name, value)]
    except NotFound as error:
        raise Invalid(f"{name} must be ids of attachments") from error


def _ids_of(kept: str) -> list[str]:
    return [identifiers.encode("attachment", each) for each in json.loads(kept)]


ATTACHED = Kind(STRINGS.schema, _ids, _ids_of)
"""Ids of attachments, which the core keeps as JSON."""

_SAID = tuple(Field(each, each, indexed()) for each in ("name", "type", "filename"))
NEW = Sparse("NewAttachment", *_SAID)
ATTACHMENT = Sparse(
    "Attachment",
    *record("attachment"),
    *_SAID,
    read_only("size", "size", OPTIONAL_NUMBER),
    read_only("state", "state", text(16)),
)
FILTERS = (
    *of_record("attachment"),
    *sought(indexed(), name="name", type="type", filename="filename"),
    *sought(NUMBER, size="size"),
    *sought(one_of(CREATED, UPLOADED), state="state"),
)


def _called(token: AccessToken) -> str:
    """Its secret, which is its id to who has it, else what it is found by."""
    return token.secret or identifiers.encode(_NAMED, token.id)


TOKEN = Sparse(
    "AccessToken",
    read_only("id", "", Kind({"type": "string"}, text(64).decode, _called)),
    *(each for each in record(_NAMED) if each.gives and each.name != "id"),
    read_only("expiry_time", "expires_at", MILLIS),
    read_only("resource", "", constant(_RESOURCE)),
    read_only("resource_id", "attachment_id", _ATTACHMENT),
)
_TOKEN_FILTERS = (*of_record(_NAMED), *times(expiry_time="expires_at"))
_LIFE = (write_only("duration", "duration", NUMBER), write_only("expiry_time", "expires_at", MILLIS))
_WANTED = Sparse("AccessTokenLife", *_LIFE, whole="nothing")  # the PHP SDK sends `null`
_WANTED_FOR = Sparse(
    "AccessTokenRequest",
    write_only("resource", "resource", one_of(_RESOURCE)),
    write_only("resource_id", "attachment_id", _ATTACHMENT, required=True),
    *_LIFE,
)
_MADE = Value(("id",), text(64))


def operations(office: Office) -> tuple[Operation, ...]:
    """Those of the API."""
    made, one = created("attachment"), "/messaging/attachments/{attachment}"
    use = office.attachments
    return (
        Operation("GET", "/messaging/attachments", "Attachments", use.find, Many(ATTACHMENT, FILTERS, sorts(*FILTERS))),
        Operation("POST", "/messaging/attachments", "Make an attachment", use.create, made, NEW),
        Operation("GET", one, "An attachment", use.read, One(ATTACHMENT)),
        Operation("POST", one, "Change an attachment", use.change, made, ATTACHMENT, partial=True),
        Operation("DELETE", one, "Remove an attachment with its content", _removed(use.delete), made),
        Operation("GET", f"{one}/content", "Its content", use.download, File(KINDS)),
        Operation("POST", f"{one}/content", "Give it its content", use.fill, made, Octets(KINDS, files.announced)),
        *_tokens(office),
    )


def _removed(delete: Callable[[Caller, int], None]) -> Callable[[Caller, int], int]:
    """What removes a record, giving its id."""

    def removed(caller: Caller, record_id: int) -> int:
        delete(caller, record_id)
        return record_id

    return removed


def _tokens(office: Office) -> tuple[Operation, ...]:
    use, one = office.access_tokens, "/access_tokens/{token}"

    def read(caller: Caller, token: str) -> AccessToken:
        number = _number(token)
        return use.read(caller, token) if number is None else use.read_row(caller, number)

    def create(caller: Caller, resource: str = _RESOURCE, **fields: Any) -> str:
        return use.create(caller, **fields)

    def delete(caller: Caller, token: str) -> str:
        use.delete(caller, read(caller, token).id)
        return token

    return (
        Operation(
            "POST",
            "/messaging/attachments/{attachment}/access_tokens",
            "Make a token that opens the attachment",
            use.create,
            _MADE,
            _WANTED,
        ),
        Operation(
            "GET", "/access_tokens", "Access tokens", use.find, Many(TOKEN, _TOKEN_FILTERS, sorts(*_TOKEN_FILTERS))
        ),
        Operation("POST", "/access_tokens", "Make a token that opens an attachment", create, _MADE, _WANTED_FOR),
        Operation("GET", one, "An access token", read, One(TOKEN)),
        Operation("DELETE", one, "Have it open nothing any more", delete, _MADE),
    )


def _number(token: str) -> int | None:
    """Of the row, where it is named as a list names it; None for a secret."""
    try:
        return identifiers.decode(_NAMED, token)
    except NotFound:
        return None


def content_operations(office: Office) -> tuple[Operation, ...]:
    """Those on the octets, for which a token in the path is enough."""
    path, use = "/messaging/attachments/{token}/content", office.access_tokens

    def upload(caller: Caller, token: str, upload: Upload) -> int:
        return use.upload(token, upload)

    return (
        Operation("GET", path, "Download", lambda caller, token: use.download(token), File(KINDS), public=True),
        Operation("POST", path, "Upload", upload, created("attachment"), Octets(KINDS, files.announced), public=True),
    )
