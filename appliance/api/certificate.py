"""The box's own key and certificate, made at first start and again before it expires."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance import durable
from appliance.api.server import TlsFiles

CERTIFICATE = "tls.crt"
VALID_FOR = timedelta(days=825)
RENEW_BEFORE = timedelta(days=60)
# A box that has no clock yet must not make a certificate that only holds in the past.
_EARLIEST_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)


def own_certificate(folder: Path, names: Iterable[str], now: datetime) -> TlsFiles:
    """The key and certificate in `folder`, made where there are none, they expire, or `names` says another name."""
    files = TlsFiles(folder / CERTIFICATE, folder / "tls.key")
    wanted = _alternatives(names)
    key = _own_key(files.key)
    if not _holds(files.certificate, key, wanted, now):
        durable.replace(files.certificate, _certificate(key, wanted, max(now, _EARLIEST_CLOCK)))
    return files


def ends(folder: Path) -> float:
    """When the certificate in `folder` ends, Unix time; 0 where none can be read."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
    except (OSError, ValueError):
        return 0.0
    return certificate.not_valid_after_utc.timestamp()


def own_names() -> tuple[str, ...]:
    """What people may type to reach this machine: localhost, its host name, that name's addresses."""
    name = socket.gethostname()
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    return tuple(dict.fromkeys(["localhost", "127.0.0.1", "::1", name, f"{name}.local", *sorted(found)]))


def _alternatives(names: Iterable[str]) -> list[x509.GeneralName]:
    return [_alternative(name) for name in names if name.isascii() and "%" not in name]


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key outlives its certificates, so that who has pinned it need not look again."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        key = ec.generate_private_key(ec.SECP256R1())
        form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        durable.replace(path, key.private_bytes(serialization.Encoding.PEM, form, plain))
    return key


def _holds(path: Path, key: ec.EllipticCurvePrivateKey, wanted: list[x509.GeneralName], now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        names = list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    fits = key.public_key() == certificate.public_key() and set(wanted) <= set(names)
    return fits and now < certificate.not_valid_after_utc - RENEW_BEFORE


def _certificate(key: ec.EllipticCurvePrivateKey, wanted: list[x509.GeneralName], now: datetime) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Modem Box")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
