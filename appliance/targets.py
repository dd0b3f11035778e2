"""Where events are posted to: a URL taken apart, and which addresses are not for strangers to reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from appliance.errors import Invalid

LONGEST = 2000
_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65_535
_SPEAKABLE = re.compile(r"[!-~\u00a1-\uffff]+")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9_-]{0,62}\.?", re.IGNORECASE)
_KEPT = "/?#[]@!$&'()*+,;=:~%-._"
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # RFC 6052, RFC 8215: IPv4 at their end
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291 2.5.5.1

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """`host` is a name in ASCII or an address without brackets; `path` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What a Host header says (RFC 9110 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> Address | None:
        """The address that it names itself, None where it has a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def target_of(url: str) -> Target:
    """The target that an http or https URL names. Raises Invalid; a user or a password in it is refused, too."""
    if len(url) > LONGEST or not _SPEAKABLE.fullmatch(url) or "\\" in url:
        raise Invalid(f"the address must be a URL without blanks, of at most {LONGEST} characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid(f"the address {url!r} is no URL: {error}") from error
    if parts.scheme not in _PORTS:
        raise Invalid("the address must begin with http:// or https://")
    if "@" in parts.netloc:
        raise Invalid("the address must not hold a user: give the user and the password by themselves")
    if port is not None and not 0 < port <= _HIGHEST_PORT:
        raise Invalid("the address names no port")
    path = quote(parts.path or "/", _KEPT) + (f"?{quote(parts.query, _KEPT)}" if parts.query else "")
    return Target(parts.scheme, _host(parts.hostname or ""), port or _PORTS[parts.scheme], path)


def _host(given: str) -> str:
    try:
        return str(ip_address(given))
    except ValueError:
        pass
    try:
        name = given.encode("idna").decode()
    except UnicodeError as error:
        raise Invalid(f"the address names no host: {given!r}") from error
    if not _NAME.fullmatch(name) or name.rpartition(".")[2].isdecimal():  # 127.1 and the like are addresses to some
        raise Invalid(f"the address names no host: {given!r}")
    return name


def is_public(address: Address) -> bool:
    """Whether it is of the internet at large, and not this machine's, its network's or of a special kind.

    An IPv6 address that stands for one of IPv4 is what that one is.
    """
    if isinstance(address, IPv6Address):
        inner = _within(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that it stands for."""
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if any(address in each for each in _TRANSLATED):
        return last
    if address in _COMPATIBLE and int(address) > 1:
        return last
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
