"""Who asks: tokens signed with the box's key (RFC 7519) and Basic credentials (RFC 7617), in either of two headers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from appliance import durable, passwords
from appliance.api import webtoken
from appliance.api.limiter import LoginLimiter
from appliance.errors import Forbidden, Invalid, Unauthenticated
from appliance.office.desk import Actor
from appliance.office.people import People
from appliance.spool.people import User

LIFETIME = 360 * 86_400
_ALGORITHM = "HS256"
_KEY_LENGTH = 32  # bytes (RFC 7518 3.2: as long as the hash)
_BASIC_TRUSTED_FOR = 600.0
_BASIC_REMEMBERED = 256
_TOKENS_REMEMBERED = 256
_WRONG = "wrong name or password"


@dataclass(frozen=True, slots=True)
class Caller(Actor):
    """An actor at the other end of a connection, with the token that it showed ('' for none)."""

    address: str = ""
    token_id: str = ""
    token_expires: float = 0.0


@dataclass(frozen=True, slots=True)
class Session:
    """A login: the token for it and how long it holds, in seconds."""

    token: str
    user: User
    lifetime: int = LIFETIME


def signing_key(path: Path) -> bytes:
    """The box's own key, made at first use and where what is there is too short for one."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = b""
    if len(key) < _KEY_LENGTH:
        key = secrets.token_bytes(_KEY_LENGTH)
        durable.replace(path, key)
    return key


class Auth:
    """Tells callers apart. `address` of a caller is for the limiter alone."""

    def __init__(self, people: People, key: bytes, clock: Callable[[], float]) -> None:
        self._people = people
        self._key = key
        self._clock = clock
        self._limiter = LoginLimiter(clock)
        self._basic = _Remembered(clock)
        self._verified = lru_cache(_TOKENS_REMEMBERED)(self._verify)

    def identify(self, headers: Mapping[str, str], address: str) -> Caller:
        """The caller behind the `Authorization` or `Authentication` header, whichever holds.

        Raises Unauthenticated, and TooManyLogins where guessing is slowed down.
        """
        refusal = Unauthenticated("send a token or name and password")
        for name in ("HTTP_AUTHORIZATION", "HTTP_AUTHENTICATION"):
            scheme, _, credentials = headers.get(name, "").strip().partition(" ")
            check = self._schemes.get(scheme.lower())
            try:
                if check:
                    return check(self, credentials.strip(), address)
            except Unauthenticated as error:
                refusal = error
        raise refusal

    def login(
        self,
        caller: Caller,
        password: str | None = None,
        username: str | None = None,
        email: str | None = None,
        user_id: int | None = None,
    ) -> Session:
        """A session for a name, an e-mail address or an id. Raises Unauthenticated, TooManyLogins, Invalid."""
        name = username if username is not None else email if email is not None else user_id
        if name is None:
            raise Invalid("username is missing")
        if password is None:
            raise Unauthenticated("a password is needed, a digest of it won't do")
        user = self._check(self._find(name), str(name), password, caller.address)
        return Session(self._token(user), user)

    def named(self, name: str, password: str, address: str) -> Caller:
        """The caller of that name or e-mail address. Raises Unauthenticated, TooManyLogins."""
        return _caller(self._check(self._find(name), name, password, address), address)

    def cancel(self, caller: Caller) -> None:
        """End the token that the caller came with; other credentials have no session to end."""
        if caller.token_id:
            self._people.revoke(caller.token_id, caller.token_expires)

    def change_password(self, caller: Caller, old: str, new: str) -> None:
        """Change the caller's own password. Raises Forbidden where `old` is wrong, Invalid, TooManyLogins."""
        self._limiter.check(caller.username, caller.address)
        try:
            self._people.change_password(caller, old, new)
        except Forbidden:
            self._limiter.failed(caller.username, caller.address)
            raise

    def _find(self, name: str | int) -> User | None:
        if isinstance(name, int):
            return self._people.user(id=name)
        by_name = self._people.user(username=name)
        return by_name or (self._people.user(email=name) if "@" in name else None)

    def _check(self, user: User | None, name: str, password: str, address: str) -> User:
        self._limiter.check(name, address)
        stored = user.password_hash if user else passwords.NOBODY
        if not passwords.matches(password, stored) or user is None or not user.active:
            self._limiter.failed(name, address)
            raise Unauthenticated(_WRONG)
        self._limiter.succeeded(name, address)
        return user

    def _token(self, user: User) -> str:
        now = round(self._clock(), 3)
        claims = {
            "iss": "modembox",
            "iat": now,
            "nbf": now,
            "exp": int(now) + LIFETIME,
            "jti": secrets.token_urlsafe(12),
            "user_id": user.id,
            "username": user.username,
            "is_admin": str(int(user.is_admin)),
            "api-version": "1.0",
        }
        return webtoken.encode(claims, self._key, algorithm=_ALGORITHM)

    def _bearer(self, token: str, address: str) -> Caller:
        claims = self._verified(token)
        if claims["exp"] < self._clock():
            raise Unauthenticated("the token has expired")
        user = self._people.session(claims["user_id"], claims["jti"], claims["iat"])
        if user is None:
            raise Unauthenticated("the token was revoked")
        return _caller(user, address, claims["jti"], claims["exp"])

    def _verify(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that this box has signed, whatever became of it since."""
        # A box without a clock may wake up in its tokens' past, so only their end counts, and that at each use.
        options = {"verify_iat": False, "verify_nbf": False, "verify_exp": False, "require": ["exp", "iat", "jti"]}
        try:
            claims: dict[str, Any] = webtoken.decode(token, self._key, algorithms=[_ALGORITHM], options=options)  # type: ignore[arg-type]
        except webtoken.InvalidTokenError as error:
            raise Unauthenticated("not a token of this box") from error
        return claims

    def _basic_credentials(self, encoded: str, address: str) -> Caller:
        try:
            name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Unauthenticated("Basic credentials that can't be read") from error
        user = self._find(name)
        if not colon or user is None or not user.active or not self._basic.knows(user, password):
            user = self._check(user, name, password, address)
            self._basic.remember(user, password)
        return _caller(user, address)

    _schemes: Mapping[str, Callable[[Auth, str, str], Caller]] = {"bearer": _bearer, "basic": _basic_credentials}


def _caller(user: User, address: str, token_id: str = "", expires: float = 0.0) -> Caller:
    return Caller(user.id, user.username, user.grants, address, token_id, expires)


class _Remembered:
    """Passwords that were right a short time ago: scrypt at every request would take the whole box.

    Only a keyed digest is kept, of the password with its stored hash, so that a changed password is not known.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def _digest(self, user: User, password: str) -> bytes:
        secret = f"{user.id}:{user.password_hash}:{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, secret, hashlib.sha256)

    def knows(self, user: User, password: str) -> bool:
        """Whether that password was right lately."""
        with self._lock:
            return self._until.get(self._digest(user, password), 0.0) > self._clock()

    def remember(self, user: User, password: str) -> None:
        """It was right just now."""
        with self._lock:
            self._until[self._digest(user, password)] = self._clock() + _BASIC_TRUSTED_FOR
            while len(self._until) > _BASIC_REMEMBERED:
                self._until.popitem(last=False)
