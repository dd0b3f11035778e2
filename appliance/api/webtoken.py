"""PyJWT without what it imports for algorithms that no token of ours has: `cryptography`, 10 MB of memory."""

from __future__ import annotations

import sys

_WEIGHTY = "cryptography"

_before = {_WEIGHTY: sys.modules[_WEIGHTY]} if _WEIGHTY in sys.modules else {}
sys.modules[_WEIGHTY] = None  # type: ignore[assignment]  # to import it raises ModuleNotFoundError, which PyJWT expects
try:
    from jwt import InvalidTokenError, decode, encode
finally:
    del sys.modules[_WEIGHTY]
    sys.modules.update(_before)

__all__ = ["InvalidTokenError", "decode", "encode"]
