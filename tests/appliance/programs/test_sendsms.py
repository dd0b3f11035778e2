import pytest

from appliance.errors import Conflict, Invalid
from appliance.programs.sendsms import KIND, text_message
from appliance.spool.contents import Text


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
    message = text_message(Text(1, 1, "n", "data", kind, message_class, "", 0.0))
    assert (message.body, dict(message.options)) == ("data", options)


def test_sendsms_says_its_text_as_it_is_now(office, people, spool, program):
    office.texts.create(people["alice"], name="t", data="one")
    made = program("sendsms", text_id=1)
    office.texts.update(people["alice"], 1, data="two")
    assert KIND.render(spool.read(), made, {}).body == "two"
    office.texts.delete(people["alice"], 1)
    with pytest.raises(Conflict, match="its text was deleted"):
        KIND.render(spool.read(), made, {})


def test_sendsms_says_its_own_message(spool, program):
    assert KIND.render(spool.read(), program("sendsms", message="inline"), {}).body == "inline"


def test_sendsms_needs_something_to_say(program):
    with pytest.raises(Invalid, match="text_id is missing"):
        program("sendsms")
