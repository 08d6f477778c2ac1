"""The mails that left, wait or stay behind; one that was set aside is sent again, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chaland.kernel.errors import Conflict, NotFound
from chaland.messages import queries, services
from chaland.messages.models import OutgoingMail

PAGE = 50


@dataclass(frozen=True, slots=True)
class Mails:
    """One page of mails, the latest first. counts: of all, by state."""

    rows: Sequence[OutgoingMail]
    counts: Mapping[str, int]
    has_more: bool


def read_mails(*, state: str = "", to: str = "", page: int = 1) -> Mails:
    """Return the mails in a state, or in every one, whose address begins so; pages begin at 1."""
    rows: QuerySet[OutgoingMail] = OutgoingMail.objects.select_related("customer").defer("text", "html", "headers")
    if state:
        rows = rows.filter(state=state)
    if to:
        rows = rows.filter(to__startswith=to.strip().lower())
    start = (page - 1) * PAGE
    found = list(rows.order_by("-created_at", "-pk")[start : start + PAGE + 1])
    return Mails(found[:PAGE], queries.counts(), len(found) > PAGE)


@transaction.atomic
def send_again(mail_id: int, *, now: datetime) -> None:
    """Have one mail that was set aside tried again; twice is once, for it then waits.

    The gate is asked again before it leaves. Raises NotFound `mail_unknown`, Conflict `mail_not_set_aside`.
    """
    if not services.let_go_again(now=now, mail_id=mail_id):
        _refuse(mail_id)


@transaction.atomic
def give_up(mail_id: int) -> None:
    """Have one that was set aside never leave. Raises as `send_again`."""
    if not services.give_up(mail_id):
        _refuse(mail_id)


def _refuse(mail_id: int) -> None:
    if not OutgoingMail.objects.filter(pk=mail_id).exists():
        raise NotFound("mail_unknown")
    raise Conflict("mail_not_set_aside")
