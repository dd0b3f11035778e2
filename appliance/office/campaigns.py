"""Campaigns: made, changed, started, stopped, taken away. `expansion.py` carries them out."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance.domain import Direction, Outcome, Verdict
from appliance.errors import Conflict, Invalid
from appliance.office.desk import Actor, Desk
from appliance.office.groups import group_in
from appliance.office.people import account_for, owner_in
from appliance.office.programs import get_in
from appliance.office.schedules import Action, Check, Schedules
from appliance.office.transmissions import MOST_TRIES
from appliance.programs import KINDS
from appliance.spool import campaigns, membership, queue, tasks
from appliance.spool.campaigns import CAMPAIGNS, Campaign, CampaignStatus
from appliance.spool.groups import DYNAMIC, GROUPS, Group
from appliance.spool.listing import Condition, Connection, Found, Page, exactly
from appliance.spool.tasks import Task

CAMPAIGN, START, STOP = "campaign", "start", "stop"
"""As what a schedule knows them."""

MOST_A_MINUTE = 60_000
DEFAULT_CPM, DEFAULT_TRIES = 2, 1
_DELETED = "its campaign was deleted"
_STOPPED = "its campaign was stopped"
_STARTABLE = (CampaignStatus.NEW, CampaignStatus.PAUSED)
_FIXED = ("program_id", "group_id")


class Campaigns:
    """Each owner's own."""

    def __init__(self, desk: Desk, schedules: Schedules) -> None:
        self._desk = desk
        self._schedules = schedules

    def create(self, actor: Actor, **fields: Any) -> int:
        """Make a campaign; its id. Raises NotFound for a record that is not there, Invalid."""
        row = {"cpm": DEFAULT_CPM, "tries_allowed": DEFAULT_TRIES, **fields, "user_id": actor.user_id}

        def change(db: Connection) -> int:
            _check(db, actor, row)
            return CAMPAIGNS.insert(db, {**row, "created_at": self._desk.clock()})

        return self._desk.write(change)

    def find(self, actor: Actor, where: tuple[Condition, ...], page: Page) -> Found[Campaign]:
        """Those that match."""
        db = self._desk.read()
        found = CAMPAIGNS.find(db, [*actor.own("campaign"), *where], page)
        return replace(found, rows=tuple(_counted(db, each) for each in found.rows))

    def read(self, actor: Actor, campaign_id: int) -> Campaign:
        """One of them. Raises NotFound."""
        db = self._desk.read()
        return _counted(db, _campaign_in(db, actor, campaign_id))

    def update(self, actor: Actor, campaign_id: int, **fields: Any) -> Campaign:
        """Change what is given, while it runs, too; the whole campaign as it is then.

        Raises NotFound, Invalid, Conflict where it would be another campaign than the one that was started.
        """

        def change(db: Connection) -> None:
            before = _campaign_in(db, actor, campaign_id)
            changed = {name: value for name, value in fields.items() if value != getattr(before, name)}
            if before.status != CampaignStatus.NEW and any(name in changed for name in _FIXED):
                raise Conflict("it was started: whom it writes to and what stay; make another campaign")
            _check(db, actor, changed)
            CAMPAIGNS.update(db, campaign_id, changed)

        self._desk.write(change)
        self._desk.due()
        return self.read(actor, campaign_id)

    def start(self, actor: Actor, campaign_id: int) -> None:
        """Begin, or go on where it was stopped. Raises NotFound, Conflict where it runs or has ended."""

        self._desk.write(lambda db: _start(db, actor, campaign_id, self._desk.clock()))
        self._desk.due()

    def stop(self, actor: Actor, campaign_id: int) -> None:
        """End what is under way and begin nothing more until it is started again. Raises NotFound, Conflict."""

        self._desk.write(lambda db: _stop(db, actor, campaign_id, self._desk.clock()))

    def schedule(self, actor: Actor, campaign_id: int, action: str, **when: Any) -> int:
        """Have it started or stopped (START, STOP) later; the schedule's id. Raises NotFound, Invalid."""
        return self._schedules.plan(actor, CAMPAIGN, campaign_id, action, when, _seen(actor, campaign_id))

    def unschedule(self, actor: Actor, campaign_id: int, actions: tuple[str, ...] = (START, STOP)) -> None:
        """Forget what is planned for it. Raises NotFound."""
        self._schedules.cancel(CAMPAIGN, campaign_id, _seen(actor, campaign_id), actions)

    def delete(self, actor: Actor, campaign_id: int) -> None:
        """Stop it and remove it: what no line has begun is cancelled, what was sent stays. Raises NotFound."""

        def change(db: Connection) -> None:
            if _campaign_in(db, actor, campaign_id).status == CampaignStatus.RUNNING:
                _pause(db, campaign_id, self._desk.clock())
            tasks.forget(db, CAMPAIGN, campaign_id)
            _cancel(db, campaign_id, self._desk.clock())
            CAMPAIGNS.delete(db, [campaign_id])

        self._desk.write(change)


