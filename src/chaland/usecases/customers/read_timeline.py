"""One customer's life with the shop: personal data, actions and behaviour, merged, latest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.campaigns.models import Message
from chaland.customers.models import Card, ContactPoint, Customer
from chaland.customers.street import contacts_seen_by
from chaland.database.lookups import fetch
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart, Receipt, ReceiptLine, Wish
from chaland.sales.queries import receipts_of

PERSONAL, ACTION, PURCHASE = "personal", "action", "purchase"
FAMILIES = (PURCHASE, ACTION, PERSONAL)
PAGE = 25
LINES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    family: purchase, action or personal. kind: receipt, return, cart, quote, order, wish; campaign; the kind of the
    interaction; created, card, email, mobile, phone, address. store: its name, empty where none applies.
    text: what was said, wished or given. amount_cents: of a receipt or a cart. items: names of the first articles;
    more: how many follow. state: outcome of an action; open, closed or cancelled for a cart; arrived or told for a
    wish; status of a card or contact point. is_open: an action still to be done.
    """

    at: datetime
    source: str
    id: int
    family: str
    kind: str
    store: str = ""
    subject: str = ""
    text: str = ""
    amount_cents: int | None = None
    number: str = ""
    channel: str = ""
    author: str = ""
    state: str = ""
    score: int | None = None
    due_at: datetime | None = None
    is_open: bool = False
    items: Sequence[str] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of some families, of some kinds, of one store; empty means all."""

    families: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    store_id: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last event shown: the next page begins after it."""

    at: datetime
    source: str
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Read what `str` wrote; None for anything else, which begins again at the latest event."""
        try:
            at, source, number = text.split("~")
            cursor = cls(datetime.fromisoformat(at), source, int(number))
        except ValueError:
            return None
        return cursor if cursor.at.tzinfo and source in _RANK and 0 < cursor.id < 2**63 else None


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, and where the next page begins; None at the end."""

    events: Sequence[Event]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class _Source:
    """One table of events. moment: its column of time. kinds: those it can give."""

    name: str
    family: str
    kinds: frozenset[str]
    moment: str
    rows: Callable[[int, int | None, frozenset[str]], QuerySet[Any]]
    event: Callable[[Any], Event]


def read_timeline(
    customer_id: int,
    scope: Scope,
    *,
    wanted: Wanted = EVERYTHING,
    after: Cursor | None = None,
    size: int = PAGE,
    known: Mapping[str, Sequence[Any]] | None = None,
) -> Page:
    """Read one page of the timeline of a customer whom the scope sees.

    A store sees its own receipts, carts and actions, and those of no store.
    known: by source, all its rows of the customer, where the caller has read them already.
    """
    narrowed = wanted if scope.store_id is None else replace(wanted, store_id=scope.store_id)
    asked = [source for source in _SOURCES if _is_asked(source, wanted)]
    rows = {source.name: source.rows(customer_id, narrowed.store_id, narrowed.kinds & source.kinds) for source in asked}
    latest = _latest(rows, after, size + 1)
    events = {
        (source.name, row.pk): source.event(row)
        for source in asked
        if (ids := [pk for name, pk in latest[:size] if name == source.name])
        for row in (known or {}).get(source.name) or rows[source.name].filter(pk__in=ids)
    }
    shown = _with_articles([events[row] for row in latest[:size] if row in events])
    last = shown[-1] if shown and len(latest) > size else None
    return Page(shown, Cursor(last.at, last.source, last.id) if last else None)


def read_receipts(
    customer_id: int, scope: Scope, *, after: Cursor | None, size: int
) -> tuple[Sequence[Receipt], Cursor | None]:
    """Read the receipts of a customer whom the scope sees, the latest first, and where the next ones begin."""
    rows = receipts_of(customer_id, scope)
    if after is not None:
        rows = rows.filter(sold_at__lte=after.at).exclude(sold_at=after.at, pk__gte=after.id)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], Cursor(last.sold_at, "receipt", last.pk) if last else None


def _is_asked(source: _Source, wanted: Wanted) -> bool:
    return (not wanted.families or source.family in wanted.families) and (
        not wanted.kinds or bool(source.kinds & wanted.kinds)
    )


