"""SCG's jobs that take contacts out of a file or write them into one (spec/SCG.md 9, 59-61)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, Field, Filter, Many, One, Operation
from appliance.api.scg.dates import MILLIS
from appliance.api.scg.fields import (
    Sparse,
    created,
    identifier,
    of_record,
    one_of,
    read_only,
    record,
    sorts,
    sought,
    times,
)
from appliance.office import Office
from appliance.spool.contactjobs import JobState

_GROUP, _FILE, _STATE = identifier("group"), identifier("attachment"), one_of(*JobState)
_TIMES = (read_only("started_date", "started_at", MILLIS), read_only("completed_date", "completed_at", MILLIS))

IMPORT = Sparse(
    "ContactImportJob",
    *record("contact_import"),
    Field("import_attachment_id", "attachment_id", _FILE, required=True),
    Field("contact_group_id", "group_id", _GROUP),
    read_only("failures_attachment_id", "failures_id", _FILE),
    read_only("state", "state", _STATE),
    read_only("imported_count", "imported_count", NUMBER),
    read_only("failed_count", "failed_count", NUMBER),
    *_TIMES,
)
EXPORT = Sparse(
    "ContactExportJob",
    *record("contact_export"),
    Field("contact_group_id", "group_id", _GROUP),
    Field("export_attachment_id", "attachment_id", _FILE),
    read_only("state", "state", _STATE),
    read_only("exported_count", "exported_count", NUMBER),
    *_TIMES,
)


def _filters(kind: str) -> tuple[Filter, ...]:
    return (
        *of_record(kind),
        *sought(_STATE, state="state"),
        *times(started_date="started_at", completed_date="completed_at"),
    )


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    return (*_imports(office), *_exports(office))


def _imports(office: Office) -> tuple[Operation, ...]:
    use, kind, one, wrote = office.contact_imports, "contact_import", "/contactimport/{contact_import}", _WROTE
    every = Many(IMPORT, _filters(kind), sorts(*_filters(kind)))
    return (
        Operation("GET", "/contactimport", "All imports", use.find, every, needs=_SEEN),
        Operation("POST", "/contactimport", "Import contacts", use.create, created(kind), IMPORT, needs=wrote),
        Operation("GET", one, "An import", use.read, One(IMPORT), needs=_SEEN),
        Operation("DELETE", one, "Forget an import", use.delete, created(kind), needs=wrote),
    )


def _exports(office: Office) -> tuple[Operation, ...]:
    use, kind, one = office.contact_exports, "contact_export", "/contactexport/{contact_export}"
    every = Many(EXPORT, _filters(kind), sorts(*_filters(kind)))
    return (
        Operation("GET", "/contactexport", "All exports", use.find, every, needs=_SEEN),
        Operation("POST", "/contactexport", "Export contacts", use.create, created(kind), EXPORT, needs=_SEEN),
        Operation("GET", one, "An export", use.read, One(EXPORT), needs=_SEEN),
        Operation("DELETE", one, "Forget an export", use.delete, created(kind), needs=_SEEN),
    )


_SEEN, _WROTE = ("contact_list",), ("contact_create", "contact_update", "group_update")
