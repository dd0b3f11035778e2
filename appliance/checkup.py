"""The facts that findings are made of, from a box's data and from the box that runs on them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.domain import Line
from appliance.errors import BoxError
from appliance.lines.recorder import RECORDINGS, recordings
from appliance.office.findings import HOUR, Facts, LineFacts
from appliance.office.lines import known
from appliance.outside import MqttSettings
from appliance.settings import Settings
from appliance.spool import balances, deliveries, health, messages, sims
from appliance.spool.line_states import LineState
from appliance.spool.listing import Connection
from appliance.spool.store import Spool


@dataclass(frozen=True, slots=True)
class Running:
    """What only the box itself knows: how it stands with the MQTT broker, whether it serves TLS."""

    mqtt: str = ""
    tls: bool = False


def facts_of(folder: Path, spool: Spool, settings: Settings, now: float, running: Running | None) -> Facts:
    """What is known of the box on `folder` at `now` (Unix time); `running` None where none runs."""
    configured, broker, broken = _configured(settings)
    db, disk = spool.read(), shutil.disk_usage(folder)
    target, since, trouble = deliveries.down(db) or ("", 0.0, "")
    return Facts(
        folder=str(folder),
        running=running is not None,
        now=now,
        lines=_lines(db, configured, now),
        broken=broken,
        last_event=health.newest_at(db),
        in_doubt=messages.in_doubt(db, None),
        free=disk.free,
        size=disk.total,
        read_only=bool(os.statvfs(folder).f_flag & os.ST_RDONLY),
        broker=broker.host,
        mqtt=running.mqtt if running else "",
        certificate_ends=_certificate_ends(folder) if running and running.tls else 0.0,
        dead_letters=deliveries.dead(db),
        target=target,
        target_down_since=since,
        target_trouble=trouble,
        recordings=[str(path) for path in recordings(folder / RECORDINGS)],
    )


def _configured(settings: Settings) -> tuple[tuple[Line, ...], MqttSettings, str]:
    """The lines, the broker, and why they can't be read."""
    try:
        return settings.lines(), settings.mqtt(), ""
    except BoxError as error:
        return (), MqttSettings(), str(error)


def _lines(db: Connection, configured: tuple[Line, ...], now: float) -> list[LineFacts]:
    refused, full = health.refused(db), health.storage_full(db, now - HOUR)
    return [
        replace(
            _line(db, line, seen, now),
            refused=refused.get(line.name, ""),
            full=full.get(line.name, 0),
        )
        for line, seen in known(db, configured)
    ]


def _line(db: Connection, line: Line, seen: LineState, now: float) -> LineFacts:
    sim = sims.key_of(seen.iccid, seen.imei, line.name)
    balance = balances.of(db, sim)
    return LineFacts(
        name=line.name,
        state=seen.state,
        detail=seen.detail,
        registration=seen.registration,
        signal_dbm=seen.signal_dbm,
        has_pin=bool(line.pin),
        since=now - seen.changed_at,
        rests=sims.paused(db, sim).until > now,
        receiving=seen.receiving,
        balance=balance.amount or 0.0,
        low=balance.low,
    )


def _certificate_ends(folder: Path) -> float:
    from appliance.api.certificate import ends  # noqa: PLC0415  14 MB, for TLS alone

    return ends(folder)
