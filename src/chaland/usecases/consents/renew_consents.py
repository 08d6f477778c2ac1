"""Every year the shop asks again: a mail while the consent still holds, one more, and then it lapses by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.customers.models import ContactPoint
from chaland.database.locks import lock_words, one_writer
from chaland.kernel.dates import format_day
from chaland.messages import confirmations, services
from chaland.messages.letters import Button, Part, Written, write
from chaland.messages.links import address_of
from chaland.messages.models import Confirmation, RenewalNotice
from chaland.messages.rules import WAITS, Item
from chaland.privacy import services as consents
from chaland.privacy.gate import may_contact_many
from chaland.privacy.models import CurrentConsent, PurposeChannel
from chaland.privacy.queries import to_renew
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.stores.queries import network_zone, the_network
from chaland.usecases.consents.ask_opt_in import PAGE
from chaland.usecases.consents.unsubscribe_links import unsubscribe_links
from chaland.usecases.customers.speak_to import language_of, wordings

KIND = Confirmation.Kind.RENEWAL
Step = RenewalNotice.Step
ASKED_BEFORE = {Step.FIRST: timedelta(days=30), Step.REMINDER: timedelta(days=7)}
"""How long before a consent lapses each mail leaves."""
BETWEEN = timedelta(days=5)
"""The least time from the first mail to the reminder, where a consent was near its end when it was first looked at."""
STILL_WORKS = timedelta(days=30)
"""How long a link works after the end: a yes that comes late is a yes."""
# Few, so that a till that writes meanwhile does not wait long.
_AT_ONCE = 50
_BY_TIME = Proof("renewal", "file")


@dataclass(frozen=True, slots=True)
class _Way:
    """By what one may be written to: the address, and the purpose and merchant of a consent that allows it."""

    address: str
    purpose: str
    merchant_id: int | None


def renew_consents(*, now: datetime) -> dict[str, int]:
    """Send the first mails and the reminders that are due, write down what lapsed, forget what nobody confirmed.

    Counts customers written to, consents that lapsed, and those forgotten. Silence never is a yes: the gate closes at
    that second by itself, and a line of the ledger says so later. Safe to run twice and at once: each mail is noted
    with the consent it is about. Who may not be written to by mail is not; their consent lapses like the others.
    """
    with one_writer():
        return {
            "first": _tell_all(Step.FIRST, now),
            "reminders": _tell_all(Step.REMINDER, now),
            "lapsed": _lapse(_ended(now), now),
            "forgotten": _forget(now),
        }


def is_due(*, now: datetime) -> bool:
    """Tell whether there is something to do."""
    found = (_due(Step.FIRST, now), _due(Step.REMINDER, now), _ended(now), _never_confirmed(now))
    return any(rows.exists() for rows in found)


def _due(step: str, now: datetime) -> QuerySet[CurrentConsent]:
    """The consents that a mail is due about and was not noted for."""
    notices = RenewalNotice.objects.filter(entry_id=OuterRef("entry_id"))
    rows = to_renew(now=now, until=now + ASKED_BEFORE[Step(step)]).filter(state=CurrentConsent.State.GRANTED)
    rows = rows.filter(~Exists(notices.filter(step=step)))
    if step == Step.REMINDER:
        rows = rows.filter(Exists(notices.filter(step=Step.FIRST, noted_at__lte=now - BETWEEN)))
    return rows


def _tell_all(step: str, now: datetime) -> int:
    told = 0
    while customers := list(_due(step, now).values_list("customer_id", flat=True)[:_AT_ONCE]):
        told += _tell(step, sorted(set(customers)), now)
    return told


@transaction.atomic
def _tell(step: str, customers: Sequence[int], now: datetime) -> int:
    """Write to those of some customers who may be written to, and note it for all of them; returns to how many."""
    lock_words(["renew-consents"])
    due = list(_due(step, now).filter(customer__in=customers))
    ways = _ways(customers, now)
    told = 0
    for customer_id, rows in expiring(customers, now=now, until=now + ASKED_BEFORE[Step.FIRST]).items():
        if customer_id in ways and any(row.customer_id == customer_id for row in due):
            _queue(customer_id, ways[customer_id], rows, now)
            told += 1
    RenewalNotice.objects.bulk_create(
        [RenewalNotice(entry_id=row.entry_id, step=step, customer_id=row.customer_id, noted_at=now) for row in due],
        ignore_conflicts=True,
    )
    return told


def expiring(customers: Sequence[int], *, now: datetime, until: datetime) -> dict[int, list[CurrentConsent]]:
    """Return by customer what lapses until then: one mail is about all of it."""
    found: dict[int, list[CurrentConsent]] = defaultdict(list)
    rows = to_renew(now=now, until=until).filter(state=CurrentConsent.State.GRANTED)
    for row in rows.filter(customer__in=customers).select_related("entry"):
        found[row.customer_id].append(row)
    return found


def _ways(customers: Sequence[int], now: datetime) -> dict[int, _Way]:
    """Return how those may be written to whom the gate lets be, about something they agreed to."""
    held = CurrentConsent.objects.filter(customer__in=customers, channel="email", state=CurrentConsent.State.GRANTED)
    asked: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for customer_id, purpose, merchant_id in held.values_list("customer_id", "purpose", "merchant_id"):
        asked[purpose, merchant_id].append(customer_id)
    allowed: dict[int, tuple[str, int | None]] = {}
    for (about, merchant), ids in asked.items():
        decisions = may_contact_many(ids, purpose=about, channel="email", merchant_id=merchant, now=now)
        allowed |= {customer_id: (about, merchant) for customer_id, decision in decisions.items() if decision.allowed}
    points = ContactPoint.objects.filter(customer__in=allowed, kind=ContactPoint.Kind.EMAIL, is_main=True)
    found = points.filter(status=ContactPoint.Status.VALID).values_list("customer_id", "normalised")
    return {customer_id: _Way(address, *allowed[customer_id]) for customer_id, address in found}


def renewal_token(
    customer_id: int, address: str, rows: Sequence[CurrentConsent], *, language: str, now: datetime
) -> str:
    """Keep a link by which the owner of an address goes on with some consents; returns its secret."""
    ends = [row.expires_at for row in rows if row.expires_at]
    return confirmations.make(
        customer_id,
        kind=KIND,
        address=address,
        items=_items(rows),
        language=language,
        now=now,
        lasts=max(ends) + STILL_WORKS - now,
    )


def _items(rows: Sequence[CurrentConsent]) -> list[Item]:
    return [Item(row.purpose, row.channel, row.merchant_id, row.entry.text_id) for row in rows]


def _queue(customer_id: int, way: _Way, rows: Sequence[CurrentConsent], now: datetime) -> None:
    ends = [row.expires_at for row in rows if row.expires_at]
    language = language_of(customer_id)
    token = renewal_token(customer_id, way.address, rows, language=language, now=now)
    out = unsubscribe_links(customer_id, address=way.address, purpose="", language=language, now=now)
    subject, written = _written(language, _items(rows), address_of(PAGE, token), min(ends))
    services.queue(
        kind=KIND,
        to=way.address,
        subject=subject,
        text=f"{written.text}\n{out.text}",
        html=written.html.replace("</div></body>", f"{out.html}</div></body>"),
        headers=out.headers,
        customer_id=customer_id,
        now=now,
        good_until=min(ends),
        purpose=way.purpose,
        merchant_id=way.merchant_id,
    )


def _written(language: str, items: Sequence[Item], url: str, ends_at: datetime) -> tuple[str, Written]:
    shop = the_network().name
    day = format_day(ends_at.astimezone(ZoneInfo(network_zone())).date(), language)
    with translation.override(language):
        subject = _("Shall we go on? {shop}").format(shop=shop)
        parts: list[Part] = [
            _("Hello,"),
            _("You had agreed with {shop} to this:").format(shop=shop),
            [one.text for one in wordings(items, language)],
            _("It ends on {day}. To go on, open this page and press its button:").format(day=day),
            Button(_("See and go on"), url),
            _("If you do nothing, it ends by itself."),
        ]
    return subject, write(subject, parts, language=language)


def _ended(now: datetime) -> QuerySet[CurrentConsent]:
    """The consents whose time is over and of which the ledger does not say so yet, where the purpose is still used."""
    return _used(CurrentConsent.objects.filter(state=CurrentConsent.State.GRANTED, expires_at__lte=now))


def _never_confirmed(now: datetime) -> QuerySet[CurrentConsent]:
    return _used(CurrentConsent.objects.filter(state=CurrentConsent.State.PENDING, since__lte=now - WAITS))


def _used(rows: QuerySet[CurrentConsent]) -> QuerySet[CurrentConsent]:
    used = PurposeChannel.objects.filter(purpose=OuterRef("purpose"), channel=OuterRef("channel"))
    return rows.filter(Exists(used)).order_by("pk")


def _lapse(rows: QuerySet[CurrentConsent], now: datetime) -> int:
    """Write down that they lapsed, when their time was over; returns how many."""
    lapsed = 0
    while part := list(rows.select_related("entry")[:_AT_ONCE]):
        with transaction.atomic():
            lapsed += consents.record_many(list(_lines(part, now)), now=now)
    return lapsed


def _lines(rows: Iterable[CurrentConsent], now: datetime) -> Iterator[NewConsent]:
    for row in rows:
        ended_at = row.expires_at or row.since + WAITS
        # The wording goes on into the line, for a late yes is to the same.
        proof = replace(_BY_TIME, text_id=row.entry.text_id)
        yield NewConsent(
            row.customer_id, row.purpose, row.channel, Act.LAPSED, proof, row.merchant_id, given_at=ended_at
        )


def _forget(now: datetime) -> int:
    """End what nobody confirmed in time, and delete links long out of date; returns how many consents."""
    with transaction.atomic():
        confirmations.forget(before=now - WAITS)
    return _lapse(_never_confirmed(now), now)
