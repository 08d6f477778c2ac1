"""A customer who has given no sign for long is asked once whether they stay, before their file is erased."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.customers.merging import head_of
from chaland.customers.models import ContactPoint, Customer
from chaland.database.locks import lock_words, one_writer
from chaland.kernel.dates import format_day
from chaland.messages import services
from chaland.messages.letters import Button, Part, Written, write
from chaland.messages.links import address_of, footer_token, mark, read_footer
from chaland.privacy.gate import may_contact_many
from chaland.privacy.models import StayQuestion
from chaland.privacy.queries import objected
from chaland.privacy.rules.retention import limit
from chaland.sales.models import Receipt
from chaland.stores.queries import the_network
from chaland.usecases.consents.unsubscribe import address_in
from chaland.usecases.customers.speak_to import language_of
from chaland.usecases.rights.keep_no_longer import days_kept, idle_since, midnight
from chaland.usecases.sales.record_receipts import today_of_network

KIND, PURPOSE, PAGE = "staying", "loyalty", "public-stay"
DAYS_BEFORE = 30
"""How long before the erasure the mail leaves: the file is not kept longer for having been asked."""
ASKED_ONCE = timedelta(days=365)
MOST_ASKED = 2_000
_AT_ONCE = 200


def ask_to_stay(*, now: datetime) -> int:
    """Write to the customers whose file is erased in thirty days, once; returns to how many.

    The mail goes by the gate, about the loyalty account: who restricted all use, or has no address that works, is
    not written to, nor who is on the objection list; their file goes all the same. Safe to repeat.
    """
    days = days_kept()["person"]
    if days <= DAYS_BEFORE:
        return 0
    today = today_of_network(now)
    idle = idle_since(midnight(limit(days - DAYS_BEFORE, today)))
    told = 0
    ids = list(_unasked(idle, now).values_list("pk", flat=True)[:MOST_ASKED])
    for start in range(0, len(ids), _AT_ONCE):
        with one_writer(), transaction.atomic():
            lock_words([KIND])
            told += _ask(list(_unasked(idle, now).filter(pk__in=ids[start : start + _AT_ONCE])), today, now)
    return told


def _unasked(idle: QuerySet[Customer], now: datetime) -> QuerySet[Customer]:
    asked = StayQuestion.objects.filter(customer=OuterRef("pk"), asked_at__gt=now - ASKED_ONCE)
    return idle.filter(Exists(Receipt.objects.filter(customer=OuterRef("pk"))), ~Exists(asked))


def _ask(customers: list[Customer], today: date, now: datetime) -> int:
    addresses = _addresses([one.pk for one in customers], now)
    for customer_id, address in addresses.items():
        _queue(customer_id, address, today + timedelta(days=DAYS_BEFORE), now)
    StayQuestion.objects.bulk_create(StayQuestion(customer=one, asked_at=now) for one in customers)
    return len(addresses)


def _addresses(ids: list[int], now: datetime) -> dict[int, str]:
    """Return where those are written to who may be."""
    decisions = may_contact_many(ids, purpose=PURPOSE, channel="email", now=now)
    allowed = [one for one, decision in decisions.items() if decision.allowed]
    points = ContactPoint.objects.filter(customer__in=allowed, kind=ContactPoint.Kind.EMAIL, is_main=True)
    found = dict(points.filter(status=ContactPoint.Status.VALID).values_list("customer_id", "normalised"))
    stopped = objected("email", found.values())
    return {customer_id: address for customer_id, address in found.items() if address not in stopped}


def _queue(customer_id: int, address: str, erased_on: date, now: datetime) -> None:
    language = language_of(customer_id)
    token = footer_token(customer_id, purpose=KIND, address=address, now=now)
    letter = _written(language, address_of(PAGE, token), erased_on)
    until = now + timedelta(days=DAYS_BEFORE)
    services.queue_letter(customer_id, KIND, address, letter, now=now, good_until=until, purpose=PURPOSE)


def _written(language: str, url: str, erased_on: date) -> tuple[str, Written]:
    shop = the_network().name
    with translation.override(language):
        day = format_day(erased_on, language)
        subject = _("Shall we keep your file? {shop}").format(shop=shop)
        parts: list[Part] = [
            _("Hello,"),
            _(
                "We have not seen you at {shop} for long. Your file and its loyalty account are erased after {day}."
            ).format(shop=shop, day=day),
            _("To keep it, open this page and press its button:"),
            Button(_("See and stay"), url),
            _("If you do nothing, it is erased by itself. This mail sells nothing, and is sent once."),
        ]
    return subject, write(subject, parts, language=language)


@dataclass(frozen=True, slots=True)
class Staying:
    """Whom a link is about, and in which language they are spoken to."""

    customer_id: int
    language: str


def look_at_staying(token: str, *, now: datetime) -> Staying | None:
    """Return whom a link is about, or None where it is not good or their file is gone. Changes nothing."""
    footer = read_footer(token, now=now)
    if footer is None or footer.purpose != mark(KIND):
        return None
    customer_id = head_of(footer.customer_id)
    if customer_id is None or not address_in(footer, customer_id):
        return None
    return Staying(customer_id, language_of(customer_id))


@transaction.atomic
def stay(token: str, *, now: datetime) -> Staying | None:
    """Keep the file of who holds the link, as after a visit; None where it is not good. Safe to repeat."""
    found = look_at_staying(token, now=now)
    if found:
        StayQuestion.objects.filter(customer=found.customer_id, answered_at=None).update(answered_at=now)
    return found
