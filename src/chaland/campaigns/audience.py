"""Who is in the audience of a campaign, who is left out and why, and who is left alone.

What reads the lake is imported when something is asked: a server that starts answers tills first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from chaland.accounts.rules import Scope
from chaland.campaigns import queries, services
from chaland.campaigns.models import Campaign, Message, Policy
from chaland.campaigns.rules.control import drawn_number, left_alone, strata
from chaland.campaigns.services import NewMessage
from chaland.loyalty.schemes import scheme_for
from chaland.privacy.gate import may_contact_many
from chaland.privacy.rules.deciding import Decision
from chaland.segments.queries import read_rule

EVERYBODY: Mapping[str, Any] = {"all": []}
"""The rule of a campaign without a segment."""
SPENT_WITHIN = timedelta(days=365)
"""Over which time what people spent is compared before the draw."""
LONGEST_TIER = 100
FREQUENCY_CAP, HELD_OUT = "frequency_cap", "held_out"
_NAMES = UUID("3f0a3f5e-6a38-4c7d-9d0e-4a9c0b1f7f61")
GATE_CHANNELS: Mapping[str, str] = {"file": "email"}
"""Of which channel the gate is asked where its name is another: a file for a mailer is for e-mails."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The people who may be contacted, and how many may not, by reason."""

    people: Sequence[int]
    left_out: Mapping[str, int] = field(default_factory=dict)


def gate_channel(campaign: Campaign) -> str:
    """Return the channel that the gate is asked about."""
    return gate_name(campaign.channel)


def gate_name(channel: str) -> str:
    """Return how the gate names a channel.

    >>> gate_name("file"), gate_name("sms")
    ('email', 'sms')
    """
    return GATE_CHANNELS.get(channel, channel)


def meant(campaign: Campaign, *, today: Any) -> list[int]:
    """Return the customers whom the campaign's rule describes, in ascending order. Raises what reading it raises."""
    return described(campaign.rule or rule_of(campaign), campaign.store_id, today)


def rule_of(campaign: Campaign) -> Mapping[str, Any]:
    """Return the rule of its segment as it is now."""
    return campaign.segment.rule if campaign.segment else EVERYBODY


def decided(campaign: Campaign, ids: Sequence[int], *, now: datetime, any_hour: bool = False) -> dict[int, Decision]:
    """Return what the gate says of each of these for the purpose and channel of a campaign."""
    return may_contact_many(
        ids,
        purpose=campaign.purpose,
        channel=gate_channel(campaign),
        merchant_id=campaign.merchant_id,
        now=now,
        any_hour=any_hour,
    )


def people_of(messages: Iterable[Message]) -> list[int]:
    """Return whom messages are meant for, without those who were erased since."""
    return [one.customer_id for one in messages if one.customer_id]


def let_through(campaign: Campaign, ids: Sequence[int], *, now: datetime) -> Audience:
    """Return who of these the gate, the cap of messages and the general hold-out let through, whatever the hour."""
    left_out: Counter[str] = Counter()
    people: list[int] = []
    decisions = decided(campaign, ids, now=now, any_hour=True)
    policy = services.policy()
    capped, held = over_the_cap(campaign, ids, policy, now=now), held_out_of(ids, policy)
    for one in ids:
        if not decisions[one].allowed:
            left_out[decisions[one].reason] += 1
        elif one in held:
            left_out[HELD_OUT] += 1
        elif one in capped:
            left_out[FREQUENCY_CAP] += 1
        else:
            people.append(one)
    return Audience(people, dict(left_out))


def held_out_of(ids: Sequence[int], policy: Policy) -> set[int]:
    """Return who of these every campaign leaves alone."""
    if not policy.hold_out_percent:
        return set()
    import numpy as np

    from chaland.campaigns.rules.hold_out import held_out

    every = np.array(ids, dtype=np.int64)
    return set(every[held_out(policy.hold_out_seed, policy.hold_out_percent, every)].tolist())


def over_the_cap(
    campaign: Campaign, ids: Iterable[int], policy: Policy, *, now: datetime, claimed: Iterable[tuple[int, str]] = ()
) -> set[int]:
    """Return who of these was sent as many messages lately as one person gets at most, in all or by this channel.

    claimed: whose messages of other campaigns are about to leave, and by which channel.
    """
    own = gate_channel(campaign)
    sent = [*queries.lately(ids, since=now - timedelta(days=policy.in_days)), *claimed]
    every = Counter(one for one, _ in sent)
    by_channel = Counter(one for one, channel in sent if gate_name(channel) == own)
    most = policy.most_by_channel.get(own, policy.most_messages)
    return {one for one, count in every.items() if count >= policy.most_messages or by_channel[one] >= most}


