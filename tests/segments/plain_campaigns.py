"""What campaigns sent and what came of it, in plain Python."""

from chaland.campaigns.models import Message, MoreVoucher
from chaland.customers.models import Customer
from chaland.loyalty.models.vouchers import VoucherUse
from segments.plain_meaning import day_of, fits, in_window, is_named


def messages(world, node, person):
    """Those meant for the file, and for the files that it took in; from a store, of its own campaigns."""
    files = {person.pk, *Customer.objects.filter(merged_into=person.pk).values_list("pk", flat=True)}
    return [
        one
        for one in Message.objects.filter(customer__in=files).select_related("campaign")
        if world.store_id in (None, one.campaign.store_id) and is_named(one.campaign_id, node.get("campaign"))
    ]


def within(world, node, moment):
    return in_window(day_of(moment, world), node.get("window"), world.today)


def arrived(world, node, person):
    return [
        one
        for one in messages(world, node, person)
        if one.state == "sent" and one.bounced_at is None and within(world, node, one.sent_at)
    ]


def received(world, node, person):
    return fits(len(arrived(world, node, person)), node["is"])


def clicked(world, node, person):
    return fits(sum(within(world, node, one.clicked_at) for one in messages(world, node, person)), node["is"])


def uses(world, node, person):
    """Of each message, the uses of the vouchers it brought that were not given back by the same key."""
    for one in messages(world, node, person):
        brought = [one.voucher_id, *MoreVoucher.objects.filter(message=one).values_list("voucher", flat=True)]
        acts = list(VoucherUse.objects.filter(voucher__in=[key for key in brought if key]))
        back = {(act.voucher_id, act.key) for act in acts if act.act == "released"}
        for act in acts:
            if act.act == "redeemed" and (act.voucher_id, act.key) not in back:
                yield one, act


def used(world, node, person):
    return fits(sum(within(world, node, act.at) for _one, act in uses(world, node, person)), node["is"])


def ignored(world, node, person):
    """How many they received, where nothing came of any message of these days; else none."""
    answered = any(within(world, node, one.sent_at) and one.clicked_at for one in messages(world, node, person))
    answered = answered or any(within(world, node, one.sent_at) for one, _act in uses(world, node, person))
    return fits(0 if answered else len(arrived(world, node, person)), node["is"])


CONDITIONS = {
    "campaign_received": received,
    "campaign_clicked": clicked,
    "campaign_used": used,
    "campaign_ignored": ignored,
}
