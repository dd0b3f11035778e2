"""How an application gets a new token, at each of the places where programs ask for one (spec/SCG.md 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from appliance.api.auth import Caller
from appliance.api.dialect import NUMBER, Dialect, Filter, One, Operation, Shape, text
from appliance.api.limiter import LoginLimiter, TooManyLogins
from appliance.api.scg.fields import read_only
from appliance.api.scg.places import REFRESH
from appliance.errors import BoxError, Invalid, NotFound, Unauthenticated
from appliance.office import Office
from appliance.office.applications import Issued
from appliance.spool.listing import Condition, Match

_WORD = text(255)
TOKEN = Shape("RefreshedToken", read_only("accessToken", "token", _WORD), read_only("validityTime", "validity", NUMBER))
_GIVEN = (
    Filter("consumerkey", "key", Match.EXACT, _WORD),
    Filter("consumersecret", "secret", Match.EXACT, _WORD),
    Filter("oldtoken", "token", Match.EXACT, text(4096)),
    Filter("validity", "validity", Match.EXACT, NUMBER),
)
_ERROR = {name: {"type": "string"} for name in ("errorCode", "moreInfo", "userMsg")}


def dialects(office: Office, limiter: LoginLimiter) -> Mapping[str, Dialect]:
    """The table, by each path at which it is served."""
    refresh = Operation(
        "GET", "/", "A token that holds", _refresh(office, limiter), One(TOKEN, _GIVEN), public=True, writes=True
    )
    table = Dialect(
        name="scg-token",
        title="SCG: refreshing a token",
        version="1.0.0",
        servers=REFRESH,
        operations=(refresh,),
        statuses={Unauthenticated: 401, NotFound: 404, Invalid: 400, TooManyLogins: 429, BoxError: 500},
        envelope=_envelope,
        error_schema={"type": "object", "properties": _ERROR, "required": list(_ERROR)},
    )
    return dict.fromkeys(REFRESH, table)


def _envelope(status: int, message: str, error: BoxError) -> dict[str, str]:
    return {"errorCode": str(status), "moreInfo": "", "userMsg": message}


def _refresh(office: Office, limiter: LoginLimiter) -> Callable[..., Issued]:
    def refresh(caller: Caller, where: tuple[Condition, ...]) -> Issued:
        given: dict[str, Any] = {"key": "", "secret": "", "token": "", "validity": None}
        given |= {each.column: each.value for each in where}
        limiter.check(given["key"], caller.address)
        try:
            issued = office.applications.refresh(**given)
        except Unauthenticated:
            limiter.failed(given["key"], caller.address)
            raise
        limiter.succeeded(given["key"], caller.address)
        return issued

    return refresh