def drawn(campaign: Campaign, people: Sequence[int], *, variants: Sequence[str], now: datetime, today: Any) -> Any:
    """Give one NewMessage for each person: who is left alone, which variant and which offer are theirs.

    The draws depend on the campaign's seed and on the people alone, so that they come out the same again.
    """
    layers = strata(spent_cents(people, since=now - SPENT_WITHIN, store_id=campaign.store_id))
    tiers, parts = tiers_of(people, campaign.merchant_id, today), _parts(campaign, people, today)
    alone = left_alone(layers, seed=campaign.seed, percent=campaign.control_percent)
    offered = offers(campaign, people, today)
    for one in people:
        yield NewMessage(
            customer_id=one,
            key=key_of(campaign, one),
            is_alone=one in alone,
            variant=variant_of(campaign.seed, one, variants),
            stratum=layers[one],
            tier=tiers.get(one, ""),
            parts=parts.get(one, 0),
            case=offered.get(one),
        )


def key_of(campaign: Campaign, person: int, occasion: str = "") -> UUID:
    """Return the name that the message of one person and occasion has outside: drawn up again it is the same."""
    return uuid5(_NAMES, ":".join([str(campaign.pk), campaign.seed, str(person), *([occasion] if occasion else [])]))


def variant_of(seed: str, person: int, variants: Sequence[str]) -> str:
    """Return which variant somebody gets, each as likely.

    >>> variant_of("winter", 1, "a")
    'a'
    """
    return variants[drawn_number(f"{seed}:variant", person) % len(variants)]


def spent_cents(people: Sequence[int], *, since: datetime, store_id: int | None = None) -> dict[int, int]:
    """Return what each spent since a moment, in cents."""
    from chaland.warehouse.engine import run, table

    receipts = table("receipts")
    lately = receipts.filter(receipts.sold_at >= since.replace(tzinfo=None), receipts.customer_id.notnull())
    own = lately.filter(lately.store_id == store_id) if store_id else lately
    found = run(own.group_by("customer_id").aggregate(spent=own.total_cents.sum()))
    known = dict(zip(found["customer_id"].to_pylist(), found["spent"].to_pylist(), strict=True))
    return {one: known.get(one, 0) for one in people}


def tiers_of(people: Iterable[int], merchant_id: int | None, today: date) -> dict[int, str]:
    """Return what the programme that counts for a merchant calls the tier of each who holds one, as it is now."""
    scheme = scheme_for(merchant_id)
    version = scheme and scheme.on(today)
    if not (scheme and version and version.rules.tiers):
        return {}
    from chaland.warehouse.engine import run, table

    names = {tier.code: tier.name[:LONGEST_TIER] for tier in version.rules.tiers}
    rows = table("balances")
    held = rows.filter(rows.programme_id == scheme.programme_id, rows.tier.isin(list(names)))
    found = run(held.select("customer_id", "tier"))
    pairs = zip(found["customer_id"].to_pylist(), found["tier"].to_pylist(), strict=True)
    wanted = set(people)
    return {one: names[code] for one, code in pairs if one in wanted}


def _parts(campaign: Campaign, people: Iterable[int], today: date) -> dict[int, int]:
    """Return in which of the campaign's parts each is now, a bit for each; who is in none is not in it."""
    found = dict.fromkeys(people, 0)
    for place, rule in campaign.parts.exclude(segment=None).values_list("place", "segment__rule"):
        for one in described(rule, campaign.store_id, today):
            if one in found:
                found[one] |= 1 << place
    return found


def offers(campaign: Campaign, people: Sequence[int], today: Any) -> dict[int, int]:
    """Return the place of the first case that fits each person; people whom none fits are not in it."""
    found: dict[int, int] = {}
    rest = set(people)
    for place, case in enumerate(campaign.cases):
        fits = rest & set(described(case["rule"], campaign.store_id, today)) if case.get("rule") else set(rest)
        found.update(dict.fromkeys(fits, place))
        rest -= fits
    return found


def described(rule: Any, store_id: int | None, today: Any) -> list[int]:
    """Return the customers whom a rule describes to a store or the network. Raises what reading it raises."""
    from chaland.segments import evaluating

    tree, rules = read_rule(rule, Scope(store_id))
    found: list[int] = evaluating.members(tree, evaluating.View(today, store_id, rules)).to_pylist()
    return found
