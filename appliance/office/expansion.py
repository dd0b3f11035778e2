"""Carries campaigns out: a few transmissions at a time, as the pace of each and the lines' free capacity allow.

All of a step is one transaction, so that a crash anywhere leaves each member with one transmission or none. Who was
written to is known by the campaign's place among the members' numbers; those added meanwhile come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from appliance.domain import Outcome, Service, Verdict
from appliance.errors import BadCriteria, Conflict, Invalid, NotFound, NotReady, Unserved
from appliance.office.desk import Actor, Desk
from appliance.office.people import account_for, owner_in
from appliance.office.programs import get_in
from appliance.office.reports import transmission_in
from appliance.office.sending import Sending
from appliance.pacing import beat
from appliance.programs import KINDS
from appliance.spool import campaigns, membership, queue
from appliance.spool.campaigns import CAMPAIGNS, Campaign, CampaignStatus
from appliance.spool.groups import GROUPS
from appliance.spool.listing import Connection, exactly
from appliance.spool.membership import Span
from appliance.spool.queue import Draft

PRIORITY = -1  # whatever somebody sends by itself goes first
AHEAD = 8  # transmissions of campaigns that wait in a lane
AT_ONCE = 50  # in one transaction
_NEAR = 2000  # contacts that a transaction looks at, of whom few may be in a DYNAMIC group
LOOK_AGAIN = 60.0  # seconds; a campaign that can't go on is told when it may, this is for what nobody tells


@dataclass(slots=True)
class _Step:
    """What one transaction came to: `asked` were asked to go, in `lanes`; `full` where no more can be now."""

    asked: int = 0
    lanes: set[str] = field(default_factory=set)
    full: bool = False


class Expansion:
    """Called with the time whenever a campaign may go on; returns when it next wants to be, None for not known.

    While `waits`, one of them waits for what a line does, which an event tells.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sending = Sending(desk)
        self.waits = False

    def __call__(self, now: float) -> float | None:
        """Do what is due at `now` (Unix time)."""
        self.waits = True  # what is told meanwhile must not be missed
        ended = [self._advance(each, now) for each in campaigns.running(self._desk.read())]
        self.waits = any(waits for _, waits in ended)
        return min((due for due, _ in ended if due is not None), default=None)

    def _advance(self, campaign_id: int, now: float) -> tuple[float | None, bool]:
        """As far as it can go now; when it is due again, and whether it waits."""
        while (campaign := _running(self._desk.read(), campaign_id)) is not None:
            try:
                first = self._first(campaign)
            except BadCriteria as bad:
                self._break(campaign, bad.detail, now)
                return None, False
            if first is None and not campaigns.held(self._desk.read(), campaign.id, 1):
                return self._end(campaign, now)
            paced = beat(campaign.paced_at, campaign.cpm, now)
            if not paced.due:
                return paced.first, False
            if not self._go(campaign, first, now):
                return now + LOOK_AGAIN, True
        return None, False

    def _first(self, campaign: Campaign) -> int | None:
        """The number of the member who is next.

        It may take a look at each of very many contacts, so nobody who writes waits for it.
        """
        db = self._desk.read()
        newest = membership.newest(db, campaign.group_id)
        found = campaigns.next_members(db, campaign, Span(campaign.reached, 1))
        if not found and newest > campaign.reached:
            self._desk.write(lambda db: campaigns.pass_by(db, campaign.id, newest))
        return found[0].number if found else None

    def _end(self, campaign: Campaign, now: float) -> tuple[float | None, bool]:
        def end(db: Connection) -> bool:
            current = _running(db, campaign.id)
            if current and (_is_anybody_left(db, current) or campaigns.is_under_way(db, current.id)):
                return False
            if current:
                campaigns.set_status(db, current.id, CampaignStatus.COMPLETED, now)
            return True

        under_way = campaigns.is_under_way(self._desk.read(), campaign.id)
        return (None, False) if not under_way and self._desk.write(end) else (now + LOOK_AGAIN, True)

    def _go(self, campaign: Campaign, first: int | None, now: float) -> bool:
        """One step, on to the member with the number `first`; false where no line has room."""
        try:
            step = self._desk.write(lambda db: self._step(db, campaign.id, first, now))
        except (NotFound, Conflict) as gone:
            self._break(campaign, gone.detail if isinstance(gone, Conflict) else str(gone), now)
            return True
        for lane in step.lanes:
            self._desk.wake(lane)
        return not step.full

    def _break(self, campaign: Campaign, why: str, now: float) -> None:
        self._desk.write(lambda db: campaigns.set_status(db, campaign.id, CampaignStatus.BROKEN, now, why))

    def _step(self, db: Connection, campaign_id: int, first: int | None, now: float) -> _Step:
        step, campaign = _Step(), _running(db, campaign_id)
        if campaign is None:
            return step
        owner = owner_in(db, campaign.user_id)
        model = _model(db, owner, campaign)
        paced = beat(campaign.paced_at, campaign.cpm, now)
        for transmission_id in _next(db, campaign, model, first, min(paced.due, AT_ONCE), now):
            self._ask(db, owner, transmission_id, step, now)
            if step.full:
                break
        if step.asked:
            campaigns.paced(db, campaign_id, paced.last(step.asked), now)
        return step

    def _ask(self, db: Connection, owner: Actor, transmission_id: int, step: _Step, now: float) -> None:
        """Ask it to go. One that can't be sent to its contact ends with the reason, and the campaign goes on."""
        view = transmission_in(db, owner, transmission_id)
        try:
            party, message = self._sending.content(db, view)
            parts, lane = self._sending.way(view, party, message)
            if queue.depth_at(db, lane, Service(view.service), PRIORITY, AHEAD) >= AHEAD:
                raise NotReady("enough of campaigns waits in its lane")
            step.lanes.add(self._sending.enqueue_in(db, view, party, message, parts, lane)[1])
            step.asked += 1
        except (Invalid, Unserved) as error:
            rejected = Outcome(Verdict.REJECTED, text=error.detail)
            queue.rest(db, transmission_id, rejected, now, attempt_id=None)
        except NotReady:
            step.full = True


