"""Work of channels that no line of theirs can carry any more."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.domain import Service
from appliance.routing import lane_of_channel
from appliance.spool import channels
from appliance.spool.listing import Connection

_SERVICES = (Service.SMS, Service.FAX)


def stranded(db: Connection, living: Sequence[str]) -> list[tuple[str, Service]]:
    """The lanes of channels that have work of a service, and no line among the `living` ones."""
    working = [(each, service) for service in _SERVICES for each in channels.with_work(db, service)]
    return [(lane_of_channel(each), service) for each, service in working if not channels.served(db, each, living)]
