"""A message request to a DYNAMIC group of many, who are one in ten of very many contacts."""

from __future__ import annotations

import time
from pathlib import Path

import box
import client
import machine
import modems
import throughput
from growth import make, people
from scale import Scale
from table import Figures

from appliance.box import DATABASE
from appliance.lines.carrier import SmsCarrier
from appliance.office import Office
from appliance.spool.store import Spool

SHARE = 10
SAMPLES = 10
API = "/scg-external-api/api/v1"
CRITERIA = '{"primary_addr_city": "Berlin", "extended_attributes.points": {"$gte": 0}}'
_CONTACTS = (
    f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
    INSERT INTO contacts (user_id, phone, first_name, last_name, city, extended_attributes, created_at)
    SELECT 1, printf('+1777%07d', i), 'Ada', 'Lovelace', iif(i % {SHARE}, 'Rome', 'Berlin'),
    json_object('points', i), :now FROM n""",
)


def audience(home: Path, scale: Scale) -> Figures:
    """From just before its POST to the first message in the modem; how fast they go, with status reports, as a share of
    what a spool that is full does; and whether the box grows."""
    count = scale.many_people // SHARE // SAMPLES * SAMPLES
    plain = throughput.rate_of(home / "plain", count, reports=True)
    _fill(home / "data", scale.many_people)
    with modems.Modems(home, 1) as air, box.Box(home / "data", air.ports) as ours:
        ask = client.Client(ours.address).ask
        group = ask("POST", f"{API}/contact_groups", name="bench", criteria=CRITERIA)["id"]
        line = ask("GET", f"{API}/messaging/sender_ids")["list"][0]["id"]
        start, before = machine.usage(ours.pid), time.time()
        ask("POST", f"{API}/messaging/message_requests", **{"from": line, "to": [f"group:{group}"], "body": box.TEXT})
        accepted, resident = [], []
        for _ in range(SAMPLES):
            accepted += air.accepted(count // SAMPLES)
            resident.append(machine.usage(ours.pid).resident)
        used = machine.usage(ours.pid) - start
        peak = machine.peak(ours.pid)
    modems.remove(home)
    return {
        "request_first": accepted[0]["at"] - before,
        "request_share": modems.rate(accepted) / plain * 100,
        "request_cpu": used.cpu / count * 1e3,
        "request_peak": peak / 1024,
        "request_growth": (resident[-1] - resident[0]) / 1024,
    }


def _fill(data: Path, rows: int) -> None:
    data.mkdir(parents=True)
    spool = Spool(data / DATABASE)
    spool.open()
    people(Office(spool, SmsCarrier(), data))
    spool.close()
    make(data / DATABASE, _CONTACTS, rows)
