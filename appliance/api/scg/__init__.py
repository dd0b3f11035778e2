"""SCG's REST API: its requests for the office's use cases, a module for each of its nouns."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.api.dialect import Dialect
from appliance.api.limiter import LoginLimiter
from appliance.api.scg.places import API, PLACES
from appliance.office import Office
from appliance.office.contactfiles import Layout

__all__ = ["API", "PLACES", "contact_rows", "dialects"]


def dialects(office: Office, limiter: LoginLimiter) -> Mapping[str, Dialect]:
    """Every part, by its place. `limiter` slows down who guesses at secrets."""
    from appliance.api.scg import table  # noqa: PLC0415  its modules take a megabyte: for who speaks SCG alone

    return table.dialects(office, limiter)


def contact_rows() -> Layout:
    """How a contact is written in a row of a file."""
    from appliance.api.scg.contactrows import ContactRows  # noqa: PLC0415

    return ContactRows()
