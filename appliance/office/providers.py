"""ICTCore's providers: the box's own ways out, and others that are kept but never chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from appliance.domain import Service
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.outlets import FREESWITCH, KANNEL, SENDMAIL, Configuration, Outlet
from appliance.office.ways import Ways, row_of
from appliance.spool.listing import Condition, Connection, Found, Page, chosen
from appliance.spool.providers import PROVIDERS, Provider

_VOICE_AND_FAX = int(Service.VOICE | Service.FAX)
# What the original takes of each type where nothing is said of it; no line of this box is of any.
TYPES: Mapping[str, Mapping[str, int]] = {
    "sip": {"gateway_flag": FREESWITCH, "service_flag": _VOICE_AND_FAX, "port": 5060},
    "smpp": {"gateway_flag": KANNEL, "service_flag": int(Service.SMS), "port": 2775},
    "http": {"gateway_flag": KANNEL, "service_flag": int(Service.SMS), "port": 80},
    "smtp": {"gateway_flag": SENDMAIL, "service_flag": int(Service.EMAIL), "port": 25},
    "emailcmd": {"gateway_flag": SENDMAIL, "service_flag": int(Service.EMAIL), "port": 0},
}
_OF_ROW = ("gateway_flag", "node_id", "dialstring", "settings", "register")
_LARGEST_PORT = 65_535


class Providers:
    """The same for everybody who may look. `reconfigured()` is called after a change of the box's settings."""

    def __init__(self, desk: Desk, configuration: Configuration, reconfigured: Callable[[], None]) -> None:
        self._desk = desk
        self._ways = Ways(desk, configuration)
        self._reconfigured = reconfigured

    def create(self, actor: Actor, type: str, name: str, **fields: Any) -> int:
        """Keep a provider of a type that the box has no line of; its id. Raises Invalid for another type."""
        if type not in TYPES:
            raise Invalid(f"type must be one of {', '.join(TYPES)}; the box's own lines are here by themselves")
        row = {**TYPES[type], **_kept(_checked({**fields, "name": name})), "type": type}
        row["created_at"] = self._desk.clock()
        return self._desk.write(lambda db: PROVIDERS.insert(db, row))

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Provider]:
        """Those that match: the box's own as they are configured now, and all others."""
        ways = self._ways()
        rows = PROVIDERS.find(self._desk.read()).rows
        shown = (_shown(row, ways) for row in rows if row.outlet is None or row.outlet in ways)
        return chosen(shown, where, page)

    def read(self, actor: Actor, provider_id: int) -> Provider:
        """One of them. Raises NotFound."""
        ways = self._ways()
        return _shown(row_of(self._desk.read(), ways, provider_id), ways)

    def update(self, actor: Actor, provider_id: int, **fields: Any) -> Provider:
        """Change what is given; the provider as it is then. Of the box's own that goes into its settings.

        Raises NotFound, and Invalid for what does not hold or is not to be changed here.
        """
        ways = self._ways()
        row = row_of(self._desk.read(), ways, provider_id)
        shown = _shown(row, ways)
        changes = {name: value for name, value in _checked(fields).items() if getattr(shown, name, None) != value}
        if "type" in changes:
            raise Invalid("a provider keeps its type")
        kept = _kept(changes) if row.outlet is None else self._configure(ways[row.outlet], changes)
        self._desk.write(lambda db: PROVIDERS.update(db, provider_id, kept))
        return self.read(actor, provider_id)

    def delete(self, actor: Actor, provider_id: int) -> None:
        """Forget one that was only kept. Raises NotFound, and Conflict for the box's own."""
        ways = self._ways()

        def change(db: Connection) -> None:
            row = row_of(db, ways, provider_id)
            if row.outlet is not None:
                raise Conflict(f"{_shown(row, ways).name} is the box's own; {_ELSEWHERE}")
            PROVIDERS.delete(db, [provider_id])

        self._desk.write(change)

    def _configure(self, way: Outlet, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Put into the settings what belongs there; what is left for the row."""
        settings = {name: value for name, value in changes.items() if name in way.settings}
        rest = _kept({name: value for name, value in changes.items() if name not in settings})
        for name in rest:
            if name not in _OF_ROW:
                raise Invalid(f"{name} of the box's own is not changed here; {_ELSEWHERE}")
        if settings:
            way.change(settings)
            self._reconfigured()
        return rest


_ELSEWHERE = "see `modembox lines` and `modembox mail`"


def _shown(row: Provider, ways: Mapping[str, Outlet]) -> Provider:
    return row if row.outlet is None else ways[row.outlet].show(row)


def _checked(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    if not fields.get("name", "named").strip():
        raise Invalid("name is empty")
    if not 0 <= fields.get("port", 0) <= _LARGEST_PORT:
        raise Invalid(f"port is from 0 to {_LARGEST_PORT}")
    return fields


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without a password: nobody logs in with it."""
    return {name: value for name, value in fields.items() if name != "password"}
