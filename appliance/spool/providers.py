"""Rows of providers: ways out, those of the box and those that are only kept."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.spool.listing import Table


@dataclass(frozen=True, slots=True)
class Provider:
    """`outlet`: the line or the mail server that it stands for, known again by `imei` or `place`; None for none."""

    id: int
    outlet: str | None
    imei: str
    place: str
    type: str
    name: str
    gateway_flag: int | None
    service_flag: int
    node_id: int
    host: str
    port: int
    username: str
    dialstring: str
    prefix: str
    settings: str
    register: int
    weight: int
    active: int
    created_at: float


PROVIDERS: Table[Provider] = Table(Provider, "providers")
