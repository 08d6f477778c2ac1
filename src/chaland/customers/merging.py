"""Two files of one person made one, and two again: what the customer file itself holds of it.

The merges that stand are a forest: each file points at the one that took it in, and `Customer.merged_into` at the head
of its tree. Whose a moved row was stays written beside it, so that the branches can be taken off in any order.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from chaland.customers.merge_rules import CONTACTS, FIELDS, Changes, Profile, changes, is_blank, take_back
from chaland.customers.models import Card, ContactPoint, Customer, Merge, MergeItem
from chaland.customers.rules import search_names
from chaland.kernel.text import fold
from chaland.warehouse import outbox

_CUSTOM = "custom."


def head_of(customer_id: int) -> int | None:
    """Return whose file holds what was this customer's: their own, or the one they were merged into; None if unknown.

    >>> head_of(0) is None
    True
    """
    heads = Customer.objects.filter(pk=customer_id).values_list(Coalesce("merged_into", "pk"), flat=True)
    return heads.first() if customer_id else None


def tree_of(customer_id: int) -> list[int]:
    """Return the customer and everybody merged into them, directly or not."""
    found = [customer_id]
    while more := _absorbed_by(found):
        found.extend(pk for pk in more if pk not in found)
    return found


def _absorbed_by(found: Collection[int]) -> list[int]:
    standing = Merge.objects.filter(survivor__in=found, undone_at=None).exclude(absorbed__in=found)
    return list(standing.values_list("absorbed", flat=True))


def words_of(customer_ids: Iterable[int]) -> set[str]:
    """Return the references and card numbers by which a receipt may name one of these customers."""
    ids = list(customer_ids)
    references = Customer.objects.filter(pk__in=ids, reference__isnull=False).values_list("reference", flat=True)
    return {*map(str, references), *Card.objects.filter(customer__in=ids).values_list("number", flat=True)}


def profile(customer_id: int) -> Profile:
    """Return what a file says, by field."""
    customer = Customer.objects.get(pk=customer_id)
    own = {
        name: getattr(customer, columns[0]) if len(columns) == 1 else [getattr(customer, one) for one in columns]
        for name, columns in FIELDS.items()
        if columns
    }
    points = ContactPoint.objects.filter(customer=customer, is_main=True).values_list("kind", "normalised")
    return {
        **own,
        **dict.fromkeys(CONTACTS),
        **dict(points),
        **{f"{_CUSTOM}{code}": value for code, value in customer.custom.items()},
    }


def absorb(survivor_id: int, absorbed_id: int, chosen: Collection[str], *, now: datetime) -> Changes:
    """Have one file take in the other and return what it says otherwise. `chosen`: the fields taken from the other.

    The absorbed file stays as it is, but for its cards, which move. Its contact points are copied.
    """
    changed = changes(profile(survivor_id), profile(absorbed_id), chosen)
    _copy_points(survivor_id, absorbed_id)
    Card.objects.filter(customer=absorbed_id).update(
        customer=survivor_id, original_customer=Coalesce("original_customer", Value(absorbed_id))
    )
    Customer.objects.filter(Q(pk=absorbed_id) | Q(merged_into=absorbed_id)).update(
        merged_into=survivor_id, updated_at=now
    )
    _write(survivor_id, {name: after for name, (_, after) in changed.items()}, now)
    outbox.changed("customer", [survivor_id, absorbed_id])
    return changed


def _copy_points(survivor_id: int, absorbed_id: int) -> None:
    known = set(ContactPoint.objects.filter(customer=survivor_id).values_list("kind", "normalised"))
    for point in ContactPoint.objects.filter(customer=absorbed_id).order_by("pk"):
        if (point.kind, point.normalised) not in known:
            point.copied_from_id = point.copied_from_id or absorbed_id
            point.pk, point.customer_id, point.is_main = None, survivor_id, False
            point.save(force_insert=True)


def release(merge: Merge, head_id: int, *, now: datetime) -> None:
    """Take a branch off its tree: the absorbed file stands by itself again, with those it had itself taken in."""
    branch = tree_of(merge.absorbed_id)
    for ancestor_id in _ancestors(merge):
        _drop_copies(ancestor_id, branch)
    Card.objects.filter(customer=head_id, original_customer__in=branch).update(
        customer=merge.absorbed_id, original_customer=_but("original_customer", merge.absorbed_id)
    )
    Customer.objects.filter(pk__in=branch).update(merged_into=merge.absorbed_id, updated_at=now)
    Customer.objects.filter(pk=merge.absorbed_id).update(merged_into=None)
    _take_back(merge, now)
    outbox.changed("customer", [head_id, merge.survivor_id, merge.absorbed_id])


def _but(column: str, owner_id: int) -> Case:
    """Keep whose a row was, unless it is now theirs again."""
    return Case(When(**{column: owner_id}, then=None), default=F(column))


def _ancestors(merge: Merge) -> list[int]:
    found = [merge.survivor_id]
    while above := Merge.objects.filter(absorbed=found[-1], undone_at=None).first():
        found.append(above.survivor_id)
    return found


def _drop_copies(customer_id: int, branch: Collection[int]) -> None:
    """Forget the contact points that only people of the branch have; others of the tree may have the same."""
    others = [pk for pk in tree_of(customer_id) if pk not in branch and pk != customer_id]
    for point in ContactPoint.objects.filter(customer=customer_id, copied_from__in=branch):
        same = ContactPoint.objects.filter(customer__in=others, kind=point.kind, normalised=point.normalised)
        owner = same.filter(copied_from=None).values_list("customer", flat=True).first()
        if owner is None:
            point.delete()
        else:
            ContactPoint.objects.filter(pk=point.pk).update(copied_from=owner)


def _take_back(merge: Merge, now: datetime) -> None:
    later = list(Merge.objects.filter(survivor=merge.survivor_id, undone_at=None, pk__gt=merge.pk).order_by("pk"))
    restored = take_back(merge.changes, [one.changes for one in later], profile(merge.survivor_id))
    for one in later:
        one.save(update_fields=["changes"])
    _write(merge.survivor_id, restored, now)


def _write(customer_id: int, said: Profile, now: datetime) -> None:
    """Have a file say this, and what follows from it: the names it is found by, the town, one main point of a kind."""
    customer = Customer.objects.get(pk=customer_id)
    for name, value in said.items():
        if name.startswith(_CUSTOM):
            _set_custom(customer, name.removeprefix(_CUSTOM), value)
        elif name in CONTACTS:
            _make_main(customer_id, name, value)
        else:
            for column, part in zip(FIELDS[name], value if len(FIELDS[name]) > 1 else [value], strict=True):
                setattr(customer, column, part)
    for kind in CONTACTS:
        _keep_one_main(customer_id, kind)
    _follow(customer, now)


def _set_custom(customer: Customer, code: str, value: Any) -> None:
    if is_blank(value):
        customer.custom.pop(code, None)
    else:
        customer.custom[code] = value


def _make_main(customer_id: int, kind: str, normalised: str | None) -> None:
    points = ContactPoint.objects.filter(customer=customer_id, kind=kind)
    if normalised is not None and points.filter(normalised=normalised).exists():
        points.update(is_main=False)
        points.filter(normalised=normalised).update(is_main=True)


def _keep_one_main(customer_id: int, kind: str) -> None:
    points = ContactPoint.objects.filter(customer=customer_id, kind=kind)
    if not points.filter(is_main=True).exists() and (first := points.order_by("pk").first()):
        ContactPoint.objects.filter(pk=first.pk).update(is_main=True)


def _follow(customer: Customer, now: datetime) -> None:
    home = ContactPoint.objects.filter(customer=customer, kind=ContactPoint.Kind.ADDRESS, is_main=True).first()
    customer.postcode, customer.city, customer.commune = (
        (home.postcode, home.city, home.commune) if home else ("", "", "")
    )
    customer.search_city = fold(customer.city)
    customer.search_name, customer.search_given = search_names(
        customer.first_name, customer.last_name, customer.reference or ""
    )
    customer.updated_at = now
    customer.save()


def hand_over(rows: QuerySet[Any], from_id: int, to_id: int) -> list[int]:
    """Give all rows that are one customer's to another, noting whose they were; return their keys."""
    model: type[Model] = rows.model
    keys = list(rows.filter(customer=from_id).values_list("pk", flat=True))
    items = [MergeItem(table=model._meta.label, row=key, original_customer_id=from_id) for key in keys]
    MergeItem.objects.bulk_create(items, ignore_conflicts=True)
    rows.filter(pk__in=keys).update(customer=to_id)
    return keys


def hand_back(rows: QuerySet[Any], head_id: int, merge: Merge) -> list[int]:
    """Give back the rows that were of the branch a merge brought, as far as the head still has them."""
    branch = tree_of(merge.absorbed_id)
    items = MergeItem.objects.filter(table=rows.model._meta.label, original_customer__in=branch)
    keys = list(items.values_list("row", flat=True))
    back = rows.filter(pk__in=keys, customer=head_id)
    found = list(back.values_list("pk", flat=True))
    back.update(customer=merge.absorbed_id)
    items.filter(original_customer=merge.absorbed_id).delete()
    return found


def standing_merges(customer_id: int) -> QuerySet[Merge]:
    """Return the merges into this file that stand, the latest first."""
    return Merge.objects.filter(survivor=customer_id, undone_at=None).order_by("-pk")
