"""ICTCore's campaigns (spec/ICTCORE.md 5.4 and 9.5)."""

from __future__ import annotations

import json
from typing import Any

from appliance.api.dialect import (
    NUMBER,
    OPTIONAL_NUMBER,
    TIME,
    Field,
    Filter,
    Kind,
    Many,
    One,
    Operation,
    Shape,
    Truth,
    Value,
    text,
)
from appliance.api.ictcore.fields import COMMON, filters, read_only
from appliance.api.ictcore.schedules import SCHEDULE_ID, WHEN
from appliance.office import Office
from appliance.office.campaigns import START, STOP
from appliance.spool.campaigns import CampaignStatus
from appliance.spool.listing import Match

_STATUS = Kind({"type": "string", "enum": list(CampaignStatus)}, text(16).decode)

CAMPAIGN = Shape(
    "Campaign",
    read_only("campaign_id", "id", NUMBER),
    Field("program_id", "program_id", NUMBER, required=True),
    Field("group_id", "group_id", NUMBER, required=True),
    Field("cpm", "cpm", NUMBER),
    Field("try_allowed", "tries_allowed", NUMBER),
    Field("account_id", "account_id", OPTIONAL_NUMBER),
    read_only("status", "status", _STATUS),
    read_only("reason", "reason", text(255)),  # the box's own: why it is broken
    read_only("contact_total", "contact_total", NUMBER),
    read_only("contact_done", "contact_done", NUMBER),
    read_only("last_run", "last_run", TIME),
    read_only("program_type", "program_type", text(64)),
    read_only("user_id", "user_id", OPTIONAL_NUMBER),
)


def _statuses(name: str, value: Any) -> str:
    """Those whose word holds the given one, as JSON; the guide says active for running."""
    wanted = str(value).lower()
    words = {each.value: each.value for each in CampaignStatus} | {"active": CampaignStatus.RUNNING.value}
    return json.dumps([status for word, status in words.items() if wanted in word])


CAMPAIGN_FILTERS = (
    *filters(Match.EXACT, NUMBER, campaign_id="id", group_id="group_id", program_id="program_id"),
    Filter("status", "status", Match.AMONG, Kind({"type": "string"}, _statuses)),
    *COMMON,
)

_DROP = ("task_delete",)
_ID, _EVERY, _PATH = Value(("campaign_id",)), Many(CAMPAIGN, CAMPAIGN_FILTERS), "/campaigns/{campaign_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, one, change = office.campaigns, One(CAMPAIGN), "Change a campaign"
    start, stop = (f"{_PATH}/start", ("campaign_start",)), (f"{_PATH}/stop", ("campaign_stop",))
    return (
        *_schedules(office),
        Operation("POST", "/campaigns", "New campaign", use.create, _ID, CAMPAIGN, needs=("campaign_create",)),
        Operation("GET", "/campaigns", "All campaigns", use.find, _EVERY, needs=("campaign_list",)),
        Operation("PUT", _PATH, change, use.update, one, CAMPAIGN, partial=True, needs=("campaign_update",)),
        Operation("GET", _PATH, "A campaign", use.read, one, needs=("campaign_read",)),
        Operation("DELETE", _PATH, "Delete a campaign", use.delete, Truth(), needs=("campaign_delete",)),
        Operation("PUT", start[0], "Start a campaign", use.start, Truth(), needs=start[1]),
        Operation("GET", start[0], "Start a campaign", use.start, Truth(), needs=start[1], writes=True),
        Operation("PUT", stop[0], "Stop a campaign", use.stop, Truth(), needs=stop[1]),
        Operation("GET", stop[0], "Stop a campaign", use.stop, Truth(), needs=stop[1], writes=True),
    )


def _schedules(office: Office) -> tuple[Operation, ...]:
    """The guide forgets by POST; the original and its page by DELETE."""
    use, every, forget = office.campaigns, f"{_PATH}/schedule", "Forget what is planned for a campaign"
    return (
        *_schedule(office, START, "Start a campaign later"),
        *_schedule(office, STOP, "Stop a campaign later"),
        Operation("POST", every, forget, use.unschedule, Truth(), needs=_DROP),
        Operation("DELETE", every, forget, use.unschedule, Truth(), needs=_DROP, aliases=(f"{every}/cancel",)),
    )


def _schedule(office: Office, action: str, title: str) -> tuple[Operation, ...]:
    use, path, plan = office.campaigns, f"{_PATH}/{action}/schedule", {"action": action}
    one, drop, forget = {"actions": (action,)}, _DROP, f"Don't: {title.lower()}"
    return (
        Operation("POST", path, title, use.schedule, SCHEDULE_ID, WHEN, preset=plan, needs=("task_create",)),
        Operation("PUT", path, title, use.schedule, SCHEDULE_ID, WHEN, preset=plan, needs=("task_create",)),
        Operation("DELETE", path, forget, use.unschedule, Truth(), preset=one, needs=drop),
    )
