import pytest

from appliance.errors import Invalid, NotFound, Taken, Unauthenticated
from appliance.office.applications import VALIDITY


@pytest.fixture
def made(office, people):
    return office.applications.add("monitor", "alice")


def test_an_application_speaks_for_its_user(office, people, made):
    actor = office.applications.actor(made.token)
    assert (actor.user_id, actor.grants) == (people["alice"].user_id, people["alice"].grants)
    assert actor.application_id == office.applications.all()[0].id
    assert actor.owner == {"user_id": actor.user_id, "application_id": actor.application_id}


def test_nothing_that_it_shows_is_kept(office, made, spool):
    kept = repr(spool.read().execute("SELECT * FROM applications, application_tokens").fetchall())
    assert made.secret not in kept and made.token not in kept


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65])
def test_a_name_is_checked(office, people, name):
    with pytest.raises(Invalid):
        office.applications.add(name, "alice")
    assert office.applications.all() == ()


def test_names_are_taken_once_and_users_must_be_there(office, made):
    with pytest.raises(Taken):
        office.applications.add("monitor", "bob")
    with pytest.raises(NotFound):
        office.applications.add("other", "nobody")


def test_one_that_was_shut_out_or_whose_user_was_is_nobody(office, people, made):
    office.applications.set_active("monitor", False)
    assert office.applications.actor(made.token) is None
    with pytest.raises(Unauthenticated):
        office.applications.refresh(made.key, made.secret, "", None)
    office.applications.set_active("monitor", True)
    assert office.applications.actor(made.token) is not None
    office.people.set_active(people["alice"].user_id, False)
    assert office.applications.actor(made.token) is None


def test_a_new_secret_ends_all_that_was_before(office, made):
    renewed = office.applications.renew("monitor")
    assert renewed.key == made.key
    assert office.applications.actor(made.token) is None
    assert office.applications.actor(renewed.token) is not None
    with pytest.raises(Unauthenticated):
        office.applications.refresh(made.key, made.secret, "", None)


def test_a_user_who_goes_takes_theirs_along(office, people):
    left = office.applications.add("left", "bob")
    gone = office.applications.add("gone", "alice")
    assert office.applications.actor(gone.token)
    office.users.delete(people["admin"], people["alice"].user_id)
    assert office.applications.actor(gone.token) is None and office.applications.actor(left.token)


def test_one_that_is_removed_is_nobody(office, made, spool):
    office.applications.remove("monitor")
    assert office.applications.actor(made.token) is None
    assert spool.read().execute("SELECT count(*) FROM application_tokens").fetchone() == (0,)


def test_a_token_of_another_is_not_given_back(office, made):
    other = office.applications.add("other", "alice")
    issued = office.applications.refresh(made.key, made.secret, other.token, None)
    assert issued.token != other.token and issued.validity == VALIDITY


def test_tokens_that_have_expired_are_forgotten(office, made, clock, spool):
    for _ in range(3):
        office.applications.refresh(made.key, made.secret, "", 60)
        clock.now += 61
    assert spool.read().execute("SELECT count(*) FROM application_tokens").fetchone() == (2,)
