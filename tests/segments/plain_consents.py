"""How people came and may be reached, in plain Python, for the purposes as every network starts with them."""

from datetime import date, timedelta
from itertools import product

from chaland.privacy.queries import is_objected
from chaland.privacy.rules import PURPOSES
from segments.plain_meaning import day_of, in_window, same_text


def of_consents(world, node, person):
    """The person's consents that a condition is about."""
    return [
        one
        for one in world.consents
        if one.customer_id == person.pk
        and one.purpose in node.get("purpose", [one.purpose])
        and one.channel in node.get("channel", [one.channel])
    ]


def ends_on(world, consent):
    return day_of(consent.expires_at, world) if consent.expires_at else date.max


def holds_today(world, consent):
    return consent.state == "granted" and ends_on(world, consent) > world.today


def agreed(world, node, person):
    return any(holds_today(world, one) for one in of_consents(world, node, person))


def consent_to_renew(world, node, person):
    return any(
        one.state == "lapsed" or (one.state == "granted" and ends_on(world, one) <= world.today + timedelta(30))
        for one in of_consents(world, node, person)
    )


WAYS = {"email": ["email"], "sms": ["mobile"], "phone": ["mobile", "phone"], "post": ["address"]}


def may_contact(world, node, person):
    return any(may_be_reached(world, person, *pair) for pair in product(node["purpose"], node["channel"]))


def may_be_reached(world, person, purpose, channel):
    basis = dict(PURPOSES[purpose].channels).get(channel)
    mine = of_consents(world, {"purpose": [purpose], "channel": [channel]}, person)
    if not basis or not any(point.customer_id == person.pk and point.kind in WAYS[channel] for point in world.points):
        return False
    if any(one.state in ("refused", "withdrawn") for one in mine):
        return False
    if basis != "contract" and channel != "post" and is_listed(world, person, channel):
        return False
    told = basis == "legitimate_interest" and any(one.state == "informed" for one in mine)
    return basis == "contract" or told or any(holds_today(world, one) for one in mine)


def is_listed(world, person, channel):
    kinds, name = (["email"], "email") if channel == "email" else (["mobile", "phone"], "phone")
    mine = [point for point in world.points if point.customer_id == person.pk and point.kind in kinds]
    return any(is_objected(name, point.normalised) for point in mine)


def reachable(world, node, person):
    return any(point.customer_id == person.pk and point.kind in node["by"] for point in world.points)


def came_in(world, node, person):
    came = world.arrivals.get(person.pk)
    return (
        came is not None
        and came.channel in node["is"]
        and ("source" not in node or same_text(came.source, node["source"]))
        and in_window(day_of(came.arrived_at, world), node.get("window"), world.today)
    )


CONDITIONS = {
    "reachable": reachable,
    "came_in": came_in,
    "agreed": agreed,
    "may_contact": may_contact,
    "consent_to_renew": consent_to_renew,
}