def _latest(rows: Mapping[str, QuerySet[Any]], after: Cursor | None, limit: int) -> list[tuple[str, int]]:
    """Name the latest rows by source and id, those of one moment in the order of the sources, in one statement.

    Each source answers from its own index with one page at most, so a long past costs nothing.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    for name, every in rows.items():
        source = _SOURCES[_RANK[name]]
        further = every if after is None else every.filter(_beyond(source, after))
        page = further.order_by(f"-{source.moment}", "-id").values_list(source.moment, "id")[:limit]
        sql, values = page.query.sql_with_params()
        parts.append(f"SELECT {_RANK[name]}, s.* FROM ({sql}) AS s")  # noqa: S608
        parameters += values
    if not parts:
        return []
    found = fetch(f"{' UNION ALL '.join(parts)} ORDER BY 2 DESC, 1, 3 DESC LIMIT {limit}", parameters)
    return [(_SOURCES[rank].name, pk) for rank, _, pk in found]


def _beyond(source: _Source, after: Cursor) -> Q:
    """What stands after the cursor: earlier, or of the same moment and further in the order of `_latest`."""
    not_later = Q(**{f"{source.moment}__lte": after.at})
    same_moment = Q(**{source.moment: after.at})
    if source.name == after.source:
        return not_later & ~(same_moment & Q(id__gte=after.id))
    if _RANK[source.name] > _RANK[after.source]:
        return not_later
    return Q(**{f"{source.moment}__lt": after.at})


def _in_store(rows: QuerySet[Any], store_id: int | None) -> QuerySet[Any]:
    return rows if store_id is None else rows.filter(store_id=store_id)


def _in_store_or_none(rows: QuerySet[Any], store_id: int | None) -> QuerySet[Any]:
    return rows if store_id is None else rows.filter(Q(store_id=store_id) | Q(store__isnull=True))


def _receipts(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Receipt]:
    rows = _in_store(Receipt.objects.filter(customer_id=customer_id), store_id).select_related("store")
    if len(kinds) != 1:
        return rows
    return rows.filter(total_cents__lt=0) if "return" in kinds else rows.filter(total_cents__gte=0)


def _receipt_event(row: Receipt) -> Event:
    return Event(
        at=row.sold_at,
        source="receipt",
        id=row.pk,
        family=PURCHASE,
        kind="return" if row.total_cents < 0 else "receipt",
        store=row.store.name,
        amount_cents=row.total_cents,
        number=row.number,
    )


def _interactions(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Interaction]:
    rows = _in_store_or_none(Interaction.objects.filter(customer_id=customer_id), store_id)
    rows = rows.select_related("store", "author")
    return rows.filter(kind__in=kinds) if kinds else rows


def _interaction_event(row: Interaction) -> Event:
    return Event(
        at=row.occurred_at,
        source="interaction",
        id=row.pk,
        family=ACTION,
        kind=row.kind,
        store=row.store.name if row.store else "",
        subject=row.subject,
        text=row.text,
        channel=row.channel,
        author=row.author.name if row.author else "",
        state=row.outcome,
        score=row.score,
        due_at=row.due_at,
        is_open=row.due_at is not None and row.done_at is None,
    )


def _carts(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Cart]:
    rows = _in_store(Cart.objects.filter(customer_id=customer_id), store_id).select_related("store")
    return rows.filter(kind__in=kinds) if kinds else rows


def _cart_event(row: Cart) -> Event:
    return Event(
        at=row.made_at,
        source="cart",
        id=row.pk,
        family=PURCHASE,
        kind=row.kind,
        store=row.store.name,
        amount_cents=row.total_cents,
        number=row.reference,
        state=_cart_state(row),
    )


def _cart_state(row: Cart) -> str:
    if row.cancelled_at:
        return "cancelled"
    return "closed" if row.receipt_id else "open"


def _wishes(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Wish]:
    rows = _in_store_or_none(Wish.objects.filter(customer_id=customer_id), store_id)
    return rows.select_related("store", "product", "category")


def _wish_event(row: Wish) -> Event:
    named = row.product.name if row.product else row.category.name if row.category else ""
    return Event(
        at=row.created_at,
        source="wish",
        id=row.pk,
        family=PURCHASE,
        kind="wish",
        store=row.store.name if row.store else "",
        text=" ".join(part for part in (named, row.text, row.size) if part),
        state="told" if row.told_at else "arrived" if row.arrived_at else "",
    )


def _messages(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Message]:
    """Return the messages that left for the file and for those it took in; of elsewhere's campaigns there is a note."""
    files = Customer.objects.filter(Q(pk=customer_id) | Q(merged_into=customer_id))
    rows = Message.objects.filter(customer__in=files, sent_at__isnull=False).exclude(campaign__seed="")
    return (rows if store_id is None else rows.filter(campaign__store=store_id)).select_related("campaign__store")


