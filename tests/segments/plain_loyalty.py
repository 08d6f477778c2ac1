"""Cards, points, tiers, vouchers and referrals, in plain Python."""

from chaland.customers.models import Card
from chaland.loyalty.models import Balance, Referral
from chaland.loyalty.models.vouchers import Voucher, VoucherUse
from chaland.loyalty.schemes import tiers_on
from segments.plain_meaning import day_of, fits, fits_among_all, in_window, same_text


def balances(person):
    return list(Balance.objects.filter(customer=person.pk))


def here(world, rows):
    return [one for one in rows if world.store_id in (None, one.store_id)]


def held(_world, _node, person):
    return sum(one.points for one in balances(person))


def points(world, node, person):
    value, wanted = held(world, node, person), node["is"]
    if wanted["operator"].endswith("_percent"):
        return fits_among_all(value, wanted, [held(world, node, one) for one in world.people])
    return fits(value, wanted)


def points_lost(world, node, person):
    near = [
        one for one in balances(person) if one.lost_on and (one.lost_on - world.today).days <= node["within"]["amount"]
    ]
    return fits(sum(one.lost_points for one in near), node["is"])


def to_use(world, person):
    return [
        one
        for one in here(world, Voucher.objects.filter(customer=person.pk, state__in=("issued", "reserved")))
        if day_of(one.valid_from, world) <= world.today <= day_of(one.valid_until, world)
    ]


def vouchers(world, node, person):
    return fits(len(to_use(world, person)), node["is"])


def vouchers_used(world, node, person):
    """What was given back by the same key was not used."""
    acts = list(VoucherUse.objects.filter(voucher__customer=person.pk))
    back = {(one.voucher_id, one.key) for one in acts if one.act == "released"}
    found = [
        one
        for one in here(world, acts)
        if one.act == "redeemed"
        and (one.voucher_id, one.key) not in back
        and in_window(day_of(one.at, world), node.get("window"), world.today)
    ]
    return fits(len(found), node["is"])


def referred(world, node, person):
    found = Referral.objects.filter(referred=person.pk).first()
    return found is not None and in_window(day_of(found.made_at, world), node.get("window"), world.today)


def tier(world, node, person):
    """By what the programme calls it today, or by its code."""
    named = {(programme, one.code) for programme, one in tiers_on(world.today) if same_text(one.name, node["is"])}
    return any(same_text(one.tier, node["is"]) or (one.programme_id, one.tier) in named for one in balances(person))


def early_access(world, node, person):
    opening = {(programme, one.code) for programme, one in tiers_on(world.today) if one.early_access}
    by_tier = any((one.programme_id, one.tier) in opening for one in balances(person))
    by_voucher = any(one.kind.terms.get("kind") == "access" for one in to_use(world, person))
    return ("tier" in node["by"] and by_tier) or ("voucher" in node["by"] and by_voucher)


CONDITIONS = {
    "card": lambda _world, node, person: Card.objects.filter(customer=person.pk, status__in=node["is"]).exists(),
    "points": points,
    "points_lost": points_lost,
    "tier": tier,
    "early_access": early_access,
    "vouchers": vouchers,
    "vouchers_used": vouchers_used,
    "referred": referred,
}
