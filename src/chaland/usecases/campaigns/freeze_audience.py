"""The moment of a campaign has come: its audience is drawn up once and for all, with what each is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db import transaction

from chaland.campaigns import audience, queries, services
from chaland.campaigns.models import Campaign, Content, Part
from chaland.campaigns.rules.states import SENDING, SENT
from chaland.campaigns.services import NewMessage
from chaland.customers.models import Customer
from chaland.database.locks import lock_rows, one_writer
from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import NewVoucher
from chaland.usecases.sales.record_receipts import today_of_network

AT_ONCE = 2_000
"""People written down in one transaction: tills wait no longer than that takes."""


def freeze_audience(campaign: Campaign, *, now: datetime) -> bool:
    """Write down everybody in the audience of a scheduled campaign, then have it sent; tells whether it came to that.

    Safe to repeat: whoever is written down already stays as they are, so that a process that dies on the way does no
    harm. It stops where the campaign is paused or cancelled meanwhile. Raises what reading its rule raises.
    """
    today = today_of_network(now)
    rule = audience.rule_of(campaign)
    found = audience.let_through(campaign, audience.meant(campaign, today=today), now=now)
    given = kinds(campaign)
    people = audience.drawn(campaign, found.people, variants=variants(campaign), now=now, today=today)
    for some in _parts(people):
        if not _write(campaign, some, given, now):
            return False
    with one_writer(), transaction.atomic():
        lock_rows(Campaign, [campaign.pk])
        campaign.refresh_from_db(fields=["state"])
        if campaign.state != Campaign.State.SCHEDULED:
            return False
        for pk, name in campaign.parts.exclude(segment=None).values_list("pk", "segment__name"):
            Part.objects.filter(pk=pk).update(name=name)
        services.move(campaign, SENDING, frozen_at=now, rule=rule, left_out=found.left_out)
        if queries.are_all_done(campaign.pk):
            services.move(campaign, SENT, finished_at=now)
    return True


def variants(campaign: Campaign) -> Sequence[str]:
    """Return the variants of what a campaign says."""
    return sorted(set(Content.objects.filter(campaign=campaign).values_list("variant", flat=True))) or ["a"]


def kinds(campaign: Campaign) -> list[VoucherKind | None]:
    """Return what each case of its offer gives."""
    known = VoucherKind.objects.in_bulk([case["kind_id"] for case in campaign.cases if case.get("kind_id")])
    return [known.get(case.get("kind_id")) for case in campaign.cases]


def _parts(people: Iterator[NewMessage]) -> Iterator[list[NewMessage]]:
    while some := list(islice(people, AT_ONCE)):
        yield some


def _write(campaign: Campaign, some: list[NewMessage], given: Sequence[VoucherKind | None], now: datetime) -> bool:
    """Write some people down, with their vouchers; tells whether the campaign still waits for them."""
    with one_writer(), transaction.atomic():
        lock_rows(Campaign, [campaign.pk])
        campaign.refresh_from_db(fields=["state"])
        if campaign.state != Campaign.State.SCHEDULED:
            return False
        # Whoever was erased since the lake was read is not there any more.
        there = set(Customer.objects.filter(pk__in=[one.customer_id for one in some]).values_list("pk", flat=True))
        present = [one for one in some if one.customer_id in there]
        services.add_messages(campaign, with_vouchers(campaign, present, given, now), now=now)
    return True


def with_vouchers(
    campaign: Campaign, some: Sequence[NewMessage], given: Sequence[VoucherKind | None], now: datetime
) -> list[NewMessage]:
    """Issue what each is offered, once for each person of the campaign, to those who are not left alone."""
    offered = {
        _key(campaign, one): NewVoucher(kind, one.customer_id, _key(campaign, one), campaign.store_id)
        for one in some
        if not one.is_alone and one.case is not None and (kind := given[one.case])
    }
    known = set(Voucher.objects.filter(key__in=offered).values_list("key", flat=True))
    vouchers.issue_many([new for key, new in offered.items() if key not in known], now=now)
    issued = dict(Voucher.objects.filter(key__in=offered).values_list("key", "pk"))
    return [replace(one, voucher_id=issued.get(_key(campaign, one))) for one in some]


def _key(campaign: Campaign, one: NewMessage) -> str:
    return f"campaign:{campaign.pk}:{one.customer_id}:{one.occasion}"
