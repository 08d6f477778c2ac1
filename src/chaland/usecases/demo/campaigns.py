"""The campaigns of the source become campaigns of the file: to whom each went, and the coupons that came back.

Nobody there drew by lot who received one: they have no seed and nobody is left alone, and the results say so.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from chaland.campaigns.models import Campaign, Message, MoreVoucher
from chaland.customers.models import Customer
from chaland.database.rows import insert_rows, stored
from chaland.journal.models import ImportRun
from chaland.loyalty.models.vouchers import Voucher
from chaland.usecases.demo import coupons, identities
from chaland.usecases.demo.calendar import Calendar
from chaland.usecases.demo.source import Mailing, Source
from chaland.warehouse import outbox

_NAMES = UUID("0f0f7c6e-3a53-4d8e-8c55-5b1b8c3a9d27")
_COLUMNS = (
    "campaign_id", "customer_id", "occasion", "variant", "stratum", "voucher_id", "key", "state", "reason", "attempts",
    "provider_id", "sent_at", "parts",
)  # fmt: skip


@transaction.atomic
def load_campaigns(source: Source, calendar: Calendar, run: ImportRun, *, advance: Callable[[int], None]) -> int:
    """Write what is not there yet, and return how many campaigns there are. They are measured while coupons held."""
    days = {one.campaign: one.days for one in source.coupons()}
    mailings = source.mailings()
    by_campaign = {one.campaign: one for one in mailings}
    known = {_reference(number) for number in by_campaign} & set(Campaign.objects.values_list("reference", flat=True))
    made = {
        number: _campaign(one, calendar.moment(one.starts_at), days.get(number, 30))
        for number, one in sorted(by_campaign.items())
        if _reference(number) not in known
    }
    _write_to([one for one in mailings if one.campaign in made], made, _brought(source), run)
    advance(len(mailings))
    return len(by_campaign)


def _reference(number: int) -> str:
    return f"{identities.REFERENCE}:campaign:{number}"


def _campaign(one: Mailing, begun: datetime, days: int) -> Campaign:
    return Campaign.objects.create(
        name=f"Campagne {one.campaign} ({one.kind})",
        channel=Campaign.Channel.POST,
        purpose="offers",
        state=Campaign.State.SENT,
        seed="",
        control_percent=0,
        window_days=days,
        reference=_reference(one.campaign),
        created_at=begun,
        changed_at=begun,
        starts_at=begun,
        launched_at=begun,
        frozen_at=begun,
        finished_at=begun + timedelta(days=1),
    )


def _brought(source: Source) -> Mapping[tuple[int, int], list[int]]:
    """Return the vouchers that came back, by campaign and household."""
    ids = dict(Voucher.objects.filter(reason=Voucher.Reason.DEMO).values_list("key", "pk"))
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one in source.redemptions():
        found[int(one.coupon.partition(":")[0]), one.household].append(ids[coupons.key_of(one)])
    return found


def _write_to(
    mailings: list[Mailing],
    campaigns: Mapping[int, Campaign],
    brought: Mapping[tuple[int, int], list[int]],
    run: ImportRun,
) -> None:
    people = dict(Customer.objects.filter(import_run=run).values_list("reference", "id"))
    keys = {one: uuid5(_NAMES, f"{one.campaign}:{one.household}") for one in mailings}
    insert_rows(
        Message,
        _COLUMNS,
        [
            (
                campaigns[one.campaign].pk, people[identities.reference(one.household)], "", "a", 0,
                next(iter(brought.get((one.campaign, one.household), ())), None), stored(key), "sent", "", 1, "",
                stored(campaigns[one.campaign].starts_at), 0,
            )
            for one, key in keys.items()
        ],
    )  # fmt: skip
    ids = dict(Message.objects.filter(campaign__in=campaigns.values()).values_list("key", "pk"))
    further = [
        (ids[key], voucher)
        for one, key in keys.items()
        for voucher in brought.get((one.campaign, one.household), ())[1:]
    ]
    insert_rows(MoreVoucher, ("message_id", "voucher_id"), further)
    outbox.changed("message", ids.values())
