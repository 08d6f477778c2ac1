"""Writes to forms and to what is sent through them. The caller opens the transaction."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.text import slugify

from chaland.customers.rules import NewCustomer
from chaland.database.locks import lock_rows
from chaland.database.rows import insert_many, stored
from chaland.kernel.errors import Conflict, Refusal
from chaland.kernel.text import clean
from chaland.signups import drawing, queries, rules, telling
from chaland.signups.models import Arrival, ContestEntry, Draw, FormVersion, SignupForm, Submission
from chaland.signups.rules import Content
from chaland.warehouse import outbox

_NAME, _CODE = 80, 40


@dataclass(frozen=True, slots=True)
class Came:
    """How people came in: by which channel of `Channel`, through what, where, with whom."""

    channel: str
    form_id: int | None = None
    source: str = ""
    store_id: int | None = None
    seller_id: int | None = None


def note_arrivals(came: Iterable[tuple[int, Came]], *, now: datetime) -> None:
    """Keep how customers came in; of one who already has an arrival the first stays."""
    moment = stored(now)
    rows = [
        (customer_id, one.channel, one.form_id, one.source[:_NAME], one.store_id, one.seller_id, moment)
        for customer_id, one in came
    ]
    into = "signups_arrival (customer_id, channel, form_id, source, store_id, seller_id, arrived_at)"
    insert_many(into, 7, rows, then="ON CONFLICT (customer_id) DO NOTHING")


def save_form(
    one: SignupForm,
    *,
    name: str,
    source: str,
    content: Content,
    sites: Sequence[str] = (),
    store_id: int | None,
    starts_on: date | None,
    ends_on: date | None,
) -> SignupForm:
    """Write a form, new or known; what it shows to the public changes only when it is published.

    Raises Refusal `form_name_missing`, or as `rules.check_sites` and `rules.check_days`.
    """
    one.name, one.source = _named(name), clean(source, _NAME)
    one.sites = rules.check_sites(sites)
    rules.check_days(one.kind, starts_on, ends_on)
    one.code = one.code or _free_code(one.name)
    one.content = rules.plain(content)
    one.store_id, one.starts_on, one.ends_on = store_id, starts_on, ends_on
    one.save()
    return one


def _named(name: str) -> str:
    kept = clean(name, _NAME)
    if not kept:
        raise Refusal("form_name_missing", field="name")
    return kept


def _free_code(name: str) -> str:
    """Return a code nobody can guess the others from: the name, and a few letters drawn by lot."""
    stem = slugify(name)[: _CODE - 8].strip("-") or "form"
    return f"{stem}-{secrets.token_hex(3)}"


def publish(one: SignupForm, content: Content, *, author_id: int | None, now: datetime) -> FormVersion:
    """Show a content to the public; the same one again makes no new version."""
    lock_rows(SignupForm, [one.pk])
    last = FormVersion.objects.filter(form=one).order_by("-number").first()
    SignupForm.objects.filter(pk=one.pk).update(is_open=True, closed_at=None)
    digest = rules.digest(content)
    if last and last.digest == digest:
        return last
    number = last.number + 1 if last else 1
    return FormVersion.objects.create(
        form=one, number=number, content=rules.plain(content), digest=digest, author_id=author_id, published_at=now
    )


def close(one: SignupForm, *, now: datetime) -> None:
    """Take nothing more in through a form, but what a tablet took in before. Safe to do twice."""
    SignupForm.objects.filter(pk=one.pk, is_open=True).update(is_open=False, closed_at=now)


def keep_submission(
    key: UUID,
    version: FormVersion,
    *,
    customer_id: int,
    waits: NewCustomer | None,
    address: str,
    language: str,
    now: datetime,
) -> Submission:
    """Keep what was sent, once. waits: what is told of somebody known, until they confirm it; None for a new file."""
    told: dict[str, Any] = telling.plain(waits) if waits else {}
    return Submission.objects.create(
        key=key, version=version, customer_id=customer_id, is_new=waits is None, told=told, address=address,
        language=language, sent_at=now,
    )  # fmt: skip


def note_mail(key: UUID, *, now: datetime) -> None:
    """Note that the mail that asks to confirm was queued."""
    Submission.objects.filter(pk=key).update(mailed_at=now)


def note_confirmed(customer_id: int, keys: Sequence[UUID], *, now: datetime) -> None:
    """Note that a customer confirmed what these submissions say: it is written, and no longer kept aside."""
    Submission.objects.filter(pk__in=keys).update(confirmed_at=now, told={})
    Arrival.objects.filter(customer_id=customer_id, confirmed_at=None).update(confirmed_at=now)
    outbox.changed("customer", [customer_id])


def enter_contest(form_id: int, customer_id: int, *, now: datetime) -> None:
    """Let a person take part in a contest, once."""
    lock_rows(SignupForm, [form_id])
    entries = ContestEntry.objects.filter(form_id=form_id)
    if entries.filter(customer_id=customer_id).exists():
        return
    last = entries.aggregate(last=Max("number"))["last"] or 0
    ContestEntry.objects.create(form_id=form_id, customer_id=customer_id, number=last + 1, entered_at=now)


def draw_winners(
    one: SignupForm, winners: int, *, seed: str = "", author_id: int | None, today: date, now: datetime
) -> Draw:
    """Draw the winners of a contest, once, by a seed drawn by lot unless one is given.

    Raises Conflict `already_drawn`; Refusal `draw_too_early` until the day after the last one, `nobody_entered`, and
    `winners_out_of_range`.
    """
    lock_rows(SignupForm, [one.pk])
    if queries.draw_of(one.pk):
        raise Conflict("already_drawn")
    if one.ends_on is None or today <= one.ends_on:
        raise Refusal("draw_too_early", day=one.ends_on or today)
    numbers = dict(ContestEntry.objects.filter(form=one).order_by("number").values_list("number", "pk"))
    if not numbers:
        raise Refusal("nobody_entered")
    if not 1 <= winners <= len(numbers):
        raise Refusal("winners_out_of_range", field="winners", limit=len(numbers))
    made = Draw.objects.create(
        form=one,
        seed=seed or secrets.token_hex(16),
        entries=max(numbers),
        winners=winners,
        author_id=author_id,
        drawn_at=now,
    )
    _rank(numbers, made)
    return made


def _rank(numbers: dict[int, int], made: Draw) -> None:
    drawn = [number for number in drawing.draw(made.seed, made.entries, made.entries) if number in numbers]
    for rank, number in enumerate(drawn[: made.winners], 1):
        ContestEntry.objects.filter(pk=numbers[number]).update(rank=rank)
