"""The queue of what is to be carried. Each function works in its caller's transaction (`Spool.write`) and composes.

A transmission is made (`create`) and asked to go (`enqueue`): one attempt is QUEUED or WAITING. A line opens it
(`claim`), tells of each part (`part_*`, `begin_part` before each later one) and ends it (`finish`): DONE, or queued
again. Time is an argument. Events are appended with the change that they tell of.
"""

from appliance.spool.attempts import call_off, called_off, cancel, expire, finish, hold, lane_of_sim, rest
from appliance.spool.claiming import (
    claim,
    claim_but,
    claim_to_known,
    counts,
    depth,
    depth_at,
    next_due,
    opened,
    promote,
    reroute,
)
from appliance.spool.drafts import Draft, create, enqueue
from appliance.spool.parts import begin_part, part_accepted, part_in_doubt, part_refused, part_unsent, states
from appliance.spool.recovery import late_submit, recover
from appliance.spool.reports import ReportOutcome, report
from appliance.spool.settling import settle

__all__ = [
    "Draft",
    "ReportOutcome",
    "begin_part",
    "call_off",
    "called_off",
    "cancel",
    "claim",
    "claim_but",
    "claim_to_known",
    "counts",
    "create",
    "depth",
    "depth_at",
    "enqueue",
    "expire",
    "finish",
    "hold",
    "lane_of_sim",
    "late_submit",
    "next_due",
    "opened",
    "part_accepted",
    "part_in_doubt",
    "part_refused",
    "part_unsent",
    "promote",
    "recover",
    "report",
    "reroute",
    "rest",
    "settle",
    "states",
]
