"""Lists at another mailer follow the customers who may be written to, and who left there is written to no more here."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from chaland.campaigns import audience
from chaland.campaigns.models import Listed, MailingList
from chaland.campaigns.ports import ListService, list_service
from chaland.campaigns.rules.mailing import FIELDS, NO_KEY, Contact, MailerStopped
from chaland.campaigns.rules.news import BOUNCED, News
from chaland.customers.models import ContactPoint, Customer
from chaland.database.locks import one_writer, only_one
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.privacy.gate import may_contact_many
from chaland.privacy.models import CurrentConsent
from chaland.usecases.campaigns.hand_over import emails_of
from chaland.usecases.campaigns.note_news import note_news
from chaland.usecases.sales.record_receipts import today_of_network

AT_ONCE = 500
EVERY, PATIENCE, OVERLAP = timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=10)
"""Between two runs; before a mailer that would not go on is asked again; what is read twice, as clocks differ."""
TELLER = "brevo"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run did, or would do. put: handed over; taken_off: off the list; forgotten: deleted there.

    came_back: unsubscribed, complained or dead there, and noted here. calls: made to the mailer. error: why it ended
    early, as `rules.mailing` names it.
    """

    put: int = 0
    taken_off: int = 0
    forgotten: int = 0
    came_back: int = 0
    calls: int = 0
    error: str = ""


@dataclass(slots=True)
class _Run:
    """One run over one list. is_dry: nothing is handed over, taken off, deleted or noted."""

    one: MailingList
    mailer: ListService
    is_dry: bool
    done: Counter[str] = field(default_factory=Counter)


def is_due(*, now: datetime) -> bool:
    """Tell whether a list waits for its run, or somebody who was erased is still on one."""
    if not settings.MAILER_URL:
        return False
    stopped = MailingList.objects.exclude(error="").filter(ended_at__gt=now - PATIENCE)
    return _due(now).exists() or (_erased().exists() and not stopped.exists())


def follow_lists(*, only: int | None = None, is_dry: bool = False) -> dict[int, Followed]:
    """Bring lists up to date with the mailer, both ways; returns what was done, by list.

    Who left there is noted first. Then each is asked of the gate and handed over, and whoever may not be written to,
    or is no longer meant, is taken off; who was erased is deleted there. Only what changed is told: run twice, the
    second finds nothing to do. Stopped anywhere, the next run does the rest.
    """
    mailer = list_service()
    chosen = MailingList.objects.filter(pk=only) if only else MailingList.objects.all()
    with nullcontext() if is_dry else only_one("lists"):
        return {one.pk: _follow(one, mailer, is_dry=is_dry) for one in chosen.order_by("pk")}


def _due(now: datetime) -> Any:
    waits = Q(begun_at=None) | Q(begun_at__lte=now - EVERY)
    return MailingList.objects.filter(waits).filter(Q(is_on=True) | Q(listed__isnull=False))


def _erased() -> Any:
    """Return those on a list whom the file does not know any more."""
    known = Customer.objects.values("pk")
    return Listed.objects.filter(contact__isnull=False).filter(Q(customer_number=None) | ~Q(customer_number__in=known))


def _follow(one: MailingList, mailer: ListService | None, *, is_dry: bool) -> Followed:
    begun_at, error = timezone.now(), ""
    done: Counter[str] = Counter()
    if mailer is None:
        error = NO_KEY
    else:
        run = _Run(one, mailer, is_dry)
        before = mailer.calls
        try:
            _both_ways(run, begun_at)
        except MailerStopped as stopped:
            error = stopped.why
            log.warning("list %s: %s", one.number, stopped)
        done = run.done
        done["calls"] = mailer.calls - before
    if not is_dry:
        columns = {"begun_at": begun_at, "ended_at": timezone.now(), "counts": dict(done), "error": error}
        MailingList.objects.filter(pk=one.pk).update(**columns)
    return Followed(**done, error=error)


def _both_ways(run: _Run, begun_at: datetime) -> None:
    _read_back(run)
    if not run.is_dry:
        MailingList.objects.filter(pk=run.one.pk).update(read_until=begun_at - OVERLAP)
    if run.one.is_on:
        _take_off(run, _hand_over(run))
    _forget(run)


def _read_back(run: _Run) -> None:
    """Learn who is on the list, and write down who left there."""
    for page in run.mailer.contacts(run.one.number, since=run.one.read_until):
        if not run.is_dry:
            _learn(run.one, page)
        _note_left(run, [one for one in page if one.is_out])


def _learn(one: MailingList, page: Sequence[Contact]) -> None:
    """Keep the mailer's number of each whom we handed over."""
    numbers = {_address(contact.address): contact.number for contact in page}
    rows = list(Listed.objects.filter(mailing_list=one, address__in=numbers))
    for row in rows:
        row.contact = numbers[row.address]
    Listed.objects.bulk_update(rows, ["contact"])


def _note_left(run: _Run, out: Sequence[Contact]) -> None:
    told = [news for one in out if (news := _news(one, run))]
    run.done["came_back"] += len(told)
    if told and not run.is_dry:
        note_news(told, teller=TELLER, now=timezone.now())


def _news(contact: Contact, run: _Run) -> News | None:
    """Return what somebody did there; none for who is written to no more here either, or agreed here since."""
    address = _kept(contact.address)
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normalised=address)
    decided = _decided(run.one, list(points.values_list("customer_id", flat=True)))
    allowed = [customer_id for customer_id, may in decided.items() if may]
    if not allowed:
        return None
    left = run.mailer.why_out(contact.number)
    since = CurrentConsent.objects.filter(
        customer__in=allowed, purpose=run.one.purpose, channel="email", since__gt=left.at
    )
    if since.values("customer").distinct().count() == len(allowed):
        return None
    name = f"brevo-list:{contact.number}:{left.kind}:{left.at.isoformat()}"
    return News(left.kind, left.at, name, "", address, is_for_good=left.kind == BOUNCED)


