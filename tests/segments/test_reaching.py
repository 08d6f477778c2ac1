"""Who may be contacted, asked as a condition, is whom the gate lets be contacted: any small world; all made up."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chaland.customers.models import ContactPoint, Customer
from chaland.interactions.models import Interaction
from chaland.privacy import services
from chaland.privacy.gate import standings
from chaland.privacy.models import PurposeChannel
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.segments.at_till import membership
from chaland.segments.evaluating import View, members
from chaland.segments.tree import parse
from chaland.stores.models import Merchant, Store
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import sync
from factories.customers import TODAY, at_home, enter
from factories.sales import line, open_shops, receipt, rolled_back

pytestmark = pytest.mark.django_db
LAST_SECOND = datetime.combine(TODAY, time.max, ZoneInfo("Europe/Paris")).astimezone(UTC)
ASKED = (("newsletter", "email"), ("offers", "sms"), ("offers", "phone"), ("offers", "post"), ("loyalty", "email"))
# Kept apart from the purposes as every network starts with them: similar products, and letters by information.
BASES = (("newsletter", "email", "soft_opt_in"), ("offers", "sms", "soft_opt_in"))
PROOFS = (
    Proof("desk", "paper"),
    Proof("link", "link"),
    Proof("till", "oral"),
    Proof("import:1", "file"),
    Proof("desk", "parent"),
)
BIRTHDAYS = (None, (2011, 2, 3), (2011, 11, 22), (2012, 2, 29), (1980, 5, 1))
DAYS = (0, 1, 29, 30, 31, 59, 60, 61, 364, 365, 366, 1095, 1096, 2000)
who, days_ago = st.integers(0, 3), st.sampled_from(DAYS)
worlds = st.fixed_dictionaries(
    {
        "births": st.lists(st.sampled_from(BIRTHDAYS), min_size=2, max_size=4),
        "said": st.lists(
            st.tuples(
                who, st.sampled_from(ASKED), st.sampled_from(list(Act)), st.sampled_from(PROOFS), st.integers(0, 2),
                days_ago,
            ),
            max_size=14,
        ),
        "listed": st.lists(st.tuples(who, st.sampled_from(("email", "mobile", "phone")), days_ago), max_size=3),
        "bounced": st.lists(who, max_size=1),
        "stances": st.lists(who, max_size=1),
        "bought": st.lists(st.tuples(who, st.integers(0, 1), days_ago), max_size=4),
        "called": st.lists(st.tuples(who, st.booleans(), days_ago), max_size=8),
        "bases": st.lists(st.tuples(st.sampled_from(BASES), st.booleans()), max_size=2),
        "merchants": st.integers(1, 2),
    }
)  # fmt: skip


def ago(days):
    return LAST_SECOND - timedelta(days=days, hours=5)


def build(world):
    """Write the world down."""
    shops = open_shops("lyon", "nantes")
    if world["merchants"] == 2:
        Store.objects.filter(pk=shops[1].pk).update(merchant=Merchant.objects.create(name="Voisin inventé"))
    ids = [_enter(place, birth) for place, birth in enumerate(world["births"])]
    for (purpose, channel, basis), similar in world["bases"]:
        told = {"basis": basis, "similar_products": similar}
        PurposeChannel.objects.filter(purpose=purpose, channel=channel).update(**told)
    merchants = [None, *Merchant.objects.order_by("pk").values_list("pk", flat=True), None]
    for person, (purpose, channel), act, proof, merchant, days in world["said"]:
        one = ids[person % len(ids)]
        address = getattr(ContactPoint.objects.filter(customer=one, kind=_KIND[channel]).first(), "normalised", "")
        said = NewConsent(one, purpose, channel, act, proof, merchants[merchant], address, ago(days))
        services.record_many([said], now=LAST_SECOND)
    for person, kind, days in world["listed"]:
        point = ContactPoint.objects.get(customer=ids[person % len(ids)], kind=kind)
        services.object_to("email" if kind == "email" else "phone", point.normalised, now=ago(days))
    ContactPoint.objects.filter(customer__in=[ids[one % len(ids)] for one in world["bounced"]]).update(status="bounced")
    for person in world["stances"]:
        services.take_stance(ids[person % len(ids)], "restricted", now=LAST_SECOND)
    said = [
        receipt(str(n), store=("lyon", "nantes")[shop], customer=f"r{p % len(ids)}", lines=[line()], sold_at=ago(days))
        for n, (p, shop, days) in enumerate(world["bought"])
    ]
    record_receipts(said, now=LAST_SECOND)
    for person, is_no, days in world["called"]:
        outcome = "not_interested" if is_no else "reached"
        Interaction.objects.create(
            customer_id=ids[person % len(ids)], kind="call", channel="phone", occurred_at=ago(days), outcome=outcome
        )
    sync.rebuild()


_KIND = {"email": "email", "sms": "mobile", "phone": "phone", "post": "address"}


def _enter(place, birth):
    one = enter(
        "Inventée", reference=f"r{place}", emails=(f"p{place}@example.com",), mobiles=(f"06399801{place:02}",),
        phones=(f"04639980{place:02}",), addresses=at_home("34000"),
    )  # fmt: skip
    if birth:
        Customer.objects.filter(pk=one).update(birth_year=birth[0], birth_month=birth[1], birth_day=birth[2])
    return one


@pytest.mark.rule("gate")
@given(worlds, st.sampled_from([None, "lyon", "nantes"]))
@settings(
    max_examples=settings().max_examples // 33,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_the_condition_says_what_the_gate_says_of_everybody(world, code):
    with rolled_back():
        build(world)
        store = Store.objects.filter(code=code).first()
        view, merchant = View(TODAY, store and store.pk), store and store.merchant_id
        there = members(parse({"all": []}), view).to_pylist()
        let = {one: _let(one, merchant) for one in there}
        rules = {what: parse({"all": [_asks(*what)]}) for what in ASKED}
        asked = membership({" ".join(what): (rule, view) for what, rule in rules.items()})
        for what, rule in rules.items():
            assert members(rule, view).to_pylist() == [one for one in there if let[one][what]], what
        assert {one: asked.of(one) for one in there} == {
            one: {" ".join(what) for what, may in let[one].items() if may} for one in there
        }


def _asks(purpose, channel):
    return {"condition": "may_contact", "purpose": [purpose], "channel": [channel]}


def _let(customer_id, merchant_id):
    asked = {channel: [p for p, way in ASKED if way == channel] for _, channel in ASKED}
    found = standings(customer_id, asked, merchant_id=merchant_id, now=LAST_SECOND)
    return {what: one.allowed for what, one in found.items()}


def test_a_right_that_the_network_changes_counts_at_the_next_question():
    with rolled_back():
        open_shops("lyon")
        one = enter("Gradel", emails=("g@example.com",))
        rule = parse({"all": [{"condition": "may_contact", "purpose": ["newsletter"], "channel": ["email"]}]})
        answers = []
        for basis in ("consent", "contract", "consent"):
            PurposeChannel.objects.filter(purpose="newsletter", channel="email").update(basis=basis)
            answers.append((membership({"it": (rule, View(TODAY))}).of(one), members(rule, View(TODAY)).to_pylist()))
        assert answers == [(set(), []), ({"it"}, [one]), (set(), [])]
