"""A campaign is prepared: to whom, with which offer, when."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.campaigns import queries
from chaland.campaigns.audience import gate_channel
from chaland.campaigns.models import Campaign, Content, Message, Part, Policy
from chaland.campaigns.rules.drafting import When, check_percent, check_when
from chaland.database.locks import lock_rows, one_writer
from chaland.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.privacy.queries import terms
from chaland.segments.queries import read_rule, segment
from chaland.segments.tree import plain
from chaland.stores.models import Merchant, Store

LONGEST_NAME = 80
MOST_CASES = 10
MOST_PARTS = 5


def create_campaign(
    *,
    name: str,
    channel: str,
    scope: Scope,
    now: datetime,
    author_id: int | None = None,
    segment_id: int | None = None,
    purpose: str = "offers",
    reference: str | None = None,
) -> Campaign:
    """Begin a campaign as a draft of what one looks at, the network or a store.

    Raises Refusal `name_missing`, `campaign_channel_unknown`, `campaign_purpose_not_on_channel`; NotFound
    `segment_unknown`; Conflict `campaign_reference_taken`.
    """
    if channel not in Campaign.Channel.values:
        raise Refusal("campaign_channel_unknown", field="channel", text=channel[:20])
    if reference and Campaign.objects.filter(reference=reference).exists():
        raise Conflict("campaign_reference_taken", field="reference")
    campaign = Campaign(
        name=clean_name(name),
        channel=channel,
        purpose=purpose,
        segment=segment(segment_id, scope) if segment_id else None,
        store_id=scope.store_id,
        merchant_id=_merchant(scope),
        seed=secrets.token_hex(8),
        author_id=author_id,
        reference=reference,
        created_at=now,
        changed_at=now,
    )
    _check_purpose(campaign)
    with one_writer(), transaction.atomic():
        campaign.save()
    return campaign


def copy_campaign(campaign_id: int, *, name: str, scope: Scope, now: datetime, author_id: int | None) -> Campaign:
    """Begin a campaign that says the same as another, as a draft. Raises as `create_campaign`."""
    known = own_campaign(campaign_id, scope)
    with one_writer(), transaction.atomic():
        new = create_campaign(
            name=name,
            channel=known.channel,
            scope=scope,
            now=now,
            author_id=author_id,
            segment_id=known.segment_id,
            purpose=known.purpose,
        )
        for column in ("cases", "control_percent", "per_hour", "window_days", "fixed_cents", "thousand_cents"):
            setattr(new, column, getattr(known, column))
        new.save()
        Content.objects.bulk_create(
            Content(
                campaign=new,
                variant=one.variant,
                language=one.language,
                subject=one.subject,
                body=one.body,
                changed_at=now,
            )
            for one in known.contents.all()
        )
        _part(new, known.parts.exclude(segment=None).values_list("segment", flat=True), scope)
    return new


def change_who(
    campaign_id: int,
    *,
    name: str,
    segment_id: int | None,
    purpose: str,
    control_percent: int,
    scope: Scope,
    now: datetime,
    part_ids: Iterable[int] = (),
) -> Campaign:
    """Say to whom a draft goes. part_ids: segments by which its results are looked at too, MOST_PARTS at most.

    Raises as `create_campaign`, Refusal `campaign_percent`, `campaign_too_many_parts`, and as `own_draft`.
    """

    def change(campaign: Campaign) -> None:
        campaign.name = clean_name(name)
        campaign.segment = segment(segment_id, scope) if segment_id else None
        campaign.purpose = purpose
        campaign.control_percent = check_percent(control_percent)
        _check_purpose(campaign)
        _part(campaign, part_ids, scope)

    return _change(campaign_id, change, scope=scope, now=now)


def _part(campaign: Campaign, segment_ids: Iterable[int], scope: Scope) -> None:
    chosen = [segment(one, scope) for one in dict.fromkeys(segment_ids)]
    if len(chosen) > MOST_PARTS:
        raise Refusal("campaign_too_many_parts", field="parts", limit=MOST_PARTS)
    campaign.parts.all().delete()
    Part.objects.bulk_create(
        Part(campaign=campaign, place=place, segment=one, name=one.name) for place, one in enumerate(chosen)
    )


def change_offer(campaign_id: int, cases: Sequence[Mapping[str, Any]], *, scope: Scope, now: datetime) -> Campaign:
    """Say who is offered which voucher, in order: the first case that fits somebody is theirs.

    cases: `{"rule": tree or null, "kind_id": number or null}` each. Raises Refusal `campaign_too_many_cases`, NotFound
    `voucher_kind_unknown`, what reading a rule raises, and as `own_draft`.
    """
    if len(cases) > MOST_CASES:
        raise Refusal("campaign_too_many_cases", limit=MOST_CASES)
    kept = [_case(one, scope) for one in cases]

    def change(campaign: Campaign) -> None:
        campaign.cases = kept

    return _change(campaign_id, change, scope=scope, now=now)


def change_when(campaign_id: int, when: When, *, scope: Scope, now: datetime) -> Campaign:
    """Say when a draft leaves, how fast, how it is measured, what it costs. Raises as `check_when`, `own_draft`."""
    check_when(when, now=now)

    def change(campaign: Campaign) -> None:
        for name in when.__slots__:
            setattr(campaign, name, getattr(when, name))

    return _change(campaign_id, change, scope=scope, now=now)


def delete_campaign(campaign_id: int, *, scope: Scope) -> None:
    """Delete a draft that nobody is in the audience of.

    Raises as `own_draft`, Conflict `campaign_has_audience` or `campaign_of_journey`.
    """
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        if campaign.journey_id:
            raise Conflict("campaign_of_journey")
        if Message.objects.filter(campaign=campaign).exists():
            raise Conflict("campaign_has_audience")
        campaign.delete()


def change_policy(
    *,
    most_messages: int,
    in_days: int,
    most_by_channel: Mapping[str, int] | None = None,
    hold_out_percent: int,
    hold_out_since: date | None = None,
    today: date,
) -> Policy:
    """Say what holds for every campaign.

    most_by_channel: how many of these messages by a channel, as the gate names it, where it is fewer.
    hold_out_since: the day from which on people are left alone by all of them. Without one, or where it was not changed
    while more people are left alone than before, it is today. Raises Refusal `campaign_percent`,
    `campaign_cap_too_small`, `campaign_since_to_come`.
    """
    check_percent(hold_out_percent, most=50, field="hold_out_percent")
    caps = dict(most_by_channel or {})
    if min(most_messages, in_days, *caps.values()) < 1:
        raise Refusal("campaign_cap_too_small", field="most_messages")
    if hold_out_since and hold_out_since > today:
        raise Refusal("campaign_since_to_come", field="hold_out_since")
    with one_writer(), transaction.atomic():
        known = Policy.objects.filter(pk=1).first() or Policy(pk=1, hold_out_seed=secrets.token_hex(8))
        known.hold_out_since = _since(known, hold_out_percent, hold_out_since, today)
        known.hold_out_first_on = min(filter(None, (known.hold_out_first_on, known.hold_out_since)), default=None)
        known.most_messages, known.in_days, known.most_by_channel = most_messages, in_days, caps
        known.hold_out_percent = hold_out_percent
        known.save()
    return known


def _since(known: Policy, percent: int, typed: date | None, today: date) -> date | None:
    if not percent:
        return None
    is_old = typed in (None, known.hold_out_since) and percent > known.hold_out_percent
    return today if is_old else typed or known.hold_out_since


def own_campaign(campaign_id: int, scope: Scope) -> Campaign:
    """Return a campaign of what one looks at. Raises NotFound `campaign_unknown`, Forbidden `campaign_of_network`."""
    campaign = queries.campaign(campaign_id, scope)
    if scope.store_id is not None and campaign.store_id != scope.store_id:
        raise Forbidden("campaign_of_network")
    return campaign


def own_draft(campaign_id: int, scope: Scope) -> Campaign:
    """Return a draft of what one looks at, locked. Raises as `own_campaign`, Conflict `campaign_not_draft`."""
    lock_rows(Campaign, [campaign_id])
    campaign = own_campaign(campaign_id, scope)
    if campaign.state != Campaign.State.DRAFT:
        raise Conflict("campaign_not_draft", state=campaign.state)
    return campaign


def _change(campaign_id: int, change: Callable[[Campaign], None], *, scope: Scope, now: datetime) -> Campaign:
    """Change a draft; what was approved has to be approved again."""
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        change(campaign)
        campaign.changed_at, campaign.approver, campaign.approved_at = now, None, None
        campaign.save()
    return campaign


def clean_name(name: str) -> str:
    """Return the name of a campaign as it is kept. Raises Refusal `name_missing`."""
    kept = clean(name, LONGEST_NAME)
    if not kept:
        raise Refusal("name_missing", field="name")
    return kept


def _merchant(scope: Scope) -> int | None:
    """Return in whose name it goes: the store's merchant, else the only one there is."""
    if scope.store_id:
        return Store.objects.values_list("merchant", flat=True).get(pk=scope.store_id)
    merchants = list(Merchant.objects.values_list("pk", flat=True)[:2])
    return merchants[0] if len(merchants) == 1 else None


def _check_purpose(campaign: Campaign) -> None:
    if not terms(campaign.purpose, gate_channel(campaign)).basis:
        raise Refusal("campaign_purpose_not_on_channel", field="purpose", channel=campaign.channel)


def _case(given: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    kind_id = given.get("kind_id")
    if kind_id and not VoucherKind.objects.filter(pk=kind_id, is_active=True).exists():
        raise NotFound("voucher_kind_unknown", field="kind_id")
    rule = given.get("rule")
    return {"rule": plain(read_rule(rule, scope)[0]) if rule else None, "kind_id": kind_id or None}
