"""Home Assistant's discovery: one document a modem, by its IMEI, https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.mqtt.topics import Message, Topics, encoded, level
from appliance.spool.line_states import LineState

ONLINE = b"online"
ORIGIN = "Modem Box"

_DIAGNOSTIC = {"ent_cat": "diagnostic"}
_NUMBER = {"p": "sensor", "stat_cla": "measurement"}


def status_topic(prefix: str) -> str:
    """Where Home Assistant says that it has started."""
    return f"{prefix}/status"


def config_topic(prefix: str, imei: str) -> str:
    """Where a modem's document is."""
    return f"{prefix}/device/{_device(imei)}/config"


def document_of(topics: Topics, box: str, version: str, prefix: str, seen: LineState) -> Message | None:
    """A line's document, None while its modem's IMEI is not known."""
    if not seen.imei:
        return None
    device = _device(seen.imei)
    found = {
        "dev": {"ids": [device], "name": f"{box} {seen.line}", "sn": seen.imei, **_model(seen)},
        "o": {"name": ORIGIN, "sw": version},
        "avty_t": topics.status,
        "stat_t": topics.line(seen.line),
        "qos": 1,
        "cmps": {
            f"{device}_{name}": {**component, "uniq_id": f"{device}_{name}"}
            for name, component in _components(topics, seen.line).items()
        },
    }
    return Message(config_topic(prefix, seen.imei), encoded(found), retain=True)


def _device(imei: str) -> str:
    return f"modembox_{level(imei).replace('%', '_').replace('.', '_')}"


def _model(seen: LineState) -> dict[str, str]:
    return {"mdl": seen.model} if seen.model else {}


def _components(topics: Topics, line: str) -> Mapping[str, Mapping[str, Any]]:
    only_this = f"{{{{ value if value_json.line == '{level(line)}' else '' }}}}"
    return {
        "ready": {
            "p": "binary_sensor",
            "name": "Ready",
            "dev_cla": "connectivity",
            "val_tpl": "{{ 'ON' if value_json.state == 'ready' else 'OFF' }}",
        },
        "deaf": {
            "p": "binary_sensor",
            "name": "Receives nothing",
            "dev_cla": "problem",
            "val_tpl": "{{ 'ON' if value_json.receiving == false else 'OFF' }}",
        },
        "memory_full": {
            "p": "binary_sensor",
            "name": "Memory full",
            "dev_cla": "problem",
            "val_tpl": "{{ 'ON' if value_json.state == 'memory_full' else 'OFF' }}",
        },
        "state": {"p": "sensor", "name": "State", "val_tpl": "{{ value_json.state }}", **_DIAGNOSTIC},
        "signal": {
            **_NUMBER,
            "name": "Signal",
            "dev_cla": "signal_strength",
            "unit_of_meas": "dBm",
            "val_tpl": "{{ value_json.signal_dbm }}",
            **_DIAGNOSTIC,
        },
        "operator": {"p": "sensor", "name": "Operator", "val_tpl": "{{ value_json.operator }}", **_DIAGNOSTIC},
        "registration": {
            "p": "sensor",
            "name": "Registration",
            "val_tpl": "{{ value_json.registration }}",
            **_DIAGNOSTIC,
        },
        "queue": {**_NUMBER, "name": "Queue", "val_tpl": "{{ value_json.queue }}"},
        "balance": {**_NUMBER, "name": "Balance", "val_tpl": "{{ value_json.balance }}"},
        "balance_low": {
            "p": "binary_sensor",
            "name": "Balance low",
            "dev_cla": "problem",
            "val_tpl": "{{ 'ON' if value_json.balance_low else 'OFF' }}",
        },
        "sms": {
            "p": "event",
            "name": "SMS",
            "evt_typ": ["received", "incomplete", "completed"],
            "stat_t": topics.received,
            "val_tpl": only_this,
        },
        "call": {
            "p": "event",
            "name": "Call",
            "evt_typ": ["incoming", "ended"],
            "stat_t": topics.calls,
            "val_tpl": only_this,
        },
    }