def actions(desk: Desk) -> Mapping[tuple[str, str], Action]:
    """What schedules do to campaigns."""

    def start(db: Connection, task: Task) -> None:
        _start(db, owner_in(db, task.user_id), task.subject_id, desk.clock())

    def stop(db: Connection, task: Task) -> None:
        _stop(db, owner_in(db, task.user_id), task.subject_id, desk.clock())

    return {(CAMPAIGN, START): start, (CAMPAIGN, STOP): stop}


def _seen(actor: Actor, campaign_id: int) -> Check:
    return lambda db: _campaign_in(db, actor, campaign_id)


def _start(db: Connection, actor: Actor, campaign_id: int, now: float) -> None:
    campaign = _campaign_in(db, actor, campaign_id)
    if campaign.status not in _STARTABLE:
        raise Conflict(f"campaign {campaign_id} is {campaign.status}")
    _check(db, actor, {name: getattr(campaign, name) for name in _FIXED})
    campaigns.set_status(db, campaign_id, CampaignStatus.RUNNING, now)


def _stop(db: Connection, actor: Actor, campaign_id: int, now: float) -> None:
    campaign = _campaign_in(db, actor, campaign_id)
    if campaign.status != CampaignStatus.RUNNING:
        raise Conflict(f"campaign {campaign_id} is {campaign.status}")
    _pause(db, campaign_id, now)


def _pause(db: Connection, campaign_id: int, now: float) -> None:
    """What no line has begun waits as a draft until it is started again."""
    campaigns.set_status(db, campaign_id, CampaignStatus.PAUSED, now)
    for transmission_id in campaigns.under_way(db, campaign_id):
        queue.hold(db, transmission_id, _STOPPED, now)


def _cancel(db: Connection, campaign_id: int, now: float) -> None:
    for transmission_id in campaigns.held(db, campaign_id):
        queue.rest(db, transmission_id, Outcome(Verdict.CANCELLED, text=_DELETED), now, attempt_id=None)
    for transmission_id in campaigns.under_way(db, campaign_id):
        with contextlib.suppress(Conflict):  # a line works on it
            queue.cancel(db, transmission_id, now)


def _campaign_in(db: Connection, actor: Actor, campaign_id: int) -> Campaign:
    return CAMPAIGNS.get(db, f"campaign {campaign_id}", [*actor.own("campaign"), *exactly(id=campaign_id)])


def _counted(db: Connection, campaign: Campaign) -> Campaign:
    """With those of a DYNAMIC group, whom its row does not count."""
    group = None if campaign.status == CampaignStatus.COMPLETED else _dynamic(db, campaign.group_id)
    if group is None:
        return campaign
    return replace(campaign, contact_total=max(campaign.made, membership.total(db, group)))


def _dynamic(db: Connection, group_id: int) -> Group | None:
    group = GROUPS.newest(db, exactly(id=group_id))
    return group if group and group.type == DYNAMIC else None


def _check(db: Connection, actor: Actor, fields: dict[str, Any]) -> None:
    if "program_id" in fields:
        program = get_in(db, actor, fields["program_id"])
        if KINDS[program.type].direction is not Direction.OUTBOUND:
            raise Invalid(f"a {program.type} program sends nothing")
    if "group_id" in fields:
        group_in(db, actor, fields["group_id"])
    if fields.get("account_id") is not None:
        account_for(db, actor, fields["account_id"])
    if not 1 <= fields.get("cpm", 1) <= MOST_A_MINUTE:
        raise Invalid(f"cpm, transmissions a minute, is from 1 to {MOST_A_MINUTE}")
    if not 1 <= fields.get("tries_allowed", 1) <= MOST_TRIES:
        raise Invalid(f"try_allowed is from 1 to {MOST_TRIES}")
