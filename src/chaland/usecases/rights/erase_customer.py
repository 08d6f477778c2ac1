"""A customer is erased: nothing names them any more, while receipts stay, so that no total changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Model, QuerySet

from chaland.customers.merging import words_of
from chaland.customers.models import Card, ContactPoint, Customer, Household
from chaland.database.locks import lock_rows, lock_words, one_writer
from chaland.database.lookups import fetch
from chaland.kernel.errors import NotFound
from chaland.kernel.personal import Personal, Traces, together, traces
from chaland.kernel.text import fold
from chaland.loyalty.services.points import forget_entries
from chaland.privacy import erasures
from chaland.privacy.models import Erasure, Recipient
from chaland.privacy.services import detach_subject, object_to
from chaland.privacy.tagged import of_persons, rows_of, tagged
from chaland.sales.models import Receipt
from chaland.usecases.customers.tell_figures import customer_with_ref
from chaland.usecases.rights.clean_erased import clean_erased, clean_files, names_in
from chaland.usecases.rights.tell_recipients import note_recipients
from chaland.warehouse import outbox

GONE = "…"
REACHED = ("email", "mobile", "phone")


@dataclass(frozen=True, slots=True)
class Erased:
    """How it ended. receipts: that stay, nobody's. again: they were erased before, and nothing was done.

    is_clean: whether files, lake and the database's log hold nothing either; if not, the server sees to it.
    """

    receipts: int
    again: bool = False
    is_clean: bool = True


def erase_ref(ref: str, *, now: datetime) -> Erased:
    """Erase the customer of an outside reference, a card number or a number in the file. Safe to repeat.

    Raises NotFound `customer_ref_unknown` for one who never was in the file.
    """
    try:
        customer_id = customer_with_ref(ref)
    except NotFound:
        if any(erasures.is_erased(kind, ref) for kind in ("reference", "card", "number")):
            return Erased(0, again=True)
        raise
    return erase_customer(customer_id, now=now)


def erase_customer(
    customer_id: int, *, now: datetime, user_id: int | None = None, waits: bool = True, is_asked: bool = True
) -> Erased:
    """Erase one customer from the database and from files that wait, then from lake and log. Safe to repeat.

    is_asked: whether the person asked for it, and so is kept out of later mailings and imports.
    waits: whether lake and log are done here; if not, the server sees to them at once.

    Raises NotFound `customer_unknown` for one who never was in the file.
    """
    with one_writer(), transaction.atomic():
        erasures.hold_back()
        # Words before rows, as receipts do: they wait for each other instead of both for ever.
        lock_words(words_of(one.pk for one in files_of_person(customer_id)))
        lock_rows(Customer, [customer_id])
        files = files_of_person(customer_id)
        if not files:
            return _erased_before(customer_id)
        named = together(map(traces_of, files))
        digests = erasures.digests_of if is_asked else erasures.digests_of_file
        noted = erasures.Noted(uuid4(), now, tuple(chain.from_iterable(map(digests, files))))
        if is_asked:
            _object(files, now)
            note_recipients([one.pk for one in files], Recipient.Why.ERASURE, now=now)
        receipts = sum(_remove(file, named) for file in files)
        erasure = erasures.keep(noted, receipts=receipts, user_id=user_id)
        # Last: an erasure that is noted here is done again after a restore.
        erasures.note(noted)
    are_files_clean = clean_files(named, now=now)
    return Erased(erasure.receipts, is_clean=waits and clean_erased(now=now) and are_files_clean)


def files_of_person(customer_id: int) -> list[Customer]:
    """Return every file of one person: those merged into it, then the one that stands for all."""
    known = Customer.objects.filter(pk=customer_id).first()
    if known is None:
        return []
    head = known.merged_into or known
    return [*Customer.objects.filter(merged_into=head).order_by("pk"), head]


def was_erased(customer_id: int) -> bool:
    """Tell whether a number of the file was that of a customer who was erased."""
    is_there = Customer.objects.filter(pk=customer_id).exists()
    return not is_there and erasures.is_erased("number", str(customer_id))


def _erased_before(customer_id: int) -> Erased:
    if not was_erased(customer_id):
        raise NotFound("customer_unknown")
    return Erased(0, again=True)


def erase_again(noted: erasures.Noted, customer_ids: Iterable[int], *, now: datetime) -> None:
    """Do an erasure of the journal again, in a database that does not know of it. The caller opens the transaction."""
    if Erasure.objects.filter(key=noted.key).exists():
        return
    files = {one.pk: one for customer_id in customer_ids for one in files_of_person(customer_id)}
    named = together(map(traces_of, files.values()))
    receipts = sum(_remove(file, named) for file in files.values())
    erasures.keep(noted, receipts=receipts, user_id=None)


def traces_of(customer: Customer) -> Traces:
    """Return by what a text would name this customer; a family name counts when nobody else has it."""
    points = list(ContactPoint.objects.filter(customer=customer).values_list("kind", "normalised"))
    cards = Card.objects.filter(customer=customer).values_list("number", flat=True)
    marks = [customer.reference or "", *cards, *(value for kind, value in points if kind in ("email", "address"))]
    names = [customer.search_name, customer.search_given] if customer.first_name else []
    last_name = fold(customer.last_name)
    if not Customer.objects.filter(search_name__startswith=last_name).exclude(pk=customer.pk).exists():
        names.append(last_name)
    phones = [value for kind, value in points if kind in ("mobile", "phone")]
    return traces(marks=map(fold, marks), phones=phones, names=names)


def _remove(customer: Customer, named: Traces) -> int:
    """Take the customer out of every table; returns how many receipts stay."""
    receipts = list(Receipt.objects.filter(customer=customer).values_list("pk", flat=True))
    cards = list(Card.objects.filter(customer=customer).values_list("number", flat=True))
    _tell_lake(customer.pk)
    forget_entries([customer.pk])
    detach_subject(customer.pk)
    for model, one in of_persons().items():
        if model is not Customer:
            _take_out(rows_of(model, customer.pk), one, named)
    Receipt.objects.filter(customer=None, card_number__in=cards).update(card_number="")
    for model, one in tagged().items():
        if one.quoting and not one.stays:
            _unname(QuerySet(model), one, named)
    Customer.objects.filter(pk=customer.pk).delete()
    if customer.household_id is not None:
        Household.objects.filter(pk=customer.household_id, members=None).delete()
    return len(receipts)


def _object(files: Sequence[Customer], now: datetime) -> None:
    """Keep them off every later mailing, should somebody import them again."""
    points = ContactPoint.objects.filter(customer__in=files, kind__in=REACHED).values_list("kind", "normalised")
    for kind, value in points:
        object_to("email" if kind == "email" else "phone", value, now=now)


def _tell_lake(customer_id: int) -> None:
    from chaland.warehouse.fact import facts

    for fact in (fact for fact in facts().values() if fact.owner_sql):
        rows = fetch(
            f"SELECT DISTINCT {fact.root_sql} FROM {fact.source} WHERE {fact.owner_sql} = %s",  # noqa: S608
            [customer_id],
        )
        outbox.changed(fact.topic, [root for (root,) in rows])


def _take_out(rows: QuerySet[Model], one: Personal, named: Traces) -> None:
    if not one.stays:
        rows.delete()
        return
    _unname(rows, one, named)
    if one.blanked:
        rows.update(**{name: _blank(rows.model, name) for name in one.blanked})


def _blank(model: type[Model], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    if field.null:
        return None
    return {} if field.get_internal_type() == "JSONField" else ""


def _unname(rows: QuerySet[Model], one: Personal, named: Traces) -> None:
    """Empty the texts of these rows that name the customer."""
    for pk, *values in rows.values_list("pk", *one.quoting).iterator():
        changed = {
            name: without(value, named)
            for name, value in zip(one.quoting, values, strict=True)
            if names_in(value, named)
        }
        if changed:
            row: QuerySet[Model] = QuerySet(rows.model).filter(pk=pk)
            row.delete() if one.drops_quoting else row.update(**changed)


def without(value: Any, named: Traces) -> Any:
    """Return a text, or texts within lists and mappings, without those that name somebody."""
    if isinstance(value, str):
        return GONE if names_in(value, named) else value
    if isinstance(value, dict):
        return {key: without(one, named) for key, one in value.items()}
    return [without(one, named) for one in value] if isinstance(value, list) else value
