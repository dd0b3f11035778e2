from appliance.programs.receivesms import keep_text, kept_text
from appliance.spool.contents import TEXTS
from appliance.spool.listing import exactly
from appliance.spool.transmissions import TRANSMISSIONS


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
