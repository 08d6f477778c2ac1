"""Filters on texts: names, towns, codes, contact points, cards, choices."""

from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint
from chaland.customers.street import contacts_seen_by
from chaland.kernel.phone import phone_search_key
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.reading_filters import (
    among,
    any_of,
    emptiness,
    negated,
    not_understood,
    read_choices,
    read_text,
    starting,
)

_TRUNK_PREFIXES = ("+33", "+590", "+594", "+596", "+262")


def name_filter(_column: Column, text: str, _calendar: Calendar) -> Q:
    """Names are looked for both ways round; =Bonnet is everybody whose last or first name is Bonnet."""
    wanted = read_text(text)
    if wanted.empty is not None:
        return negated(Q(first_name="", last_name=""), not wanted.empty)
    paths = ("search_name", "search_given")
    folded = wanted.folded
    if not folded:
        condition = Q(last_name__contains=wanted.text) | Q(first_name__contains=wanted.text)
    elif wanted.test == "contains":
        condition = any_of(Q(**{f"{path}__contains": folded}) for path in (paths if " " in folded else paths[:1]))
    elif wanted.test == "starts":
        condition = any_of(starting(path, folded) for path in paths)
    else:
        condition = any_of(Q(**{path: folded}) | starting(path, f"{folded} ") for path in paths)
    return negated(condition, wanted.negated)


def folded_text_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    wanted, path = read_text(text), column.order[0]
    if wanted.empty is not None:
        return negated(Q(**{column.field: ""}), not wanted.empty)
    folded = wanted.folded
    if not folded:
        return negated(Q(**{f"{column.field}__contains": wanted.text}), wanted.negated)
    tests = {
        "contains": Q(**{f"{path}__contains": folded}),
        "equals": Q(**{path: folded}),
        "starts": starting(path, folded),
    }
    return negated(tests[wanted.test], wanted.negated)


def code_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    """Postcodes are read from their beginning (34 is the Hérault), references anywhere."""
    wanted, path = read_text(text), column.field
    if wanted.empty is not None:
        return negated(Q(**{path: ""}) | Q(**{f"{path}__isnull": True}), not wanted.empty)
    test = "starts" if column.key == "postcode" and wanted.test == "contains" else wanted.test
    lookups = {"contains": "icontains", "equals": "iexact", "starts": "istartswith"}
    found = Q(**{f"{path}__{lookups[test]}": wanted.text})
    return ~found | Q(**{f"{path}__isnull": True}) if wanted.negated else found


def choice_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    if (without := emptiness(text)) is not None:
        return negated(Q(**{column.field: ""}), not without)
    return Q(**{f"{column.field}__in": read_choices(text, column.choices)})


def related_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    if (without := emptiness(text)) is not None:
        return Q(**{f"{column.field}__isnull": without})
    values = read_choices(text)
    if not all(value.isascii() and value.isdigit() and len(value) <= 18 for value in values):  # noqa: PLR2004
        raise not_understood(text)
    return Q(**{f"{column.field}__in": [int(value) for value in values]})


def email_filter(text: str, scope: Scope) -> Q:
    points, wanted = contacts_seen_by(scope).filter(kind=ContactPoint.Kind.EMAIL), read_text(text)
    if wanted.empty is not None:
        return among(points, but=wanted.empty)
    lowered = wanted.text.lower()
    tests = {
        "contains": Q(normalised__contains=lowered),
        "equals": Q(normalised=lowered),
        "starts": starting("normalised", lowered),
    }
    return among(points.filter(tests[wanted.test]), but=wanted.negated)


def mobile_filter(text: str, scope: Scope) -> Q:
    """A number typed from its beginning (06, +33 6) is compared so; other digits may stand anywhere in it."""
    points, wanted = contacts_seen_by(scope).filter(kind=ContactPoint.Kind.MOBILE), read_text(text)
    if wanted.empty is not None:
        return among(points, but=wanted.empty)
    key = phone_search_key(wanted.text)
    if not key:
        raise not_understood(text)
    if wanted.text.startswith(("0", "+")) or wanted.test != "contains":
        found = any_of(starting("normalised", start) for start in _phone_starts(wanted.text, key))
    else:
        found = Q(normalised__contains=key)
    return among(points.filter(found), but=wanted.negated)


def _phone_starts(text: str, key: str) -> list[str]:
    international = f"+{''.join(filter(str.isdigit, text)).removeprefix('00')}"
    return [*(f"{prefix}{key}" for prefix in _TRUNK_PREFIXES), international]


def card_filter(_column: Column, text: str, _calendar: Calendar) -> Q:
    wanted = read_text(text)
    if wanted.empty is not None:
        return among(Card.objects.all(), but=wanted.empty)
    lookups = {"contains": "icontains", "equals": "iexact", "starts": "istartswith"}
    return among(Card.objects.filter(**{f"number__{lookups[wanted.test]}": wanted.text}), but=wanted.negated)
