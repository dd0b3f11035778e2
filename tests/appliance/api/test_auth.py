import base64

import jwt
import pytest

from appliance import passwords
from appliance.api import auth as module
from appliance.api.auth import Auth, Caller, signing_key
from appliance.api.limiter import TooManyLogins
from appliance.errors import Invalid, Unauthenticated

PASSWORD = "correct horse"
NOBODY = Caller(0, "", False, "10.0.0.1")


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


@pytest.fixture
def session(auth, people):
    return auth.login(NOBODY, PASSWORD, username="alice")


def test_a_login_gives_a_jwt_with_the_claims_that_clients_read(session, people):
    claims = jwt.decode(session.token, b"k" * 32, algorithms=["HS256"], options={"verify_signature": True} | UNTIMED)
    assert claims["user_id"] == people["alice"].user_id
    assert claims["username"] == "alice"
    assert claims["is_admin"] == "0"
    assert claims["api-version"] == "1.0"
    assert claims["exp"] - int(claims["iat"]) == 360 * 86_400
    assert {"iat", "nbf", "jti"} <= set(claims)


UNTIMED = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}


def test_an_administrator_is_told_from_a_user(auth, people):
    token = auth.login(NOBODY, PASSWORD, username="admin").token
    assert jwt.decode(token, options={"verify_signature": False})["is_admin"] == "1"
    assert auth.identify(bearer(token), "").may("user_create")


@pytest.mark.parametrize("header", ["HTTP_AUTHORIZATION", "HTTP_AUTHENTICATION"])
@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "  Bearer   "])
def test_a_token_is_taken_from_either_header(auth, session, people, header, scheme):
    caller = auth.identify({header: scheme + session.token}, "10.0.0.1")
    alice = people["alice"]
    assert (caller.user_id, caller.username, caller.grants) == (alice.user_id, "alice", alice.grants)


def test_basic_credentials_are_taken(auth, people):
    assert auth.identify({"HTTP_AUTHORIZATION": basic("bob", PASSWORD)}, "").username == "bob"


def test_either_valid_header_is_enough(auth, session):
    headers = {"HTTP_AUTHORIZATION": "Bearer rubbish", "HTTP_AUTHENTICATION": f"Bearer {session.token}"}
    assert auth.identify(headers, "").username == "alice"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Digest x",
        "Bearer " + jwt.encode({"user_id": 1, "exp": 9e12, "iat": 0, "jti": "x"}, "k" * 31 + "K", algorithm="HS256"),
        "Bearer " + jwt.encode({"user_id": 1}, b"k" * 32, algorithm="HS256"),
    ],
)
def test_what_is_no_credential_is_refused(auth, people, header):
    with pytest.raises(Unauthenticated):
        auth.identify({"HTTP_AUTHORIZATION": header}, "")


def test_an_unsigned_token_is_refused(auth, people):
    token = jwt.encode({"user_id": 1, "exp": 9e12, "iat": 0, "jti": "x"}, None, algorithm="none")
    with pytest.raises(Unauthenticated):
        auth.identify(bearer(token), "")


def test_a_token_ends_with_its_time(auth, session, clock):
    clock.now += 360 * 86_400 + 1
    with pytest.raises(Unauthenticated, match="expired"):
        auth.identify(bearer(session.token), "")


def test_F30_a_clock_that_wakes_up_in_the_past_locks_nobody_out(auth, session, clock):
    clock.now = 0.0
    assert auth.identify(bearer(session.token), "").username == "alice"


def test_a_cancelled_token_is_refused_and_others_hold(auth, session):
    other = auth.login(NOBODY, PASSWORD, username="alice")
    auth.cancel(auth.identify(bearer(session.token), ""))
    with pytest.raises(Unauthenticated, match="revoked"):
        auth.identify(bearer(session.token), "")
    auth.identify(bearer(other.token), "")


def test_revocations_survive_a_restart(office, auth, session, clock):
    auth.cancel(auth.identify(bearer(session.token), ""))
    with pytest.raises(Unauthenticated):
        Auth(office.people, b"k" * 32, clock).identify(bearer(session.token), "")


def test_a_new_password_ends_all_tokens_and_remembered_logins(auth, office, people, session, clock):
    credentials = {"HTTP_AUTHORIZATION": basic("alice", PASSWORD)}
    auth.identify(credentials, "")
    clock.now += 1
    office.people.change_password(people["alice"], PASSWORD, "a better one")
    for headers in (bearer(session.token), credentials):
        with pytest.raises(Unauthenticated):
            auth.identify(headers, "")
    fresh = auth.login(NOBODY, "a better one", username="alice")
    auth.identify(bearer(fresh.token), "")


