"""Tokens cost no memory for what they don't use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from appliance.api import webtoken

KEY = b"k" * 32


def test_a_token_is_read_by_the_key_that_signed_it():
    token = webtoken.encode({"user_id": 1}, KEY, algorithm="HS256")
    assert webtoken.decode(token, KEY, algorithms=["HS256"]) == {"user_id": 1}
    with pytest.raises(webtoken.InvalidTokenError):
        webtoken.decode(token, b"K" * 32, algorithms=["HS256"])


def test_a_box_without_tls_does_without_cryptography():
    program = "import appliance.box, sys; print([name for name in sys.modules if name.startswith('cryptography')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_who_wants_cryptography_still_has_it():
    program = "import appliance.api.webtoken, cryptography.x509, jwt; print(cryptography.x509.__name__, jwt.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "cryptography.x509 jwt\n"
