"""Who serves a modem, by what it can do."""

from __future__ import annotations

from appliance.domain import Line, Service
from appliance.lines.fax.session import FaxSession
from appliance.lines.serving import services_of, session_of
from appliance.lines.session import Session
from tests.appliance.lines.fax.modems import MemoryFaxModem


def test_a_fax_modem_makes_a_fax_line(home, line):
    modem = MemoryFaxModem()
    assert services_of(modem) is Service.FAX
    session = session_of(home, modem, Line("fax1"), "/dev/fax0", str, lambda: False)
    assert isinstance(session, FaxSession)


def test_any_other_makes_a_line_for_messages(home, modem, line):
    assert services_of(modem) is Service.SMS
    assert isinstance(session_of(home, modem, line, "/dev/gsm0", str, lambda: False), Session)
