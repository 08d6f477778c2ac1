"""How people came and may be reached, in plain Python, for the purposes as every network starts with them."""

from datetime import UTC, date, datetime, time, timedelta

from chaland.privacy.gate import standings
from chaland.stores.queries import merchant_of
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


def may_contact(world, node, person):
    """What the gate itself answers in the last second of the day, whatever the hour."""
    now = datetime.combine(world.today, time.max, world.zone).astimezone(UTC)
    asked = dict.fromkeys(node["channel"], node["purpose"])
    found = standings(person.pk, asked, merchant_id=merchant_of(world.store_id), now=now)
    return any(one.allowed for one in found.values())


def reachable(world, node, person):
    return any(point.customer_id == person.pk and point.kind in node["by"] for point in world.points)


def came_in(world, node, person):
    came = world.arrivals.get(person.pk)
    return (
        came is not None
        and (None in (world.store_id, came.store_id) or came.store_id == world.store_id)
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
