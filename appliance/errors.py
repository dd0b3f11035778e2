"""What the core refuses; the docstring of each class is the head of its message, only a dialect turns it into HTTP."""

from __future__ import annotations


class BoxError(Exception):
    """The box can't do that."""

    def __init__(self, detail: str = "") -> None:
        message = (type(self).__doc__ or "").strip().rstrip(".")
        super().__init__(f"{message}: {detail}" if detail else message)
        self.detail = detail


class NotFound(BoxError):
    """No such record."""


class Invalid(BoxError):
    """The request does not hold."""


class TooLong(Invalid):
    """A field is too long."""


class MessageTooLong(Invalid):
    """The message is too long."""


class TooLarge(Invalid):
    """The file is too large."""


class BadCriteria(Invalid):
    """The criteria do not hold."""


class BadTrackingUrl(Invalid):
    """The link can't be tracked."""


class Conflict(BoxError):
    """The record is not in a state for this."""


class Stale(Conflict):
    """The record was changed meanwhile, read it again."""


class Taken(Conflict):
    """There is one like it."""


class NotReady(BoxError):
    """The box is not ready for this."""


class Unserved(NotReady):
    """The box does not serve this destination."""


class NotSetUp(NotReady):
    """The box is not set up for this."""


class NoCredit(BoxError):
    """There is no credit left for this."""


class Forbidden(BoxError):
    """Not permitted."""


class Unauthenticated(BoxError):
    """Wrong or missing credentials."""
