import logging
import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from appliance.api.certificate import ends, own_certificate, own_names
from appliance.errors import NotReady

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {
    "rsa": (rsa.generate_private_key(65537, 2048), hashes.SHA256()),
    "ec": (ec.generate_private_key(ec.SECP384R1()), hashes.SHA256()),
    "ed25519": (ed25519.Ed25519PrivateKey.generate(), None),
}
PLAIN = serialization.NoEncryption()


def pem(key, encryption=PLAIN):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def bought(kind, form=serialization.Encoding.PEM):
    """A certificate as somebody's authority gives it out: for another name, and not for long."""
    key, by = KEYS[kind]
    subject, authority = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("box.example", "Some CA")
    )
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(NOW - timedelta(days=80)).not_valid_after(NOW + timedelta(days=10))
    return made.sign(key, by).public_bytes(form)


def test_the_certificate_is_kept_and_private(tmp_path):
    files = own_certificate(tmp_path, ("localhost", "192.168.1.4"), NOW)
    content = files.certificate.read_bytes()
    again = own_certificate(tmp_path, ("localhost",), NOW + timedelta(days=700))
    assert again.certificate.read_bytes() == content
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    names = x509.load_pem_x509_certificate(content).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.value.get_values_for_type(x509.IPAddress)] == ["192.168.1.4"]


@pytest.mark.parametrize(
    ("names", "later"), [(("localhost",), timedelta(days=800)), (("localhost", "new.local"), timedelta(days=1))]
)
def test_a_certificate_is_made_anew_with_the_same_key(tmp_path, names, later):
    files = own_certificate(tmp_path, ("localhost",), NOW)
    content, key = files.certificate.read_bytes(), files.key.read_bytes()
    own_certificate(tmp_path, names, NOW + later)
    assert files.certificate.read_bytes() != content
    assert files.key.read_bytes() == key


@pytest.mark.parametrize("broken", ["tls.key", "tls.crt"])
def test_F30_a_torn_key_or_certificate_is_replaced(tmp_path, broken):
    files = own_certificate(tmp_path, ("localhost",), NOW)
    (tmp_path / broken).write_bytes(b"-----BEGIN")
    own_certificate(tmp_path, ("localhost",), NOW)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(files.certificate, files.key)


def test_F30_a_clock_in_the_past_makes_no_certificate_of_the_past(tmp_path):
    files = own_certificate(tmp_path, ("localhost",), datetime(1970, 1, 1, tzinfo=UTC))
    made = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    assert made.not_valid_after_utc > datetime(2027, 1, 1, tzinfo=UTC)


def test_own_names_hold_what_people_type():
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= set(own_names())


def put(folder, certificate, key):
    (folder / "tls.crt").write_bytes(certificate)
    (folder / "tls.key").write_bytes(key)
    return certificate, key


def lie_there(folder):
    return (folder / "tls.crt").read_bytes(), (folder / "tls.key").read_bytes()


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("later", [timedelta(), timedelta(days=300)])
def test_an_owners_certificate_is_never_touched_whatever_it_names_and_however_long_it_holds(tmp_path, kind, later):
    own_certificate(tmp_path, ("localhost",), NOW)
    theirs = put(tmp_path, bought(kind), pem(KEYS[kind][0]))
    files = own_certificate(tmp_path, ("localhost", "box.local"), NOW + later)
    assert lie_there(tmp_path) == theirs
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(files.certificate, files.key)
    assert ends(tmp_path) == (NOW + timedelta(days=10)).timestamp()


@pytest.mark.parametrize(
    "key", [pem(KEYS["ec"][0]), pem(KEYS["rsa"][0], serialization.BestAvailableEncryption(b"x")), b"-----BEGIN"]
)
def test_an_owners_certificate_without_its_key_is_refused_and_nothing_changed(tmp_path, key):
    theirs = put(tmp_path, bought("rsa"), key)
    with pytest.raises(NotReady, match=r"tls\.key is not the key of .*tls\.crt: put that key there"):
        own_certificate(tmp_path, ("localhost",), NOW)
    assert lie_there(tmp_path) == theirs


def test_what_an_owner_put_there_in_a_form_that_cant_be_read_is_kept_aside(tmp_path, caplog):
    theirs = put(tmp_path, bought("rsa", serialization.Encoding.DER), pem(KEYS["rsa"][0]))
    with caplog.at_level(logging.WARNING):
        files = own_certificate(tmp_path, ("localhost",), NOW)
    assert tuple((tmp_path / f"{name}.unused").read_bytes() for name in ("tls.crt", "tls.key")) == theirs
    assert "tls.crt can't be used (it must be PEM" in caplog.text
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(files.certificate, files.key)
