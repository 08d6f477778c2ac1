"""Somebody asks for something by right: it is noted, reminded of, and closed with its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from chaland.customers.models import Customer
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean_lines
from chaland.privacy.models import DataRequest, Recipient
from chaland.privacy.rules.requests import REMINDED_AFTER, due_on, urgency
from chaland.usecases.rights.tell_recipients import note_recipients

LONGEST_NOTE = 280
CLOSED_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Request:
    """One request and how pressing it is: open, reminded, urgent or late; empty once it is closed."""

    row: DataRequest
    urgency: str


def open_request(
    *,
    kind: str,
    customer_id: int | None,
    received_on: date,
    note: str,
    author_id: int | None,
    now: datetime,
    today: date,
) -> DataRequest:
    """Note what somebody asked for; `customer_id` may be none for who is not in the file.

    Raises Refusal `request_kind_unknown`, `day_in_future`; NotFound `customer_unknown`.
    """
    if kind not in DataRequest.Kind.values:
        raise Refusal("request_kind_unknown", field="kind")
    if received_on > today:
        raise Refusal("day_in_future", field="received_on")
    if customer_id is not None and not Customer.objects.filter(pk=customer_id).exists():
        raise NotFound("customer_unknown", field="customer")
    return DataRequest.objects.create(
        kind=kind,
        customer_id=customer_id,
        received_on=received_on,
        due_on=due_on(received_on),
        note=clean_lines(note, LONGEST_NOTE),
        author_id=author_id,
    )


@transaction.atomic
def close_request(request_id: int, *, outcome: str, note: str, user_id: int | None, now: datetime) -> None:
    """Close a request. Raises NotFound `request_unknown`, Refusal `outcome_missing`, Conflict `request_closed`."""
    if outcome not in DataRequest.Outcome.values:
        raise Refusal("outcome_missing", field="outcome")
    row = request_of(request_id).row
    if row.closed_at is not None:
        raise Conflict("request_closed")
    DataRequest.objects.filter(pk=request_id, closed_at=None).update(
        outcome=outcome, note=clean_lines(note, LONGEST_NOTE), closed_at=now, closed_by_id=user_id
    )
    is_right = row.kind == DataRequest.Kind.RECTIFICATION and outcome == DataRequest.Outcome.DONE
    if is_right and row.customer_id:
        note_recipients([row.customer_id], Recipient.Why.RECTIFICATION, now=now)


def request_of(request_id: int, today: date | None = None) -> Request:
    """Return one request. Raises NotFound `request_unknown`."""
    row = DataRequest.objects.select_related("customer", "author").filter(pk=request_id).first()
    if row is None:
        raise NotFound("request_unknown")
    return _told(row, today or row.received_on)


def requests(today: date) -> tuple[Sequence[Request], Sequence[Request]]:
    """Return the open requests, the most pressing first, and the closed ones, the last first."""
    rows = DataRequest.objects.select_related("customer")
    waiting = [_told(row, today) for row in rows.filter(closed_at=None).order_by("due_on", "pk")]
    closed = rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")[:CLOSED_SHOWN]
    return waiting, [_told(row, today) for row in closed]


def _told(row: DataRequest, today: date) -> Request:
    return Request(row, "" if row.closed_at else urgency(row.received_on, today))


def waiting_count(today: date) -> int:
    """Return how many open requests have waited for twenty days or more."""
    return DataRequest.objects.filter(closed_at=None, received_on__lte=today - REMINDED_AFTER[0]).count()