def test_a_user_who_is_switched_off_is_refused_at_once(auth, office, people, session):
    credentials = {"HTTP_AUTHORIZATION": basic("alice", PASSWORD)}
    auth.identify(credentials, "")
    office.people.set_active(people["alice"].user_id, False)
    for headers in (bearer(session.token), credentials):
        with pytest.raises(Unauthenticated):
            auth.identify(headers, "")
    with pytest.raises(Unauthenticated):
        auth.login(NOBODY, PASSWORD, username="alice")


def test_a_login_by_email_or_id(auth, office, people, spool):
    alice = people["alice"].user_id
    spool.write(lambda db: db.execute("UPDATE users SET email = 'a@b.example' WHERE id = ?", (alice,)))
    assert auth.login(NOBODY, PASSWORD, email="a@b.example").user.username == "alice"
    assert auth.login(NOBODY, PASSWORD, username="a@b.example").user.username == "alice"
    assert auth.login(NOBODY, PASSWORD, user_id=alice).user.username == "alice"


def test_a_login_needs_a_name_and_a_password(auth, people):
    with pytest.raises(Invalid, match="username is missing"):
        auth.login(NOBODY, PASSWORD)
    with pytest.raises(Unauthenticated, match="digest"):
        auth.login(NOBODY, username="alice")


def test_scrypt_runs_once_for_basic_credentials_that_repeat(auth, people, monkeypatch):
    calls = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *each: calls.append(each) or matches(*each))
    for _ in range(3):
        auth.identify({"HTTP_AUTHORIZATION": basic("bob", PASSWORD)}, "")
    assert len(calls) == 1


def test_a_remembered_login_is_checked_again_after_a_while(auth, people, monkeypatch, clock):
    auth.identify({"HTTP_AUTHORIZATION": basic("bob", PASSWORD)}, "")
    clock.now += 601
    monkeypatch.setattr(passwords, "matches", lambda *each: False)
    with pytest.raises(Unauthenticated):
        auth.identify({"HTTP_AUTHORIZATION": basic("bob", PASSWORD)}, "")


def test_an_unknown_name_is_checked_like_a_known_one(auth, people, monkeypatch):
    calls = []
    monkeypatch.setattr(passwords, "matches", lambda password, stored: calls.append(stored) or False)
    for name in ("alice", "nobody at all"):
        with pytest.raises(Unauthenticated, match="wrong name or password"):
            auth.login(NOBODY, "wrong", username=name)
    parameters = {tuple(stored.split("$")[:4]) for stored in calls}
    assert len(calls) == 2 and len(parameters) == 1


def test_guessing_is_slowed_down_for_known_and_unknown_names(auth, people, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda password, stored: False)
    for name in ("alice", "nobody"):
        address = Caller(0, "", False, f"10.0.0.{len(name)}")
        for _ in range(8):
            with pytest.raises(Unauthenticated):
                auth.login(address, "wrong", username=name)
        with pytest.raises(TooManyLogins):
            auth.login(address, PASSWORD, username=name)


def test_a_token_and_a_remembered_login_work_while_guesses_are_slowed(auth, people, session, monkeypatch):
    known = {"HTTP_AUTHORIZATION": basic("alice", PASSWORD)}
    auth.identify(known, "10.0.0.1")
    monkeypatch.setattr(passwords, "matches", lambda password, stored: False)
    for _ in range(8):
        with pytest.raises(Unauthenticated):
            auth.login(NOBODY, "wrong", username="alice")
    assert auth.identify(known, "10.0.0.1").username == "alice"
    assert auth.identify(bearer(session.token), "10.0.0.1").username == "alice"


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "token.key"
    key = signing_key(path)
    assert len(key) == 32 and signing_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing_key(tmp_path / "other.key") != key


@pytest.mark.parametrize("left", [b"", b"k" * 31])
def test_F30_a_key_that_a_crash_cut_short_is_made_anew(tmp_path, left):
    path = tmp_path / "token.key"
    path.write_bytes(left)
    key = signing_key(path)
    assert len(key) == 32 and key != left and signing_key(path) == key


def test_F30_a_crash_while_the_key_is_made_leaves_none(tmp_path, monkeypatch):
    def pulled(*_):
        raise OSError("the plug")

    monkeypatch.setattr("os.fsync", pulled)
    with pytest.raises(OSError, match="plug"):
        signing_key(tmp_path / "token.key")
    assert not (tmp_path / "token.key").exists()


def test_what_is_remembered_is_bounded_and_no_password(people, office, clock):
    remembered = module._Remembered(clock)
    user = office.people.user(username="alice")
    for number in range(1000):
        remembered.remember(user, f"password {number}")
    assert len(remembered._until) == 256
    assert {len(each) for each in remembered._until} == {32}
