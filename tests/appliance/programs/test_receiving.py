import pytest

from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs import KINDS
from appliance.spool.listing import exactly
from appliance.spool.people import ACCOUNTS

TYPES = ("receivesms", "receivefax", "receiveemail", "faxtoemail", "emailtofax")


@pytest.fixture
def account(spool, people):
    mine = ACCOUNTS.newest(spool.read(), exactly(user_id=people["alice"].user_id))
    spool.write(lambda db: ACCOUNTS.update(db, mine.id, {"phone": "+4930123", "email": "desk@example.org"}))
    return mine.id


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("by", [{"phone": "+4930123"}, {"email": "desk@example.org"}, {}])
def test_it_is_for_the_account_that_is_named(program, account, kind, by):
    made = program(kind, **(by or {"account_id": account}))
    assert (made.account_id, made.parameters) == (account, {"account_id": account})


@pytest.mark.parametrize("kind", TYPES)
def test_it_sends_nothing(spool, program, account, kind):
    with pytest.raises(Conflict, match=f"a {kind} program sends nothing"):
        KINDS[kind].render(spool.read(), program(kind, account_id=account), {})


@pytest.mark.parametrize("kind", TYPES)
def test_it_needs_an_account_of_ones_own(program, spool, people, kind):
    with pytest.raises(Invalid, match="account_id is missing"):
        program(kind)
    others = ACCOUNTS.newest(spool.read(), exactly(user_id=people["bob"].user_id))
    with pytest.raises(NotFound):
        program(kind, account_id=others.id)
