"""Where SCG's parts are served (spec/SCG.md 1)."""

from __future__ import annotations

API = "/scg-external-api/api/v1"
CONTENT = "/scg-attachment/api/v1"
EVENTS = "/ess/v1"
REFRESH = (
    "/saop-rest-data/v1/apptoken-refresh",
    "/apptoken-refresh",
    "/scg-external-api/api/v1apptoken-refresh",  # as the Node SDK puts it together
)
PLACES = (API, CONTENT, EVENTS, *REFRESH)
