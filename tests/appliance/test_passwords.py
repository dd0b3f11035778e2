import pytest

from appliance import passwords
from appliance.errors import Invalid


def test_a_password_matches_its_digest_only():
    stored = passwords.digest("correct horse")
    assert passwords.matches("correct horse", stored)
    assert not passwords.matches("Correct horse", stored)
    assert not passwords.matches("", stored)


def test_two_digests_of_one_password_differ():
    assert passwords.digest("correct horse") != passwords.digest("correct horse")


def test_parameters_come_from_the_stored_string():
    # RFC 7914 section 12, the second vector, its first 32 octets
    stored = "scrypt$1024$8$16$TmFDbA==$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI="
    assert passwords.matches("password", stored)
    assert not passwords.matches("passwore", stored)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 257])
def test_weak_and_endless_passwords_are_refused(password):
    with pytest.raises(Invalid, match="8 to 256"):
        passwords.check_strength(password)


def test_odd_characters_do_not_break_it():
    stored = passwords.digest("pass\ud800word\0é")
    assert passwords.matches("pass\ud800word\0é", stored)


def test_where_there_is_no_user_it_takes_as_long_and_no_password_matches():
    assert passwords.NOBODY.split("$")[:4] == passwords.digest("correct horse").split("$")[:4]
    assert not passwords.matches("", passwords.NOBODY)
