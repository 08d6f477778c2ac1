"""What the product refuses, by code; the sentence a person reads is written in `chaland.sentences`."""

from typing import Self


class Refusal(Exception):  # noqa: N818 - the word the whole product uses
    """Something asked for that cannot be done or read, named by a snake_case code.

    `field` names the input it is about, or None. `params` fill the sentence: moments, days and names ending in
    `_cents` or `_milli` are written in the reader's language there, so pass them raw.

    >>> Refusal("amount_too_large", field="total", limit_cents=100).params
    {'limit_cents': 100}
    """

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def about(self, field: str) -> Self:
        """Return itself, now naming the input it is about: `raise refusal.about("mobile")`."""
        self.field = field
        return self


class NotFound(Refusal):
    """It does not exist, or not for who is asking (HTTP 404)."""


class Conflict(Refusal):
    """It clashes with what is already recorded (HTTP 409)."""


class Forbidden(Refusal):
    """Who is asking may not do that (HTTP 403)."""
