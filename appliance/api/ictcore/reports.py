"""ICTCore's reports: attempts (its spools) and their results (spec/ICTCORE.md 5.2, 9.2, 9.3)."""

from __future__ import annotations

from appliance.api.dialect import NUMBER, OPTIONAL_NUMBER, TIME, Many, Operation, Shape, Value, constant, text
from appliance.api.ictcore.fields import WORDS, filters, read_only
from appliance.api.ictcore.transmissions import RESPONSE
from appliance.api.ictcore.words import ATTEMPT_WORDS, standing, status_filter
from appliance.office import Office
from appliance.spool.listing import Match

SPOOL = Shape(
    "Spool",
    read_only("spool_id", "id", NUMBER),
    read_only("time_spool", "queued_at", TIME),
    read_only("time_start", "started_at", TIME),
    read_only("time_connect", "connected_at", TIME),
    read_only("time_end", "ended_at", TIME),
    read_only("status", "standing", standing(ATTEMPT_WORDS)),
    read_only("response", "", RESPONSE),
    read_only("amount", "amount", NUMBER),
    read_only("service_flag", "service", NUMBER),
    read_only("transmission_id", "transmission_id", NUMBER),
    read_only("account_id", "account_id", OPTIONAL_NUMBER),
    read_only("node_id", "", constant(1)),
    read_only("line", "line", text(32)),
)
RESULT = Shape(
    "Result",
    read_only("spool_result_id", "id", NUMBER),
    read_only("spool_id", "attempt_id", OPTIONAL_NUMBER),
    read_only("type", "kind", text(80)),
    read_only("name", "name", text(80)),
    read_only("data", "data", text(80)),
    read_only("date_created", "at", TIME),
)

SPOOL_FILTERS = (
    *filters(Match.EXACT, NUMBER, spool_id="id", account_id="account_id", transmission_id="transmission_id"),
    *filters(Match.AMONG, status_filter(ATTEMPT_WORDS, whole=True), status="standing"),
    *filters(Match.CONTAINS, WORDS, response="response"),
    *filters(Match.BITS, NUMBER, service_flag="service"),
)
RESULT_FILTERS = (
    *filters(Match.EXACT, NUMBER, spool_result_id="id", spool_id="attempt_id"),
    *filters(Match.EXACT, WORDS, type="kind", name="name"),
    *filters(Match.CONTAINS, WORDS, data="data"),
)

_SPOOL_STATUS = Value(("status",), standing(ATTEMPT_WORDS))
_ATTEMPTS, _RESULTS = Many(SPOOL, SPOOL_FILTERS), Many(RESULT, RESULT_FILTERS)
_OF_TRANSMISSION, _ONE_SPOOL = "/transmissions/{transmission_id}", "/spools/{spool_id}"


def operations(office: Office) -> tuple[Operation, ...]:
    """Its rows of the table."""
    use, path, spool = office.reports, _OF_TRANSMISSION, _ONE_SPOOL
    attempts, results, of_attempt = (f"{path}/spools", f"{path}/logs"), (f"{path}/results",), (f"{spool}/results",)
    latest, one, status = "What the latest attempt came to", "What an attempt came to", "Status of an attempt"
    every, both = ("transmission_read", "spool_read"), ("spool_read", "result_read")
    return (
        Operation("GET", f"{path}/detail", "Every attempt", use.attempts, _ATTEMPTS, aliases=attempts, needs=every),
        Operation("GET", f"{path}/result", latest, use.results, _RESULTS, aliases=results, needs=("result_read",)),
        Operation("GET", f"{spool}/status", status, use.attempt_standing, _SPOOL_STATUS, needs=("spool_read",)),
        Operation("GET", f"{spool}/result", one, use.attempt_results, _RESULTS, aliases=of_attempt, needs=both),
    )
