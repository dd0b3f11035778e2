"""Who asks: an application by its token, or a user of the box as in the other dialects (spec/SCG.md 2)."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.api.auth import Auth, Caller
from appliance.errors import Unauthenticated
from appliance.office.applications import Applications


class Keeper:
    """A token that is no application's may be one of a user's sessions; then nothing is kept apart."""

    def __init__(self, applications: Applications, auth: Auth) -> None:
        self._applications = applications
        self._auth = auth

    def identify(self, headers: Mapping[str, str], address: str) -> Caller:
        """The caller behind the Authorization header. Raises Unauthenticated, TooManyLogins."""
        scheme, _, token = headers.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        actor = self._applications.actor(token.strip()) if scheme.lower() == "bearer" else None
        if actor is None:
            return self._of_the_box(headers, address)
        return Caller(actor.user_id, actor.username, actor.grants, address, application_id=actor.application_id)

    def _of_the_box(self, headers: Mapping[str, str], address: str) -> Caller:
        try:
            return self._auth.identify(headers, address)
        except Unauthenticated as error:
            raise Unauthenticated("send a token that holds: Authorization: Bearer TOKEN") from error
