"""What another mailer is told of each customer on a list of its own, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "PRENOM",
        "last_name": "NOM",
        "civility": "CIVILITE",
        "language": "LANGUE",
        "postcode": "CODE_POSTAL",
        "store": "MAGASIN",
    }
)
"""What may leave, and the mailer's name for it: nothing else of a customer ever does."""
NEVER_LEFT_OUT = ("first_name", "last_name")
NO_KEY, NOT_LET_IN, LIST_GONE, TOO_MANY, NOT_REACHED, REFUSED = (
    "mailer_no_key", "mailer_not_let_in", "mailer_list_gone", "mailer_too_many", "mailer_not_reached", "mailer_refused",
)  # fmt: skip
"""Why a run ended early. What was not done is done by the next."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody on a list of the mailer. is_out: they get no more of its mails, or none of this list."""

    number: int
    address: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Why somebody gets no more there. kind: as `rules.news` names it."""

    kind: str
    at: datetime


class MailerStopped(Exception):  # noqa: N818 - what happened
    """The mailer does not go on. why: one of the codes above."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(said or why)
        self.why = why
