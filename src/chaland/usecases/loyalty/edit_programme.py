"""The shop says what its loyalty programme gives, from a day on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from django.db import transaction

from chaland.accounts.models import User
from chaland.database.locks import one_writer
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models import Entry, Programme, ProgrammeVersion
from chaland.loyalty.rules.programme import Programme as Rules
from chaland.loyalty.rules.programme import Tier
from chaland.loyalty.rules.written import written
from chaland.usecases.sales.record_receipts import today_of_network

NAME = 60
_UNTITLED = "Programme"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to hold from `rules.valid_from` on. burn_points are worth burn_cents at the till."""

    name: str
    rules: Rules
    burn_points: int
    burn_cents: int


def edit_programme(
    programme_id: int | None, change: Change, *, now: datetime, user: User | None = None, merchant_id: int | None = None
) -> int:
    """Begin a programme, or change one from a day on; what was before stays. Returns the programme.

    merchant_id: whose programme begins; None for all merchants that have none of their own.
    Raises NotFound `programme_unknown`, Conflict `programme_begun`, Refusal `programme_day_past` before today,
    `programme_day_used` where points of that very day were given already, `programme_earns_nothing`,
    `programme_tiers_unsorted`.
    """
    _check(change.rules, today_of_network(now))
    with one_writer(), transaction.atomic():
        programme = _programme(programme_id, merchant_id)
        programme.name = clean(change.name, NAME) or _UNTITLED
        programme.is_active = True
        programme.save()
        on = change.rules.valid_from
        known = ProgrammeVersion.objects.filter(programme=programme, valid_from=on).first()
        if known and Entry.objects.filter(programme=programme, on__gte=on).exists():
            raise Refusal("programme_day_used", field="valid_from")
        values = {
            "rules": written(change.rules),
            "burn_points": change.burn_points,
            "burn_cents": change.burn_cents,
            "made_at": now,
            "made_by": user,
        }
        ProgrammeVersion.objects.update_or_create(programme=programme, valid_from=on, defaults=values)
        return programme.pk


def _check(rules: Rules, today: date) -> None:
    if rules.valid_from < today:
        raise Refusal("programme_day_past", field="valid_from")
    if not rules.earnings:
        raise Refusal("programme_earns_nothing", field="points")
    least = [tier.least for tier in rules.tiers]
    if least != sorted(set(least)) or not all(tier.name.strip() for tier in rules.tiers):
        raise Refusal("programme_tiers_unsorted")


def _programme(programme_id: int | None, merchant_id: int | None) -> Programme:
    if programme_id is None:
        stopped = Programme.objects.filter(merchant=merchant_id).first()
        if stopped and stopped.is_active:
            raise Conflict("programme_begun", field="merchant")
        return stopped or Programme(merchant_id=merchant_id)
    found = Programme.objects.filter(pk=programme_id).first()
    if found is None:
        raise NotFound("programme_unknown")
    return found


def stop_programme(programme_id: int, *, now: datetime) -> None:
    """Have a programme give nothing more and take nothing; begin it again by a change. Raises `programme_unknown`."""
    with one_writer(), transaction.atomic():
        if not Programme.objects.filter(pk=programme_id).update(is_active=False):
            raise NotFound("programme_unknown")


def tiers_of(said: Iterable[Tier], used: Collection[str] = ()) -> tuple[Tier, ...]:
    """Return tiers, those without a code under one that was not used.

    >>> [one.code for one in tiers_of([Tier("", 0), Tier("t1", 5), Tier("", 9)], used=["t1", "t2"])]
    ['t3', 't1', 't4']
    """
    free = (code for number in count(1) if (code := f"t{number}") not in used)
    return tuple(one if one.code else replace(one, code=next(free)) for one in said)
