"""A customer stands at the till: everything its screen shows about them, for its store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.queries import visible
from chaland.insight.usual import not_this_time
from chaland.interactions.models import Interaction
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import NotFound
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.loyalty.private_sales import OpenSale, sales_at_till
from chaland.loyalty.rules.offline import Allowance
from chaland.loyalty.services.offline import allow
from chaland.loyalty.standing import Standing, standing_of
from chaland.loyalty.wallet import Usable, choosable, usable
from chaland.privacy.queries import stances_of
from chaland.sales.models import Receipt
from chaland.sales.queries import receipts_of
from chaland.sales.queries.receipts import lines_of_receipts
from chaland.stores.models import Category, Till
from chaland.stores.queries import merchant_of, screen_of
from chaland.usecases.customers.read_customer import CustomerFile, read_customer
from chaland.usecases.rights.tell_origin import Origin, origin_to_tell
from chaland.usecases.till.ask_at_till import consents_due

BIRTHDAY_SOON = 15
LAST_RECEIPTS = 4
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """What a seller may say. kind: birthday, late, usual or appointment. days: until the birthday; since when late."""

    kind: str
    days: int = 0
    words: Sequence[str] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AtTill:
    """What the screen shows. file: None for somebody of another store whose card is in hand: their name alone.

    standing: their points in the programme of the store, None without one. choosable: what these points can buy.
    allowance: what they may use should the network be cut. sales: the private ones they may come to.
    origin: from which file their details come, to be told once.
    """

    customer: Customer
    file: CustomerFile | None
    advice: Sequence[Advice]
    consents: Sequence[dict[str, Any]]
    last: Sequence[tuple[Receipt, Sequence[str]]]
    standing: Standing | None
    vouchers: Sequence[Usable]
    choosable: Sequence[VoucherKind]
    allowance: Allowance | None
    sales: Sequence[OpenSale]
    origin: Origin | None = None


def serve_customer(customer_id: int, scope: Scope, *, till: Till, now: datetime, today: date, language: str) -> AtTill:
    """Return what the till of a store is told of a customer. Raises NotFound `customer_unknown`."""
    loyalty = _loyalty(customer_id, scope, till, now)
    if not visible(scope).filter(pk=customer_id).exists():
        return AtTill(_stranger(customer_id), None, (), (), (), *loyalty)
    file = read_customer(customer_id, scope, today=today)
    due = consents_due(customer_id, now=now, language=language)
    advice, last = _advice(file, scope, today), last_receipts(customer_id, scope)
    return AtTill(file.customer, file, advice, due, last, *loyalty, origin_to_tell(customer_id))


def _loyalty(
    customer_id: int, scope: Scope, till: Till, now: datetime
) -> tuple[Standing | None, Sequence[Usable], Sequence[VoucherKind], Allowance | None, Sequence[OpenSale]]:
    store_id = scope.store_id
    standing = standing_of(customer_id, now=now, store_id=store_id)
    held = usable(customer_id, store_id=store_id, merchant_id=store_id and merchant_of(store_id), now=now)
    kinds = choosable(store_id) if standing and store_id else ()
    buys = [one for one in kinds if standing and one.points <= standing.points]
    most_cents = screen_of(till.store_id).offline_cents if standing and standing.worth_cents else 0
    allowance = allow(customer_id, till, standing, most_cents=most_cents, now=now) if standing else None
    by_tier = bool(standing and standing.tier and standing.tier.early_access)
    sales = sales_at_till(held, by_tier=by_tier, store_id=till.store_id, now=now)
    return standing, held, buys, allowance, sales


def _stranger(customer_id: int) -> Customer:
    found = Customer.objects.filter(pk=customer_id, merged_into=None).only("first_name", "last_name").first()
    if found is None:
        raise NotFound("customer_unknown")
    return found


def _advice(file: CustomerFile, scope: Scope, today: date) -> Sequence[Advice]:
    """At most three, what is rarest first."""
    customer_id = file.customer.pk
    found = [Advice("appointment", at=one.due_at) for one in file.due if one.kind == Interaction.Kind.APPOINTMENT][:1]
    days = days_to(file.birthday, today)
    if days is not None and days <= BIRTHDAY_SOON:
        found.append(Advice("birthday", days))
    if not stances_of(customer_id):
        if file.habit.late_days:
            found.append(Advice("late", file.habit.late_days))
        if usual := not_this_time(customer_id, (), today=today, store_id=scope.store_id):
            names = dict(Category.objects.filter(pk__in=[one.key for one in usual]).values_list("pk", "name"))
            found.append(Advice("usual", words=[names[one.key] for one in usual if one.key in names]))
    return found[:3]


def days_to(birthday: Birthday | None, today: date) -> int | None:
    """Return how many days off the next birthday is, 0 today; one of 29 February is kept on the 28th elsewhere.

    >>> days_to(Birthday(1, 1, 1980), date(2026, 12, 30))
    2
    """
    if birthday is None:
        return None
    for year in (today.year, today.year + 1):
        try:
            on = date(year, birthday.month, birthday.day)
        except ValueError:
            on = date(year, 3, 1) - timedelta(days=1)
        if on >= today:
            return (on - today).days
    return None


def last_receipts(customer_id: int, scope: Scope, most: int = LAST_RECEIPTS) -> Sequence[tuple[Receipt, Sequence[str]]]:
    """Return the last receipts in the store, each with the first articles it names."""
    rows = list(receipts_of(customer_id, scope)[:most])
    words: dict[int, list[str]] = {one.pk: [] for one in rows}
    for line in lines_of_receipts(words):
        if len(words[line.receipt_id]) < MOST_LINES:
            words[line.receipt_id].append(_words(line))
    return [(one, words[one.pk]) for one in rows]


def _words(line: Any) -> str:
    product = line.product
    if product is None:
        return str(line.label)
    return ", ".join(filter(None, (product.name, product.colour, product.size)))
