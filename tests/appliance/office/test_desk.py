"""Who asks, and what they may."""

import dataclasses

import pytest

from appliance.domain import Service
from appliance.errors import Forbidden, Invalid
from appliance.office.desk import Actor
from appliance.programs.kind import Message
from appliance.spool.listing import exactly


@pytest.mark.parametrize(
    ("grants", "permission", "held"),
    [
        ({"contact_read"}, "contact_read", True),
        ({"contact"}, "contact_read", True),
        ({"contact"}, "contact", True),
        ({"contact"}, "contact_admin", False),
        ({"contact_admin"}, "contact_admin", True),
        ({"contact_read"}, "contact_list", False),
        ({"contact_read"}, "contact", False),
        ({"user"}, "usr_read", False),
        (set(), "contact_read", False),
    ],
)
def test_a_permission_is_held_by_its_name_or_its_familys(grants, permission, held):
    assert Actor(1, "alice", frozenset(grants)).may(permission) is held


def test_the_one_that_is_lacking_is_named():
    actor = Actor(1, "alice", frozenset({"contact_create"}))
    actor.need(("contact_create",))
    with pytest.raises(Forbidden, match="group_create"):
        actor.need(("contact_create", "group_create", "contact_list"))


def test_records_are_ones_own_unless_a_permission_lifts_that():
    actor = Actor(7, "alice", frozenset({"contact", "text_admin"}))
    assert (actor.own("contact"), actor.own("text")) == (exactly(user_id=7), ())


class AnyCarrier:
    """Takes codes too."""

    def dialable(self, number):
        return number.replace(" ", "")


@pytest.mark.parametrize("code", ["*21#", "#31#+1555", "*", "+"])
def test_a_code_is_no_number_to_fax_to(office, code):
    desk = dataclasses.replace(office.desk, carrier=AnyCarrier())
    with pytest.raises(Invalid, match="can't be faxed to"):
        desk.party(Service.FAX, code, "")
    assert desk.party(Service.SMS, code, "") == code
    assert desk.party(Service.FAX, "+1 555", "") == "+1555"


def test_a_fax_has_so_many_pages_and_no_more(office):
    for pages in (1, 255):
        assert office.desk.parts(Service.FAX, Message("", {"pages": pages})) == pages
    with pytest.raises(Invalid, match="at most 255 pages, this one 256"):
        office.desk.parts(Service.FAX, Message("", {"pages": 256}))
