"""A person enters the file: at the till, at a desk, through the API, or many at once from another file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers import imported, queries, rules, services
from chaland.customers.completing import complete
from chaland.customers.kept import Kept
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict, NotFound
from chaland.loyalty.services.referrals import refer
from chaland.loyalty.services.refreshing import refresh_points
from chaland.sales import services as sales_services
from chaland.sales.queries import cards_waiting
from chaland.signups.services import Came, note_arrivals
from chaland.stores.models import Seller, Store
from chaland.usecases.consents.record_consent import Answers, record_answers
from chaland.usecases.loyalty.refer_customer import referrer
from chaland.usecases.sales.record_receipts import today_of_network


def create_customer(
    new: NewCustomer,
    *,
    now: datetime,
    scope: Scope = EVERYWHERE,
    form_key: UUID | None = None,
    channel: str = "desk",
    said: Answers | None = None,
    referred_by: str = "",
) -> int:
    """Write a person down as they told it, give them the receipts of their cards, and return their id.

    In the scope of one store, that store becomes their store of reference. A form key met before, even at the same
    moment, gives the customer it gave then, and writes nothing. channel: of `signups.models.Channel`, how they came in.
    said: the boxes they were shown. referred_by: who brought them, by reference or card.
    Raises Refusal as `customers.rules.check` and `refer_customer.refer_customer`, Conflict `reference_taken`,
    `card_taken` or `taken_meanwhile`, NotFound `store_unknown` or `seller_unknown`.
    """
    placed = replace(new, home_store_id=scope.store_id or new.home_store_id)
    checked = rules.check(placed, queries.policy(), today=today_of_network(now), communes=queries.communes())
    refuse_unknown_places(checked)
    try:
        with transaction.atomic():
            customer_id = _open_file(checked, now, form_key, Came(channel), said)
            if referred_by.strip():
                refer(customer_id, referrer(referred_by, scope), now=now)
            return customer_id
    except (Conflict, IntegrityError) as clash:
        if form_key and (known := queries.opened_by_form(form_key)):
            return known
        raise clash if isinstance(clash, Conflict) else Conflict("taken_meanwhile") from None


@transaction.atomic
def _open_file(checked: NewCustomer, now: datetime, form_key: UUID | None, came: Came, said: Answers | None) -> int:
    (customer_id,) = create_customers([checked], now=now, came=came)
    if form_key:
        services.remember_form(form_key, customer_id)
    if said:
        record_answers(customer_id, said, now=now)
    return customer_id


# Within another's transaction no savepoint: SQLite walks all that one has noted after each statement, for a quarter of
# the time of an import.
@transaction.atomic(savepoint=False)
def create_customers(
    checked: Sequence[NewCustomer],
    *,
    now: datetime,
    import_run_id: int | None = None,
    came: Came | None = None,
    values: Sequence[Kept] | None = None,
) -> list[int]:
    """Write people whom `customers.rules.check` let through; return their ids in the same order. All or none.

    came: how they came in, by a file unless it says otherwise; their store and seller of reference are where and with
    whom, unless it tells. values: as `customers.services.create_customers` takes them, which raises Conflict.
    """
    ids = services.create_customers(checked, now=now, import_run_id=import_run_id, values=values)
    note_arrivals(_arrivals(ids, checked, came or Came("import")), now=now)
    _follow(dict(zip(ids, checked, strict=True)), now)
    return ids


def _arrivals(ids: Sequence[int], people: Sequence[NewCustomer], came: Came) -> Iterator[tuple[int, Came]]:
    for customer_id, new in zip(ids, people, strict=True):
        store, seller = came.store_id or new.home_store_id, came.seller_id or new.home_seller_id
        yield customer_id, Came(came.channel, came.form_id, came.source, store, seller)


@transaction.atomic(savepoint=False)
def complete_customers(people: Mapping[int, NewCustomer], *, now: datetime, import_run_id: int | None = None) -> None:
    """Tell whose the files are that a receipt had opened under a reference alone, by their ids."""
    before = imported.known_many(people) if import_run_id else {}
    brought = dict.fromkeys(imported.brought(import_run_id, people), now) if import_run_id else {}
    complete(people, now=now, import_run_id=import_run_id)
    if import_run_id:
        cards = {pk: new.cards for pk, new in people.items()}
        imported.note(import_run_id, before, imported.known_many(people), cards, brought)
    _follow(people, now)


def _follow(people: Mapping[int, NewCustomer], now: datetime) -> None:
    """Give people their rows of figures, and the receipts of their cards."""
    sales_services.open_figures({customer_id: new.home_store_id for customer_id, new in people.items()})
    as_of = sales_services.figures_day(today_of_network(now))
    owners = {number: customer_id for customer_id, new in people.items() for number in new.cards}
    waiting = cards_waiting(owners)
    for number in waiting:
        sales_services.attach_card(number=number, customer_id=owners[number], as_of=as_of)
    if waiting:
        refresh_points({owners[number] for number in waiting}, now=now)


def refuse_unknown_places(new: NewCustomer) -> None:
    """Raise NotFound `store_unknown` or `seller_unknown` where one of reference does not exist."""
    if new.home_store_id and not Store.objects.filter(pk=new.home_store_id).exists():
        raise NotFound("store_unknown", field="home_store")
    if new.home_seller_id and not Seller.objects.filter(pk=new.home_seller_id).exists():
        raise NotFound("seller_unknown", field="home_seller")
