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


class Conflict(BoxError):
    """The record is not in a state for this."""


class NotReady(BoxError):
    """The box is not ready for this."""


class Unserved(NotReady):
    """The box does not serve this destination."""


class NotSetUp(NotReady):
    """The box is not set up for this."""


class Forbidden(BoxError):
    """Not permitted."""


class Unauthenticated(BoxError):
    """Wrong or missing credentials."""
