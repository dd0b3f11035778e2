"""The box's own ways out, each with the row that gives it its number, by which it is known in every dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appliance.errors import NotFound
from appliance.office.desk import Desk
from appliance.office.outlets import Configuration, Outlet, outlets
from appliance.spool import senders
from appliance.spool.listing import Connection, exactly
from appliance.spool.providers import PROVIDERS, Provider


class Ways:
    """Called, gives every way out by name, each with a row, which it keeps under whatever name it is found again."""

    def __init__(self, desk: Desk, configuration: Configuration) -> None:
        self._desk = desk
        self._configuration = configuration

    def __call__(self) -> dict[str, Outlet]:
        """As they are configured now."""
        return self.within(self._desk.read())

    def within(self, db: Connection) -> dict[str, Outlet]:
        """The same in a transaction under way, where `db` is in one."""
        found = outlets(self._configuration)
        ways = tuple(found.values())
        if not _all_bound(db, ways):
            now = self._desk.clock()
            if db.in_transaction:
                _bind(db, ways, now)
            else:
                self._desk.write(lambda db: _bind(db, ways, now))
        return found


def row_of(db: Connection, ways: Mapping[str, Outlet], provider_id: int) -> Provider:
    """The row with that number. Raises NotFound, for that of a way out that is gone as well."""
    row = PROVIDERS.get(db, f"provider {provider_id}", exactly(id=provider_id))
    if row.outlet is not None and row.outlet not in ways:
        raise NotFound(f"provider {provider_id}")
    return row


def _all_bound(db: Connection, ways: Sequence[Outlet]) -> bool:
    bound = {(row.outlet, row.imei, row.place) for row in _bound(db)}
    return bound >= {(way.name, way.imei, way.place) for way in ways} and not senders.lacks_lines(db)


def _bound(db: Connection) -> list[Provider]:
    return [row for row in PROVIDERS.find(db).rows if row.outlet is not None]


def _matched(rows: Sequence[Provider], ways: Sequence[Outlet]) -> dict[str, Provider]:
    """The row of each way out, by its name: the one with the same modem, or else with that name."""
    known = {(row.imei, row.place): row for row in rows if row.imei or row.place}
    same = {way.name: known.pop((way.imei, way.place)) for way in ways if (way.imei, way.place) in known}
    taken = {row.id for row in same.values()}
    named = {row.outlet: row for row in rows if row.outlet and row.id not in taken}
    return same | {way.name: named[way.name] for way in ways if way.name not in same and way.name in named}


def _bind(db: Connection, ways: Sequence[Outlet], now: float) -> None:
    """Let each way out have its row, which keeps its id under whatever name and with whatever modem."""
    rows = _bound(db)
    matched = _matched(rows, ways)
    for row in rows:
        PROVIDERS.update(db, row.id, {"outlet": f"?{row.id}" if row.outlet in matched else row.outlet})
    for way in ways:
        identity = {"outlet": way.name, "imei": way.imei, "place": way.place}
        if way.name in matched:
            PROVIDERS.update(db, matched[way.name].id, identity)
        else:
            PROVIDERS.insert(db, {**identity, "created_at": now})
    senders.tell_lines(db)
