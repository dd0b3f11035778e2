"""The box's own key and certificate, made at first start and again before it expires; or its owner's, never touched."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance import durable
from appliance.api.server import TlsFiles
from appliance.errors import NotReady

log = logging.getLogger(__name__)

CERTIFICATE = "tls.crt"
VALID_FOR = timedelta(days=825)
RENEW_BEFORE = timedelta(days=60)
# A box that has no clock yet must not make a certificate that only holds in the past.
_EARLIEST_CLOCK = datetime(2025, 1, 1, tzinfo=UTC)


_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Modem Box")])


def own_certificate(folder: Path, names: Iterable[str], now: datetime) -> TlsFiles:
    """The key and certificate in `folder`.

    The box's own are made where there are none, they expire, or `names` says another name. An owner's are taken as they
    are, whatever they name and however long they hold; what can't be read is put aside. Raises NotReady where the key
    is not that of an owner's certificate.
    """
    files = TlsFiles(folder / CERTIFICATE, folder / "tls.key")
    certificate, key = _certificate_at(files.certificate), _key_at(files.key)
    if certificate and certificate.issuer != _NAME:
        _same_key(files, certificate, key)
        return files
    own = key if isinstance(key, ec.EllipticCurvePrivateKey) else _made_key(files.key)
    wanted = _alternatives(names)
    if not certificate or not _holds(certificate, own, wanted, now):
        _put_aside(files.certificate, certificate)
        durable.replace(files.certificate, _made(own, wanted, max(now, _EARLIEST_CLOCK)))
    return files


def ends(folder: Path) -> float:
    """When the certificate in `folder` ends, Unix time; 0 where none can be read."""
    certificate = _certificate_at(folder / CERTIFICATE)
    return certificate.not_valid_after_utc.timestamp() if certificate else 0.0


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


def _certificate_at(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None


def _key_at(path: Path) -> PrivateKeyTypes | None:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):  # TypeError: it wants a password
        return None


def _same_key(files: TlsFiles, certificate: x509.Certificate, key: PrivateKeyTypes | None) -> None:
    if not key or key.public_key() != certificate.public_key():
        raise NotReady(
            f"{files.key} is not the key of the certificate {files.certificate}: put that key there, as PEM without a"
            " password, or remove both files, then the box makes its own"
        )


def _made_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key outlives its certificates, so that who has pinned it need not look again."""
    _put_aside(path, None)
    key = ec.generate_private_key(ec.SECP256R1())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    durable.replace(path, key.private_bytes(serialization.Encoding.PEM, form, plain))
    return key


def _put_aside(path: Path, read: x509.Certificate | None) -> None:
    """Keep what the box did not make: it may be its owner's, in a form that it can't read."""
    if not read and path.exists():
        aside = path.with_name(path.name + ".unused")
        log.warning("%s can't be used (it must be PEM, without a password); it is kept as %s", path, aside)
        path.replace(aside)


def _holds(
    certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, wanted: list[x509.GeneralName], now: datetime
) -> bool:
    try:
        names = list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except (ValueError, x509.ExtensionNotFound):
        return False
    fits = key.public_key() == certificate.public_key() and set(wanted) <= set(names)
    return fits and now < certificate.not_valid_after_utc - RENEW_BEFORE


def _made(key: ec.EllipticCurvePrivateKey, wanted: list[x509.GeneralName], now: datetime) -> bytes:
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
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