def _running(db: Connection, campaign_id: int) -> Campaign | None:
    return CAMPAIGNS.newest(db, exactly(id=campaign_id, status=CampaignStatus.RUNNING))


def _is_anybody_left(db: Connection, campaign: Campaign) -> bool:
    beyond = Span(campaign.reached, 1)
    return bool(campaigns.held(db, campaign.id, 1) or campaigns.next_members(db, campaign, beyond))


def _next(db: Connection, campaign: Campaign, model: Draft, first: int | None, most: int, now: float) -> Iterator[int]:
    """The transmissions that were made and held; then those of the members from `first`, each made in its turn."""
    held = campaigns.held(db, campaign.id, most)
    yield from held
    if first is None:
        return
    for member in campaigns.next_members(db, campaign, Span(first - 1, most - len(held), first + _NEAR)):
        party = member.email if model.service is Service.EMAIL else member.phone
        made = queue.create(db, replace(model, contact_id=member.contact_id, party=party), now)
        campaigns.reach(db, campaign.id, member.number)
        yield made


def _model(db: Connection, owner: Actor, campaign: Campaign) -> Draft:
    """What all its transmissions have in common. Raises NotFound where something that it takes is gone."""
    GROUPS.get(db, f"group {campaign.group_id}", exactly(id=campaign.group_id))
    program = get_in(db, owner, campaign.program_id)
    account_id = program.account_id if campaign.account_id is None else campaign.account_id
    return Draft(
        user_id=owner.user_id,
        account_id=account_for(db, owner, account_id),
        program_id=program.id,
        title=program.name,
        origin=program.type,
        service=KINDS[program.type].service,
        priority=PRIORITY,
        tries_allowed=campaign.tries_allowed,
        campaign_id=campaign.id,
    )
