import pytest

from appliance.domain import Direction, Service
from appliance.errors import NotFound
from appliance.programs import KINDS


def test_kinds_are_known_by_name():
    assert {name: (kind.service, kind.direction) for name, kind in KINDS.items()} == {
        "sendsms": (Service.SMS, Direction.OUTBOUND),
        "receivesms": (Service.SMS, Direction.INBOUND),
        "sendemail": (Service.EMAIL, Direction.OUTBOUND),
        "receiveemail": (Service.EMAIL, Direction.INBOUND),
        "sendfax": (Service.FAX, Direction.OUTBOUND),
        "receivefax": (Service.FAX, Direction.INBOUND),
        "faxtoemail": (Service.FAX, Direction.INBOUND),
        "emailtofax": (Service.EMAIL, Direction.INBOUND),
        "voicemessage": (Service.VOICE, Direction.OUTBOUND),
        "voicetts": (Service.VOICE, Direction.OUTBOUND),
        "forward": (Service.VOICE, Direction.INBOUND),
    }
    assert all(name == kind.name for name, kind in KINDS.items())


def test_there_is_no_other_kind(program):
    with pytest.raises(NotFound, match="receivesms, sendemail"):
        program("sendpigeon")