def _message_event(row: Message) -> Event:
    moments = {"unsubscribed": row.unsubscribed_at, "bounced": row.bounced_at, "followed": row.clicked_at}
    return Event(
        at=row.sent_at or row.campaign.created_at,
        source="message",
        id=row.pk,
        family=ACTION,
        kind="campaign",
        store=row.campaign.store.name if row.campaign.store else "",
        subject=row.campaign.name,
        channel=row.campaign.channel,
        state=next((state for state, moment in moments.items() if moment), ""),
    )


def _contact_points(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[ContactPoint]:
    rows = contacts_seen_by(Scope(store_id)).filter(customer_id=customer_id)
    return rows.filter(kind__in=kinds) if kinds else rows


def _contact_point_event(row: ContactPoint) -> Event:
    return Event(
        at=row.created_at, source="contact", id=row.pk, family=PERSONAL, kind=row.kind, text=row.value, state=row.status
    )


def _cards(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Card]:
    return Card.objects.filter(customer_id=customer_id)


def _card_event(row: Card) -> Event:
    return Event(
        at=row.issued_at, source="card", id=row.pk, family=PERSONAL, kind="card", number=row.number, state=row.status
    )


def _customers(customer_id: int, store_id: int | None, kinds: frozenset[str]) -> QuerySet[Customer]:
    return Customer.objects.filter(pk=customer_id)


def _customer_event(row: Customer) -> Event:
    return Event(at=row.created_at, source="customer", id=row.pk, family=PERSONAL, kind="created")


_SOURCES = (
    _Source("receipt", PURCHASE, frozenset({"receipt", "return"}), "sold_at", _receipts, _receipt_event),
    _Source(
        "interaction", ACTION, frozenset(Interaction.Kind.values), "occurred_at", _interactions, _interaction_event
    ),
    _Source("message", ACTION, frozenset({"campaign"}), "sent_at", _messages, _message_event),
    _Source("cart", PURCHASE, frozenset(Cart.Kind.values), "made_at", _carts, _cart_event),
    _Source("wish", PURCHASE, frozenset({"wish"}), "created_at", _wishes, _wish_event),
    _Source(
        "contact", PERSONAL, frozenset(ContactPoint.Kind.values), "created_at", _contact_points, _contact_point_event
    ),
    _Source("card", PERSONAL, frozenset({"card"}), "issued_at", _cards, _card_event),
    _Source("customer", PERSONAL, frozenset({"created"}), "created_at", _customers, _customer_event),
)
KINDS: Mapping[str, tuple[str, ...]] = {
    family: tuple(sorted(kind for source in _SOURCES if source.family == family for kind in source.kinds))
    for family in FAMILIES
}
"""What may happen, by family."""

_RANK: Mapping[str, int] = {source.name: rank for rank, source in enumerate(_SOURCES)}


def _with_articles(events: Sequence[Event]) -> list[Event]:
    """Name the first articles of the receipts shown, read in one query."""
    names = _articles([event.id for event in events if event.source == "receipt"])
    return [_naming(event, names.get(event.id, ())) if event.source == "receipt" else event for event in events]


def _naming(event: Event, names: Sequence[str]) -> Event:
    return replace(event, items=tuple(names[:LINES_SHOWN]), more=max(0, len(names) - LINES_SHOWN))


def _articles(receipt_ids: Sequence[int]) -> dict[int, list[str]]:
    if not receipt_ids:
        return {}
    lines = ReceiptLine.objects.filter(receipt_id__in=receipt_ids).order_by("receipt_id", "position")
    names: dict[int, list[str]] = {}
    for receipt_id, label, product in lines.values_list("receipt_id", "label", "product__name"):
        names.setdefault(receipt_id, []).append(product or label)
    return names
