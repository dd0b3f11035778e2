"""The use cases, put together on a box's data: for the box itself, and for commands on the data of one that rests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from appliance import routing
from appliance.domain import Service
from appliance.errors import NotSetUp
from appliance.lines.carrier import SmsCarrier
from appliance.media.confined import Bounds
from appliance.media.workshop import Limits
from appliance.office import Office
from appliance.office.gate import Gate
from appliance.routing import LineFacts
from appliance.settings import BoxSettings, Settings
from appliance.spool.store import Spool

Wake = Callable[[str], None]


def office_of(
    spool: Spool,
    settings: Settings,
    media: Path,
    lines: Callable[[], Sequence[LineFacts]],
    wake: Wake,
    clock: Callable[[], float] = time.time,
    due: Callable[[], None] = lambda: None,
    reconfigured: Callable[[], None] = lambda: None,
    call_off: Callable[[str], None] = lambda line: None,
) -> Office:
    """The use cases on a box's data, its files in `media`; `lines` tells what routing must know.

    All else is as in `Office`.
    """
    box = settings.box()
    options: dict[str, Any] = {"status_report": box.reports}
    if box.languages:
        options["languages"] = list(box.languages)
    return Office(
        spool,
        SmsCarrier(),
        media,
        clock=clock,
        wake=wake,
        route=_router(spool, settings, lines, box.queue_limit),
        options=options,
        due=due,
        limits=_limits(box),
        configuration=settings,
        reconfigured=reconfigured,
        call_off=call_off,
        line_facts=lines,
    )


def _limits(settings: BoxSettings) -> Limits:
    return Limits(
        settings.largest_upload_mb * 1_000_000,
        settings.most_pages,
        settings.longest_recording,
        Bounds(seconds=settings.conversion_time),
    )


def _router(
    spool: Spool, settings: Settings, lines: Callable[[], Sequence[LineFacts]], limit: int
) -> Callable[[str, Service], str]:
    gate = Gate(spool, limit)

    def route(number: str, service: Service) -> str:
        lane = _by_mail(settings) if service is Service.EMAIL else routing.choose(number, service, lines())
        gate.check(lane, service)
        return lane

    return route


def _by_mail(settings: Settings) -> str:
    if not settings.mail().host:
        raise NotSetUp("no mail server is named: `modembox mail set host=... sender=...`")
    return routing.MAIL
