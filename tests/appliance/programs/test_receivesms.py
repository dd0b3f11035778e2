import pytest

from appliance.errors import Conflict, Invalid
from appliance.programs.receivesms import KIND, keep_text, kept_text
from appliance.spool.contents import TEXTS
from appliance.spool.listing import exactly
from appliance.spool.transmissions import TRANSMISSIONS


def test_receivesms_sends_nothing(spool, program):
    with pytest.raises(Conflict, match="sends nothing"):
        KIND.render(spool.read(), program("receivesms", account_id=2), {})


def test_receivesms_needs_an_account(program):
    with pytest.raises(Invalid, match="account_id is missing"):
        program("receivesms")


def test_what_came_in_is_kept_once_and_grows(spool, people, journal):
    made = journal.came_in(people["bob"].user_id, "+491718", "one")

    def view():
        return TRANSMISSIONS.get(spool.read(), "transmission", exactly(id=made))

    assert kept_text(spool.read(), view()) is None
    text_id = spool.write(lambda db: keep_text(db, view(), 5.0))
    assert kept_text(spool.read(), view()) == text_id
    spool.write(lambda db: db.execute("UPDATE transmissions SET body = 'one two'"))
    assert kept_text(spool.read(), view()) is None
    assert spool.write(lambda db: keep_text(db, view(), 6.0)) == text_id
    [text] = TEXTS.find(spool.read()).rows
    assert (text.data, text.name, text.user_id) == ("one two", "from +491718", people["bob"].user_id)
