"""Writes to the customer file. The caller opens the transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries, writing
from chaland.customers.kept import Kept, kept
from chaland.customers.models import Card, ContactPoint, Customer, Household, SavedView, SentForm
from chaland.customers.rules import NewCustomer, search_names
from chaland.database.locks import lock_words
from chaland.database.rows import run_many, stored
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean, fold
from chaland.warehouse import outbox

_MOST_VIEWS = 50
_VIEW_NAME = 40
_VIEW_QUERY = 2000


def create_customers(
    rows: Sequence[NewCustomer],
    *,
    now: datetime,
    import_run_id: int | None = None,
    values: Sequence[Kept] | None = None,
) -> list[int]:
    """Write customers that `rules.check` let through; returns their ids in the same order.

    values: what `kept.kept` makes of each, where that was done already.
    Raises Conflict `reference_taken` or `card_taken`, before anything is written, when one is already somebody's or
    comes twice in `rows`.
    """
    _refuse_taken("reference", [new.reference for new in rows if new.reference], queries.ids_by_reference)
    # A till must not take in a receipt of the card, as nobody's, while it becomes somebody's.
    lock_words({number for new in rows for number in new.cards})
    _refuse_taken("card", [number for new in rows for number in new.cards], queries.ids_by_card)
    households = writing.households_of(rows)
    told = values or [kept(new) for new in rows]
    return writing.insert_customers(rows, told, households, now=now, import_run_id=import_run_id)


def _refuse_taken(what: str, values: Sequence[str], owners: Callable[[Iterable[str]], dict[str, int]]) -> None:
    twice = next((value for value, times in Counter(values).items() if times > 1), None)
    taken = twice or next(iter(owners(values)), None)
    if taken is not None:
        raise Conflict(f"{what}_taken", field=what, text=taken)


def create_stubs(
    references: Mapping[str, int | None], *, now: datetime, import_run_id: int | None = None
) -> dict[str, int]:
    """Make a customer known by its outside reference alone, with a home store or none, and return all their ids.

    Safe to send twice, and from two tills at once: one that exists is left as it is.
    """
    Customer.objects.bulk_create(
        [_stub(reference, store_id, now, import_run_id) for reference, store_id in references.items()],
        ignore_conflicts=True,
    )
    ids = queries.ids_by_reference(references)
    outbox.changed("customer", ids.values())
    return ids


def date_files(opened: Mapping[int, datetime]) -> None:
    """Say when files were opened, by customer id: their contact points and cards are as old."""
    rows = [(stored(moment), customer_id) for customer_id, moment in opened.items()]
    same = [(moment, moment, customer_id) for moment, customer_id in rows]
    run_many("UPDATE customers_customer SET created_at = %s, updated_at = %s WHERE id = %s", same)
    run_many("UPDATE customers_contactpoint SET created_at = %s WHERE customer_id = %s", rows)
    run_many("UPDATE customers_card SET issued_at = %s WHERE customer_id = %s", rows)
    outbox.changed("customer", opened)


def remember_form(key: UUID, customer_id: int) -> None:
    """Keep which file a form opened. Raises IntegrityError where it already opened one."""
    SentForm.objects.create(key=key, customer_id=customer_id)


def _stub(reference: str, store_id: int | None, now: datetime, import_run_id: int | None) -> Customer:
    by_last, by_first = search_names("", "", reference)
    return Customer(
        reference=reference,
        home_store_id=store_id,
        search_name=by_last,
        search_given=by_first,
        created_at=now,
        updated_at=now,
        import_run_id=import_run_id,
    )


def update_customer(customer_id: int, new: NewCustomer, *, now: datetime) -> None:
    """Make the customer what `new`, checked, says: contact points it no longer names go, cards stay.

    A contact point that stays keeps its status and its age. Raises NotFound `customer_unknown`, Conflict
    `reference_taken`.
    """
    customer = Customer.objects.select_related("household").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("customer_unknown")
    if new.reference and Customer.objects.filter(reference=new.reference).exclude(pk=customer_id).exists():
        raise Conflict("reference_taken", field="reference", text=new.reference)
    columns = writing.customer_values(new)
    household = _updated_household(customer.household, new)
    Customer.objects.filter(pk=customer_id).update(**columns, household_id=household, updated_at=now)
    _replace_points(customer_id, new, now)
    outbox.changed("customer", [customer_id])


def _updated_household(known: Household | None, new: NewCustomer) -> int | None:
    moves = new.household_reference and (known is None or known.reference != new.household_reference)
    if known is None or moves:
        return writing.households_of([new])[0]
    known.size = new.household_size
    known.children_birth_years = list(new.children_birth_years)
    known.save(update_fields=["size", "children_birth_years"])
    outbox.changed("customer", Customer.objects.filter(household=known).values_list("pk", flat=True))
    return known.pk


def _replace_points(customer_id: int, new: NewCustomer, now: datetime) -> None:
    wanted = {
        (row[1], row[3]): dict(zip(writing.POINT_COLUMNS, row, strict=True))
        for row in writing.points(customer_id, new, now)
    }
    known = {(point.kind, point.normalised): point.pk for point in queries.contact_points(customer_id, EVERYWHERE)}
    ContactPoint.objects.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    # Two main ones of a kind may not stand together, not even for a moment.
    ContactPoint.objects.filter(customer_id=customer_id).update(is_main=False)
    for key, columns in wanted.items():
        if key in known:
            kept = {name: value for name, value in columns.items() if name not in ("status", "created_at")}
            ContactPoint.objects.filter(pk=known[key]).update(**kept)
    ContactPoint.objects.bulk_create(ContactPoint(**columns) for key, columns in wanted.items() if key not in known)


def set_contact_status(point_id: int, status: str) -> None:
    """Note that a contact point reaches the person, bounced, or was left behind in a move."""
    point = ContactPoint.objects.filter(pk=point_id)
    point.update(status=ContactPoint.Status(status))
    outbox.changed("customer", point.values_list("customer_id", flat=True))


def add_card(customer_id: int, number: str, *, now: datetime) -> str:
    """Give a customer one more card and return its number as kept; adding one they have changes nothing.

    Raises Refusal `card_not_understood`, Conflict `card_taken` when it is somebody else's, NotFound `customer_unknown`.
    """
    kept = _about_card(number)
    if not Customer.objects.filter(pk=customer_id).exists():
        raise NotFound("customer_unknown")
    lock_words([kept])
    card = Card(customer_id=customer_id, number=kept, issued_at=now)
    Card.objects.bulk_create([card], ignore_conflicts=True)
    if queries.ids_by_card([kept])[kept] != customer_id:
        raise Conflict("card_taken", field="card", text=kept)
    outbox.changed("customer", [customer_id])
    return kept


def _about_card(number: str) -> str:
    try:
        return normalise_card(number)
    except Refusal as refusal:
        raise refusal.about("card") from None


def set_card_status(customer_id: int, number: str, status: str) -> None:
    """Note that a card is active, lost or replaced. Raises NotFound `card_unknown`."""
    if not Card.objects.filter(customer_id=customer_id, number=number).update(status=Card.Status(status)):
        raise NotFound("card_unknown")
    outbox.changed("customer", [customer_id])


def save_view(user_id: int, name: str, query: str) -> SavedView:
    """Keep a state of the list under a name of the user's; the same name again replaces it.

    Raises Refusal `view_name_missing`, `text_too_long`, `view_too_long` or `too_many_views`.
    """
    kept = _view_name(name)
    if len(query) > _VIEW_QUERY:
        raise Refusal("view_too_long")
    mine = SavedView.objects.filter(user_id=user_id)
    view = next((one for one in mine if fold(one.name) == fold(kept)), None)
    if view is None and mine.count() >= _MOST_VIEWS:
        raise Refusal("too_many_views", limit=_MOST_VIEWS)
    view = view or SavedView(user_id=user_id, position=mine.count())
    view.name, view.query = kept, query
    view.save()
    return view


def rename_view(user_id: int, view_id: int, name: str) -> None:
    """Rename one's own view. Raises NotFound `view_unknown`, Refusal `view_name_missing` or `text_too_long`."""
    if not SavedView.objects.filter(user_id=user_id, pk=view_id).update(name=_view_name(name)):
        raise NotFound("view_unknown")


def delete_view(user_id: int, view_id: int) -> None:
    """Delete one's own view. Raises NotFound `view_unknown`."""
    deleted, _ = SavedView.objects.filter(user_id=user_id, pk=view_id).delete()
    if not deleted:
        raise NotFound("view_unknown")


def _view_name(name: str) -> str:
    kept = clean(name, _VIEW_NAME)
    if not kept:
        raise Refusal("view_name_missing", field="name")
    return kept