def _hand_over(run: _Run) -> set[int]:
    """Hand over who changed, each asked of the gate at that second; returns who stays on the list."""
    staying: set[int] = set()
    meant = _meant(run.one)
    if not run.is_dry:
        run.mailer.prepare([FIELDS[name] for name in run.one.fields])
    for start in range(0, len(meant), AT_ONCE):
        people = _allowed(run.one, meant[start : start + AT_ONCE])
        staying |= people.keys()
        changed = _changed(run, people)
        run.done["put"] += len(changed)
        if changed and not run.is_dry:
            run.mailer.put(run.one.number, [people[customer_id] for customer_id in changed])
            _note_told(run.one, {customer_id: people[customer_id] for customer_id in changed})
    return staying


def _meant(one: MailingList) -> list[int]:
    segment = one.segment
    rule, store_id = (segment.rule, segment.store_id) if segment else (audience.EVERYBODY, None)
    return audience.described(rule, store_id, today_of_network(timezone.now()))


def _decided(one: MailingList, ids: Sequence[int]) -> dict[int, bool]:
    now = timezone.now()
    decisions = may_contact_many(
        ids, purpose=one.purpose, channel="email", merchant_id=one.merchant_id, now=now, any_hour=True
    )
    return {customer_id: decision.allowed for customer_id, decision in decisions.items()}


def _allowed(one: MailingList, ids: Sequence[int]) -> dict[int, tuple[str, Mapping[str, str]]]:
    """Return the address of each who may be written to, and what the mailer is told of them."""
    allowed = [customer_id for customer_id, may in _decided(one, ids).items() if may]
    emails = emails_of(allowed)
    people = Customer.objects.select_related("home_store").in_bulk(list(emails))
    return {pk: (emails[pk], _told(people[pk], one.fields)) for pk in emails if pk in people}


def _told(customer: Customer, fields: Sequence[str]) -> dict[str, str]:
    every = {
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "civility": str(customer.get_civility_display()) if customer.civility else "",
        "language": customer.language,
        "postcode": customer.postcode,
        "store": customer.home_store.name if customer.home_store else "",
    }
    return {FIELDS[name]: every[name] for name in fields if name in every}


def _changed(run: _Run, people: Mapping[int, tuple[str, Mapping[str, str]]]) -> list[int]:
    """Return who is not on the list as they are; they are written down first, so that none there is unknown here."""
    known = {
        row.customer_number: row for row in Listed.objects.filter(mailing_list=run.one, customer_number__in=people)
    }
    changed = [
        pk
        for pk, (address, told) in people.items()
        if pk not in known or (known[pk].address, known[pk].told) != (_address(address), _digest(told))
    ]
    if not run.is_dry:
        with one_writer(), transaction.atomic():
            # An address that was theirs is nobody's any more, and is deleted there.
            moved = [pk for pk in changed if pk in known and known[pk].address != _address(people[pk][0])]
            Listed.objects.filter(mailing_list=run.one, customer_number__in=moved).update(customer_number=None)
            rows = [
                Listed(mailing_list=run.one, customer_number=pk, address=_address(people[pk][0]))
                for pk in changed
                if pk not in known or pk in moved
            ]
            Listed.objects.bulk_create(rows)
    return changed


def _note_told(one: MailingList, people: Mapping[int, tuple[str, Mapping[str, str]]]) -> None:
    rows = list(Listed.objects.filter(mailing_list=one, customer_number__in=people))
    for row in rows:
        row.told = _digest(people[row.customer_number or 0][1])
    Listed.objects.bulk_update(rows, ["told"])


def _take_off(run: _Run, staying: set[int]) -> None:
    """Take off who is known in the file and no longer stays; of those whose number is not known yet, the next run."""
    rows = Listed.objects.filter(mailing_list=run.one, customer_number__in=Customer.objects.values("pk"))
    leaving = [row for row in rows.iterator() if row.customer_number not in staying]
    known = [row for row in leaving if row.contact]
    run.done["taken_off"] += len(leaving if run.is_dry else known)
    if run.is_dry or not known:
        return
    shared = _addresses_staying(run.one, {row.pk for row in leaving})
    run.mailer.take_off(run.one.number, [row.contact or 0 for row in known if row.address not in shared])
    Listed.objects.filter(pk__in=[row.pk for row in known]).delete()


def _addresses_staying(one: MailingList, leaving: set[int]) -> set[str]:
    """Return the addresses that somebody else keeps on the list."""
    rows = Listed.objects.filter(mailing_list=one, customer_number__isnull=False).exclude(pk__in=leaving)
    return set(rows.values_list("address", flat=True))


def _forget(run: _Run) -> None:
    """Delete at the mailer who was erased here, unless somebody else has the address."""
    rows = list(_erased().filter(mailing_list=run.one))
    run.done["forgotten"] += len(rows)
    if run.is_dry:
        return
    shared = _addresses_staying(run.one, {row.pk for row in rows})
    for row in rows:
        if row.address not in shared:
            run.mailer.forget(row.contact or 0)
        row.delete()


def _kept(address: str) -> str:
    try:
        return normalise_email(address)
    except Refusal:
        return ""


def _address(address: str) -> str:
    return salted_hmac("chaland.listed", _kept(address) or address, algorithm="sha256").hexdigest()


def _digest(told: Mapping[str, str]) -> str:
    return salted_hmac("chaland.told", repr(sorted(told.items())), algorithm="sha256").hexdigest()
