"""The use cases, the one way in for every edge. Each takes the Actor who asks and decides what they may see and do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from appliance.domain import Service
from appliance.media.growing import Growing
from appliance.media.shelf import Shelf
from appliance.media.workshop import Limits, Workshop
from appliance.office import campaigns, covers, hearing
from appliance.office.accesstokens import AccessTokens
from appliance.office.accounts import Accounts
from appliance.office.applications import Applications
from appliance.office.asking import Asking
from appliance.office.attachments import Attachments
from appliance.office.campaigns import Campaigns
from appliance.office.channels import Channels
from appliance.office.contactexports import ContactExports
from appliance.office.contactimports import ContactImports
from appliance.office.contacttokens import ContactAccessTokens, ContactApplicationTokens
from appliance.office.contents import Texts
from appliance.office.course import Courses
from appliance.office.desk import Carrier, Desk
from appliance.office.dispatch import Dispatch
from appliance.office.documents import Documents
from appliance.office.enclosing import Enclosing
from appliance.office.expansion import Expansion
from appliance.office.fastaccess import FastAccess
from appliance.office.faxes import Faxes
from appliance.office.faxing import Faxing
from appliance.office.filing import Filing
from appliance.office.groups import Groups
from appliance.office.imports import Imports
from appliance.office.keywords import Keywords
from appliance.office.lines import Lines
from appliance.office.mailroom import Mailroom
from appliance.office.members import Members
from appliance.office.message_templates import MessageTemplates
from appliance.office.messages import Messages
from appliance.office.notifying import Notifying
from appliance.office.orphans import Orphans
from appliance.office.outlets import Configuration, Unconfigured
from appliance.office.people import Contacts, People
from appliance.office.preparing import Preparing
from appliance.office.profiles import Profiles
from appliance.office.programs import Programs
from appliance.office.providers import Providers
from appliance.office.reactions import Reactions
from appliance.office.recordings import Recordings
from appliance.office.reports import Reports
from appliance.office.requests import Requests
from appliance.office.roles import Permissions, Roles
from appliance.office.schedules import Schedules
from appliance.office.senders import Senders
from appliance.office.sending import SEND, TRANSMISSION, Sending
from appliance.office.statistics import Statistics
from appliance.office.telling import Telling
from appliance.office.templates import Templates
from appliance.office.tracking import Tracking
from appliance.office.traffic import Traffic
from appliance.office.translating import Translating
from appliance.office.transmissions import Transmissions
from appliance.office.users import Users
from appliance.office.ways import Ways
from appliance.office.wording import Wording
from appliance.routing import LineFacts
from appliance.spool.store import Spool

_UNCONFIGURED = Unconfigured()


class Office:
    """`route(number, service)` names the lane for a destination, raising NotReady where no line will do.

    `wake(lane)` is called after the commit that queued work for it, `due()` after one that may want a chore done
    sooner, `call_off(line)` after one that wants the call of a line ended. `options` are those of every text.
    `line_facts()` is what routing knows of every line.
    `configuration`: the settings that use cases read; `reconfigured()` is called after a change of those. `media` is
    the folder for files, beside which may be a template of a cover page; `limits` are theirs.
    """

    def __init__(
        self,
        spool: Spool,
        carrier: Carrier,
        media: Path,
        *,
        clock: Callable[[], float] = time.time,
        wake: Callable[[str], None] = lambda lane: None,
        route: Callable[[str, Service], str] = lambda number, service: "",
        options: Mapping[str, Any] | None = None,
        due: Callable[[], None] = lambda: None,
        limits: Limits | None = None,
        configuration: Configuration = _UNCONFIGURED,
        reconfigured: Callable[[], None] = lambda: None,
        call_off: Callable[[str], None] = lambda line: None,
        line_facts: Callable[[], Sequence[LineFacts]] = lambda: (),
    ) -> None:
        cover = media.with_name(covers.FILE)
        self.desk = Desk(spool, carrier, clock, wake, route, options or {}, due, cover, call_off, line_facts)
        shelf, workshop = Shelf(media), Workshop(limits or Limits())
        self._begin_people()
        self._begin_lines(configuration, reconfigured)
        self._begin_contacts()
        self._begin_contents(shelf, workshop)
        self._begin_contact_files(shelf, Growing(media.with_name("jobs")))
        self._begin_sending(shelf, configuration)
        self._begin_requests(configuration)
        self.messages = Messages(self.desk, self.transmissions)
        self.faxes = Faxes(self.desk, self.transmissions)
        self.traffic = Traffic(self.desk, self.transmissions, self.requests, Ways(self.desk, configuration))
        self.telling = Telling(self.desk, configuration)

    def _begin_people(self) -> None:
        self.people = People(self.desk)
        self.users = Users(self.desk)
        self.applications = Applications(self.desk)
        self.accounts = Accounts(self.desk)
        self.roles = Roles(self.desk)
        self.permissions = Permissions(self.desk)

    def _begin_lines(self, configuration: Configuration, reconfigured: Callable[[], None]) -> None:
        self.providers = Providers(self.desk, configuration, reconfigured)
        self.senders = Senders(self.desk, configuration, reconfigured)
        self.channels = Channels(self.desk, configuration)
        self.lines = Lines(self.desk, configuration.lines)
        self.statistics = Statistics(self.desk)

    def _begin_contents(self, shelf: Shelf, workshop: Workshop) -> None:
        self.texts = Texts(self.desk)
        self.message_templates = MessageTemplates(self.desk)
        self.orphans = Orphans(self.desk, shelf)
        self.documents = Documents(self.desk, shelf, workshop, self.orphans)
        self.recordings = Recordings(self.desk, shelf, workshop, self.orphans)
        self.templates = Templates(self.desk, shelf, self.orphans, workshop.limits.upload)
        self.attachments = Attachments(self.desk, shelf, self.orphans, workshop.limits.upload)
        self.access_tokens = AccessTokens(self.desk, self.attachments)

    def _begin_sending(self, shelf: Shelf, configuration: Configuration) -> None:
        sending = Sending(self.desk)
        actions = {(TRANSMISSION, SEND): sending.due, **campaigns.actions(self.desk)}
        self.programs = Programs(self.desk)
        self.schedules = Schedules(self.desk, actions)
        self.transmissions = Transmissions(self.desk, sending, self.schedules)
        self.reports = Reports(self.desk)
        self.reactions = Reactions(self.desk, Notifying(self.desk, sending))
        faxing = Faxing(self.desk, self.documents, self.transmissions)
        self.mailroom = Mailroom(self.desk, self.transmissions, Filing(self.desk, shelf), faxing, configuration.mail)
        self.campaigns = Campaigns(self.desk, self.schedules)
        self.expansion = Expansion(self.desk)
        self.keywords = Keywords(self.desk, self.senders)
        self.consents, self.hearing = hearing.consent_of(self.desk, self.senders)

    def _begin_requests(self, configuration: Configuration) -> None:
        self.tracking = Tracking(self.desk, configuration.public_url)
        self.translating = Translating(self.desk, configuration.translation)
        courses, asking = Courses(self.desk, self.senders), Asking()
        preparing = Preparing(self.desk, asking, Wording(self.tracking, self.translating))
        self.requests = Requests(self.desk, courses, preparing, Enclosing(configuration.public_url))
        self.dispatch = Dispatch(self.desk, courses, preparing, asking)

    def _begin_contact_files(self, shelf: Shelf, growing: Growing) -> None:
        self.contact_imports = ContactImports(self.desk, shelf, growing, self.attachments, self.profiles)
        self.contact_exports = ContactExports(self.desk, shelf, growing)

    def _begin_contacts(self) -> None:
        self.fast_access = FastAccess(self.desk)
        self.contacts = Contacts(self.desk, self.fast_access.settle)
        self.profiles = Profiles(self.desk, self.fast_access)
        self.contact_access_tokens = ContactAccessTokens(self.desk)
        self.contact_application_tokens = ContactApplicationTokens(self.desk)
        self.groups = Groups(self.desk)
        self.members = Members(self.desk, self.profiles)
        self.imports = Imports(self.desk)
