"""Who came by a file is told where their details come from: by letter without an e-mail address, or at the counter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.database.lookups import as_kept, fetch
from chaland.kernel.dates import format_day
from chaland.privacy.queries import moment_of
from chaland.signups.models import Arrival, Channel
from chaland.stores.queries import network_zone, the_network
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.keep_register import register_now
from chaland.usecases.rights.watch_accesses import note_exported, without_erased
from chaland.usecases.sales.record_receipts import today_of_network

WITHIN = timedelta(days=31)
"""How long after they came they are to be told. Source: RGPD art. 14(3)(a)."""
LETTERS = 500
"""In one document."""
_ACCOUNT = ("loyalty", "post")


_UNTOLD = """
SELECT a.source, {at} FROM signups_arrival a
WHERE a.customer_id = %s AND a.channel = %s AND a.told_at IS NULL AND a.source <> ''
AND NOT EXISTS (
    SELECT 1 FROM mail_outgoingmail m
    WHERE m.customer_id = a.customer_id AND m.sent_at > a.arrived_at AND m.purpose <> ''
)
AND NOT EXISTS (
    SELECT 1 FROM campaigns_message m JOIN campaigns_campaign c ON c.id = m.campaign_id
    WHERE m.customer_id = a.customer_id AND m.sent_at > a.arrived_at AND c.channel = 'email'
)
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. address: its lines."""

    name: str
    address: Sequence[str]
    source: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes the letters, and what they must say of it. Source: RGPD art. 14(1), 14(2)(a).

    basis: by which the details are kept, as settings tell it of letters about the loyalty account; empty where they do
    not. kept_days: after the last sign of somebody who never bought. carriers: of messages. officers: of protection.
    """

    name: str
    basis: str
    kept_days: int
    carriers: Sequence[str]
    officers: Sequence[str]
    on: date


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a customer's details come, since when, and the sentence that tells them so."""

    source: str
    since: datetime
    text: str


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


def print_letters(
    part: int, write: Callable[[Sender, Sequence[Letter]], bytes], *, user_id: int, now: datetime
) -> bytes:
    """Return the letters of a part, from 1, as `write` makes them of who sends them; the access log keeps whose.

    Who was there yesterday is there today, so that a part printed twice says the same. Who is erased meanwhile is not
    in it.
    """

    def printed() -> tuple[bytes, list[int]]:
        told, ids = _letters(part, now)
        return write(_sender(now), told), ids

    sheet, ids = without_erased(printed)
    note_exported(ids, user_id=user_id, store_id=None, detail="letters", now=now)
    return sheet


def _sender(now: datetime) -> Sender:
    told = register_now()
    basis = next((one["basis"] for one in told["purposes"] if (one["purpose"], one["channel"]) == _ACCOUNT), "")
    kept = next(one["days"] for one in told["retention"] if one["kind"] == "prospect")
    carriers = [one["name"] for one in told["processors"]]
    return Sender(the_network().name, basis, kept, carriers, told["officers"], today_of_network(now))


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

    One plain statement: it is part of the answer to every receipt. Source: RGPD art. 14(3)(b), at the latest when they
    are first spoken to.
    """
    for source, at in fetch(_UNTOLD.format(at=as_kept("a.arrived_at")), [customer_id, Channel.IMPORT.value]):
        return Origin(source, moment_of(at), origin_said(source, moment_of(at)))
    return None


def origin_said(source: str, arrived_at: datetime) -> str:
    """Return the sentence that tells somebody where their details come from, in the language now active."""
    day = format_day(arrived_at.astimezone(ZoneInfo(network_zone())).date(), get_language() or "fr")
    said = _(
        "We have your details from “{source}”, since {day}. You may ask us what we hold, have it put right or erased."
    )
    return said.format(source=source, day=day)


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
