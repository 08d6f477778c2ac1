"""Each journey of the trade: made ready, simulated, switched on; somebody enters, a message leaves. All made up."""

import json
from datetime import datetime, time

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Content, Journey, Passage
from chaland.campaigns.recipes import RECIPES
from chaland.customers.models import Customer
from chaland.loyalty.models import Balance
from chaland.privacy.models import CurrentConsent
from chaland.sales.models import Cart, Receipt, Wish
from chaland.stores.models import Store
from chaland.usecases.journeys.edit_journey import TEMPLATE_SITE, create_journey, switch_on, unready_messages
from chaland.usecases.journeys.simulate_journey import simulate_journey
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.usecases.segments.follow_segments import follow_segment
from chaland.usecases.segments.save_segment import save_segment
from chaland.warehouse import outbox
from factories.journeys import DAY, run, served
from factories.loyalty import programme, tiers
from factories.mail_servers import inbox
from factories.opt_in import act, mails
from factories.sales import line, open_shops, receipt
from factories.sending import BODY, NOW, carry, people
from factories.surveys import open_survey
from factories.vouchers import a_kind

pytestmark = pytest.mark.django_db


def buys(who, at, cents=2_000):
    number = f"{who} {at:%Y%m%d}"
    record_receipt(receipt(number, sold_at=at, lines=[line(amount_cents=cents, line="Enfant", sku="ENF-1")]), now=at)
    attach_receipt(Receipt.objects.get(number=number).pk, who, now=at)


def comes(who, *days_ago):
    for days in days_ago:
        buys(who, NOW - days * DAY)
    return NOW


def is_born(who):
    Customer.objects.filter(pk=who).update(birth_day=9, birth_month=3)
    outbox.changed("customer", [who])
    return NOW


def has_points(who):
    programme(lasts_months=2)
    buys(who, NOW)
    return noon(Balance.objects.get().lost_on - 30 * DAY)


def reaches(who):
    programme(tiers=tiers(1_000), tier_days=365)
    return comes(who, 0)


def leaves_open(who, kind):
    shop = Store.objects.get()
    Cart.objects.create(customer_id=who, store=shop, kind=kind, reference="1", made_at=NOW, total_cents=4_990)
    return NOW


def wished(who):
    Wish.objects.create(customer_id=who, text="Bottes", created_at=NOW - DAY, arrived_at=NOW)
    return NOW


def agrees(who):
    act(who, "granted", ("survey", "email"), address="p0@example.com")
    return comes(who, 0)


def outgrows(who):
    Journey.objects.update(options={"days": 180, "line": "Enfant"})
    return comes(who, 0) + 180 * DAY


def agreement_ends(_who):
    return noon(CurrentConsent.objects.get(purpose="offers").expires_at.date() - 45 * DAY)


def enters_segment(who):
    [segment_id] = Journey.objects.values_list("options__segment_id", flat=True)
    follow_segment(segment_id, now=NOW - 2 * DAY)
    comes(who, 0)
    follow_segment(segment_id, now=NOW)
    return NOW


def noon(day):
    return datetime.combine(day, time(12), NOW.tzinfo)


HAPPENS = {
    "welcome": lambda _who: NOW,
    "second_visit": lambda who: comes(who, 0),
    "birthday": is_born,
    "late": lambda who: comes(who, 51, 41, 31, 21),
    "points_lost": has_points,
    "after_purchase": lambda who: comes(who, 0),
    "cart": lambda who: leaves_open(who, "cart"),
    "quote": lambda who: leaves_open(who, "quote"),
    "wish": wished,
    "survey": agrees,
    "tier": reaches,
    "next_size": outgrows,
    "consent": agreement_ends,
    "joined": enters_segment,
    "referral": lambda who: comes(who, 40, 20, 0),
}
"""What happens to somebody, and when their occasion is."""


def made_ready(recipe):
    """A journey as its recipe begins it, with what the shop must add: a voucher, links and words of its own."""
    one = create_journey(recipe=recipe, name="Essai", scope=EVERYWHERE, now=NOW)
    Journey.objects.update(control_percent=0)
    one.campaigns.update(control_percent=0)
    if any(why == "offer" for _message, why in unready_messages(one)):
        one.campaigns.update(cases=[{"rule": None, "kind_id": a_kind(now=NOW).pk}])
    for words in Content.objects.all():
        words.body = json.loads(json.dumps(words.body).replace(TEMPLATE_SITE, "https://boutique.example"))
        words.save()
    if recipe == "joined":
        Content.objects.create(campaign=one.campaigns.get(), language="fr", subject="Vu", body=BODY, changed_at=NOW)
        rule = {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 1}}]}
        buyers = save_segment(
            None, name="Venus", rule=rule, is_told_at_till=False, scope=EVERYWHERE, author_id=None, now=NOW - 3 * DAY
        )
        Journey.objects.update(options={"segment_id": buyers.pk})
    return one


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipe_is_simulated_switched_on_and_writes_to_who_enters(recipe):
    open_shops("lyon")
    open_survey()
    one = made_ready(recipe)
    assert unready_messages(one) == []
    [who] = people(1)
    happens = HAPPENS[recipe](who)
    one.refresh_from_db()
    days = [sum(step.get("days", 0) for step in one.steps[:place]) for place in range(len(one.steps) + 1)]
    found = simulate_journey(one, now=happens + (days[-1] + 1) * DAY)
    if found.tells == "coming":
        found = simulate_journey(one, now=happens - DAY)
    sends = 2 if recipe == "late" else 1
    assert (found.entered, found.messages, found.left) == (1, sends, 0)

    switch_on(one.pk, user=None, scope=EVERYWHERE, now=happens)
    with inbox() as kept, served(kept.port):
        for after in sorted({0, *days}):
            run(happens + after * DAY)
            carry(now=happens + after * DAY)
    assert list(Passage.objects.values_list("customer", "state")) == [(who, "done")]
    if recipe == "survey":
        assert [mail.customer_id for mail in mails("survey")] == [who]
    else:
        assert kept.recipients == [["p0@example.com"]] * sends
        words = kept.messages[0].get_body(("plain",)).get_content()
        assert kept.messages[0]["Subject"]
        assert "{" not in kept.messages[0]["Subject"] + words
