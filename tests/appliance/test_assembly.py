"""The use cases on a box's data."""

import functools

import pytest

from appliance import passwords
from appliance.assembly import office_of
from appliance.domain import Line
from appliance.errors import NotReady, Unserved
from appliance.lines.facts import facts_of
from appliance.office.desk import actor_of
from appliance.settings import Settings
from appliance.spool import line_states
from appliance.spool.line_states import LineState
from appliance.spool.listing import Page


@pytest.fixture
def office(tmp_path, spool, monkeypatch, password_digest):
    monkeypatch.setattr(passwords, "digest", lambda password: password_digest)
    settings = Settings(tmp_path / "box.json")
    settings.add_line(Line("gsm1", imei="350000010000012"))
    spool.write(lambda db: line_states.save(db, LineState("gsm1", "ready"), 1.0))
    made = office_of(spool, settings, tmp_path / "media", lambda: facts_of(spool, settings, 2.0), lambda lane: None)
    made.people.add_user("admin", "correct horse", "admin")
    return made


def test_a_provider_is_routed_by_as_it_says(office):
    admin = actor_of(office.people.users()[0])
    send = functools.partial(office.transmissions.create_and_send, admin, "sendsms", message="hi")
    (provider,) = office.providers.find(admin, (), Page()).rows
    send(phone="+4915")
    office.providers.update(admin, provider.id, prefix="+43,0041")
    with pytest.raises(Unserved, match="no line serves"):
        send(phone="+4915")
    send(phone="+4315")
    office.providers.update(admin, provider.id, active=False)
    with pytest.raises(NotReady, match="no line offers sms"):
        send(phone="+4315")
