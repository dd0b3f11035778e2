"""Which names of ports make sense, before one is opened."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from appliance.errors import Invalid

_ADDRESSES = ("socket", "rfc2217")
_OTHERS = ("alt", "cp2110", "hwgrep", "loop", "spy")  # the rest of what pyserial knows
_PHONE = re.compile(r"gammu:[^:]+:.*")


def checked(url: str) -> str:
    """`url` as it is: a device's path, a pyserial URL, or gammu:CONNECTION:DEVICE. Raises Invalid."""
    scheme, separator, _ = url.partition("://")
    known = _is_url(scheme, url) if separator else url.startswith("/") or _PHONE.fullmatch(url)
    if not url.isprintable() or not known:
        raise Invalid(f"a port is /dev/..., socket://HOST:PORT or rfc2217://HOST:PORT, not {url!r}")
    return url


def _is_url(scheme: str, url: str) -> bool:
    if scheme not in _ADDRESSES:
        return scheme in _OTHERS
    try:
        parts = urlsplit(url)
        return bool(parts.hostname and parts.port)
    except ValueError:
        return False
