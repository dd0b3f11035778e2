import pytest

from appliance.domain import Direction, Service
from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs import KINDS, sendsms
from appliance.spool.contents import Text
from appliance.spool.listing import exactly
from appliance.spool.programs import PROGRAMS


def test_kinds_are_known_by_name():
    assert {name: (kind.service, kind.direction) for name, kind in KINDS.items()} == {
        "sendsms": (Service.SMS, Direction.OUTBOUND),
        "receivesms": (Service.SMS, Direction.INBOUND),
    }
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize(
    ("kind", "message_class", "options"),
    [
        ("", None, {}),
        ("plain", None, {}),
        ("unicode", None, {"encoding": "UCS2"}),
        ("binary", None, {"binary": True}),
        ("plain", 0, {"message_class": 0}),
        ("unicode", 3, {"encoding": "UCS2", "message_class": 3}),
    ],
)
def test_the_options_of_a_text(kind, message_class, options):
    message = sendsms.text_message(Text(1, 1, "n", "data", kind, message_class, "", 0.0))
    assert (message.body, dict(message.options)) == ("data", options)


@pytest.fixture
def program(office, people, spool):
    def make(kind, **fields):
        made = office.programs.create(people["alice"], kind, **fields)
        return PROGRAMS.get(spool.read(), "program", exactly(id=made))

    return make


def test_sendsms_says_its_text_as_it_is_now(office, people, spool, program):
    office.texts.create(people["alice"], name="t", data="one")
    made = program("sendsms", text_id=1)
    office.texts.update(people["alice"], 1, data="two")
    assert KINDS["sendsms"].render(spool.read(), made).body == "two"
    office.texts.delete(people["alice"], 1)
    with pytest.raises(Conflict, match="its text was deleted"):
        KINDS["sendsms"].render(spool.read(), made)


def test_sendsms_says_its_own_message(spool, program):
    assert KINDS["sendsms"].render(spool.read(), program("sendsms", message="inline")).body == "inline"


def test_receivesms_sends_nothing(spool, program):
    with pytest.raises(Conflict, match="sends nothing"):
        KINDS["receivesms"].render(spool.read(), program("receivesms", account_id=2))


def test_what_a_type_needs(program):
    with pytest.raises(Invalid, match="text_id is missing"):
        program("sendsms")
    with pytest.raises(Invalid, match="account_id is missing"):
        program("receivesms")
    with pytest.raises(NotFound, match="receivesms, sendsms"):
        program("sendfax")
