"""Two files are laid side by side before they become one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chaland.accounts.rules import Scope
from chaland.customers.duplicates import keeping
from chaland.customers.merge_rules import CONTACTS, FIELDS, is_blank
from chaland.customers.merging import profile
from chaland.customers.models import Card, ContactPoint, Customer, CustomField, Likeness
from chaland.customers.street import refuse_hidden
from chaland.interactions.models import Interaction
from chaland.kernel.phone import format_phone
from chaland.sales.models import Cart, Figures, Wish
from chaland.sales.queries import figures_seen
from chaland.usecases.customers.open_customer import open_customer

CUSTOM = "custom."


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of the two files. label: of the network's own field, else empty. kept, other: as told, or None.

    is_open: whether both say something, and not the same.
    """

    name: str
    label: str
    kept: Any
    other: Any
    is_open: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """What goes with the file that is taken in, as far as the scope sees it."""

    receipts: int
    revenue_cents: int
    cards: Sequence[str]
    contacts: int
    exchanges: int
    carts: int
    wishes: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files: the one that stays, the one it takes in, their fields, and what moves."""

    kept: Customer
    other: Customer
    kept_figures: Figures
    other_figures: Figures
    fields: Sequence[Compared]
    moving: Moving


def compare_customers(kept_id: int, other_id: int, scope: Scope) -> Comparison:
    """Return both files field by field.

    Raises NotFound `customer_unknown` for either beyond the scope, Refusal `contacts_kept_elsewhere`.
    """
    kept, other = open_customer(kept_id, scope), open_customer(other_id, scope)
    refuse_hidden((kept_id, other_id), scope)
    figures = figures_seen(kept_id, scope)[0], figures_seen(other_id, scope)[0]
    return Comparison(kept, other, *figures, _fields(kept, other), _moving(other_id, figures[1]))


def _fields(kept: Customer, other: Customer) -> list[Compared]:
    told = profile(kept.pk), profile(other.pk)
    labels = dict(CustomField.objects.order_by("position", "pk").values_list("code", "label"))
    names = [*FIELDS, *(f"{CUSTOM}{code}" for code in labels)]
    rows = []
    for name in names:
        one, two = (said.get(name) for said in told)
        if is_blank(one) and is_blank(two):
            continue
        label = labels.get(name.removeprefix(CUSTOM), "")
        is_open = not is_blank(one) and not is_blank(two) and one != two
        rows.append(Compared(name, label, _shown(kept, name, one), _shown(other, name, two), is_open))
    return rows


def _shown(customer: Customer, name: str, value: Any) -> Any:
    if is_blank(value):
        return None
    if name in CONTACTS:
        ((typed,), *_) = ContactPoint.objects.filter(customer=customer, kind=name, normalised=value).values_list(
            "value"
        )
        return typed if name == "email" else format_phone(typed)
    return _SHOWN[name](customer) if name in _SHOWN else value


def _birthday(customer: Customer) -> str:
    day, month = customer.birth_day or 1, customer.birth_month or 1
    return date(customer.birth_year, month, day).isoformat() if customer.birth_year else f"{day:02}/{month:02}"


def _household(customer: Customer) -> str:
    """Return who else lives there."""
    others = Customer.objects.filter(household=customer.household_id, merged_into=None).exclude(pk=customer.pk)
    return ", ".join(f"{one.last_name} {one.first_name}".strip() for one in others.order_by("pk")[:5]) or "…"


_SHOWN: dict[str, Callable[[Customer], str]] = {
    "birthday": _birthday,
    "household": _household,
    "home_store": lambda customer: customer.home_store.name if customer.home_store else "",
    "home_seller": lambda customer: customer.home_seller.name if customer.home_seller else "",
    "civility": lambda customer: str(customer.get_civility_display()),
    "marital_status": lambda customer: str(customer.get_marital_status_display()),
}


def _moving(other_id: int, figures: Figures) -> Moving:
    return Moving(
        receipts=figures.receipts,
        revenue_cents=figures.revenue_cents,
        cards=list(Card.objects.filter(customer=other_id).order_by("pk").values_list("number", flat=True)),
        contacts=ContactPoint.objects.filter(customer=other_id).count(),
        exchanges=Interaction.objects.filter(customer=other_id).count(),
        carts=Cart.objects.filter(customer=other_id).count(),
        wishes=Wish.objects.filter(customer=other_id).count(),
    )


def fuller_first(pair: Likeness, scope: Scope) -> tuple[int, int]:
    """Return the two of a pair, first the one that had better stay: with more receipts, or in the file for longer."""
    return fuller_of(pair.one_id, pair.other_id, scope)


def fuller_of(one_id: int, other_id: int, scope: Scope) -> tuple[int, int]:
    """Return two customers, first the one with more receipts, or in the file for longer."""
    receipts = figures_seen(one_id, scope)[0].receipts, figures_seen(other_id, scope)[0].receipts
    return (other_id, one_id) if receipts[1] > receipts[0] else (one_id, other_id)


def pair_with(pair_id: int, scope: Scope) -> Likeness:
    """Return a pair that was found. Raises NotFound `pair_unknown` beyond the scope."""
    return keeping.pair(pair_id, scope)
