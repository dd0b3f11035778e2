"""Work of channels that no line of theirs can carry any more."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.domain import Service
from appliance.routing import lane_of_channel
from appliance.spool import channels, queue
from appliance.spool.listing import Connection


def stranded(db: Connection, living: Iterable[str]) -> list[tuple[str, Service]]:
    """The lanes of channels that have work of a service, and no line among the `living` ones."""
    alive = list(living)
    lanes = [lane_of_channel(each) for each in channels.all_ids(db) if not channels.served(db, each, alive)]
    return [
        (lane, service) for lane in lanes for service in (Service.SMS, Service.FAX) if queue.depth(db, lane, service, 1)
    ]
