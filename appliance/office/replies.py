"""What a keyword is answered with: a message template, by its name."""

from __future__ import annotations

import logging
from dataclasses import replace

from appliance.composition.vtl import ATTRIBUTES
from appliance.errors import BoxError
from appliance.office.composing import compose_reply
from appliance.office.people import owner_in
from appliance.spool import contact_values
from appliance.spool.inbound import Owner
from appliance.spool.keywords import Keyword
from appliance.spool.listing import Connection

log = logging.getLogger(__name__)


def reply_of(db: Connection, keyword: Keyword, owner: Owner) -> str:
    """What a keyword's template says to the contact that `owner` names, "" where it is gone or can't be filled."""
    try:
        actor = replace(owner_in(db, keyword.user_id), application_id=keyword.application_id)
        values = {} if owner.contact_id is None else contact_values.of(db, owner.contact_id, ATTRIBUTES)
        return compose_reply(db, actor, keyword.reply_template, values)
    except BoxError as error:
        log.warning("keyword %d is not answered: %s", keyword.id, error)
        return ""
