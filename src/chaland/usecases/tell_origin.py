"""Who came by a file is told where their details come from: by letter without an e-mail address, or at the counter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.messages.models import OutgoingMail
from chaland.signups.models import Arrival, Channel
from chaland.stores.queries import the_network
from chaland.usecases.open_customer import open_customer
from chaland.usecases.watch_accesses import note_exported, without_erased

WITHIN = timedelta(days=31)
"""How long after they came they are to be told. Source: RGPD art. 14(3)(a)."""
LETTERS = 500
"""In one document."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. address: its lines."""

    name: str
    address: Sequence[str]
    source: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a customer's details come, and since when they are in the file."""

    source: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many are to be told by letter, and how many have no address either: at the counter, their file says it."""

    letters: int
    unreached: int


def waiting(*, now: datetime) -> Waiting:
    """Count those who came by a file within the month and have no e-mail address that works."""
    everybody = _without_mail(now)
    letters = everybody.filter(Exists(_address())).count()
    return Waiting(letters, everybody.count() - letters)


def print_letters(part: int, write: Callable[[str, Sequence[Letter]], bytes], *, user_id: int, now: datetime) -> bytes:
    """Return the letters of a part, from 1, as `write` makes them of the shop's name; the access log keeps whose.

    Who was there yesterday is there today, so that a part printed twice says the same. Who is erased meanwhile is not
    in it.
    """

    def printed() -> tuple[bytes, list[int]]:
        told, ids = _letters(part, now)
        return write(the_network().name, told), ids

    sheet, ids = without_erased(printed)
    note_exported(ids, user_id=user_id, store_id=None, detail="letters", now=now)
    return sheet


def _letters(part: int, now: datetime) -> tuple[list[Letter], list[int]]:
    """Return the letters in the order they came, and to whom."""
    rows = _without_mail(now).filter(Exists(_address())).select_related("customer").order_by("arrived_at", "pk")
    arrivals = list(rows[(part - 1) * LETTERS : part * LETTERS])
    homes = {
        one.customer_id: one
        for one in ContactPoint.objects.filter(customer__in=[row.pk for row in arrivals], kind="address", is_main=True)
    }
    reached = [row for row in arrivals if row.pk in homes]
    return [_letter(row, homes[row.pk]) for row in reached], [row.pk for row in reached]


def origin_to_tell(customer_id: int) -> Origin | None:
    """Return what a customer at the counter is to be told; None where they know: told, or by the foot of a mail.

    Source: RGPD art. 14(3)(b), at the latest when they are first spoken to.
    """
    row = Arrival.objects.filter(pk=customer_id, channel=Channel.IMPORT, told_at=None).exclude(source="").first()
    if row is None:
        return None
    mails = OutgoingMail.objects.filter(customer=customer_id, sent_at__gt=row.arrived_at).exclude(purpose="")
    return None if mails.exists() else Origin(row.source, row.arrived_at)


@transaction.atomic
def note_origin_told(customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Note that a customer was told; twice is once. Raises NotFound `customer_unknown` beyond the scope."""
    open_customer(customer_id, scope)
    Arrival.objects.filter(pk=customer_id, told_at=None).update(told_at=now)


def _without_mail(now: datetime) -> QuerySet[Arrival]:
    came = Arrival.objects.filter(
        channel=Channel.IMPORT, arrived_at__gt=now - WITHIN, customer__merged_into=None, told_at=None
    )
    mail = ContactPoint.objects.filter(customer=OuterRef("pk"), kind="email", status="valid")
    return came.exclude(source="").exclude(Exists(mail))


def _address() -> QuerySet[ContactPoint]:
    """Return the address a letter goes to, by the arrival around it."""
    return ContactPoint.objects.filter(customer=OuterRef("pk"), kind="address", status="valid", is_main=True)


def _letter(row: Arrival, home: ContactPoint) -> Letter:
    name = f"{row.customer.first_name} {row.customer.last_name}".strip()
    town = f"{home.postcode} {home.city}".strip()
    lines = [line for line in (home.address1, home.address2, town) if line]
    return Letter(name, lines, row.source, row.arrived_at)
