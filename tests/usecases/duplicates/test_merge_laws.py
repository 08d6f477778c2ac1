"""Laws of files made one and two again, whatever comes in between; each example is a made-up shop."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint, Customer, Merge
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.privacy.models import CurrentConsent
from chaland.privacy.rules import Act, Proof
from chaland.privacy.services import record
from chaland.sales.models import Figures, Receipt
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.usecases.sales.roll_figures import rebuild_figures
from factories.sales import MEASURES, NOON, days, line, open_shops, receipt, rolled_back, snapshot

pytestmark = pytest.mark.django_db
LATER = NOON + days(800)
EVERYWHERE = Scope()
PEOPLE = (
    NewCustomer(reference="x:0", last_name="Martin", first_name="Léa", emails=("lea@exemple.fr",), cards=("100",)),
    NewCustomer(
        reference="x:1",
        last_name="MARTIN",
        first_name="Lea",
        emails=("lea@exemple.fr", "martin@exemple.fr"),
        mobiles=("0639980001",),
        cards=("101", "111"),
        birthday=Birthday(3, 4, 1980),
    ),
    NewCustomer(
        reference="x:2", last_name="Martin-Roux", profession="Luthière", phones=("0199000001",), cards=("102",)
    ),
    NewCustomer(reference="x:3", addresses=(Address("1 rue Inventée", "", "34000", "Montpellier"),), cards=("103",)),
)
WHO = st.integers(0, len(PEOPLE) - 1)
receipts = st.tuples(
    st.just("receipt"), WHO, st.booleans(), st.sampled_from(["lyon", "nantes"]), st.integers(-3, 9), st.integers(0, 700)
)
merges = st.tuples(st.just("merge"), WHO, WHO, st.sets(st.sampled_from(["last_name", "email", "address"])))
consents = st.tuples(st.just("consent"), WHO, st.sampled_from([Act.GRANTED, Act.WITHDRAWN, Act.REFUSED]))
unmerges = st.tuples(st.just("unmerge"), st.integers(0, 9))
stories = st.lists(receipts | receipts | consents | merges | unmerges, max_size=14)


class Shop:
    """Made-up shops with four files, and the trees of merges as one would keep them on paper."""

    def __init__(self):
        lyon, nantes = open_shops("lyon", "nantes")
        homes = (lyon.pk, nantes.pk, None, lyon.pk)
        self.ids = [
            create_customer(replace(new, home_store_id=home), now=NOON) for new, home in zip(PEOPLE, homes, strict=True)
        ]
        for sku in "AB":
            record_receipt(receipt(f"P{sku}", lines=[line(sku)]), now=LATER)
        self.number = 0
        self.above = {}
        self.order = []
        self.owners = defaultdict(list)
        self.lived = []

    def live(self, story):
        for step in story:
            getattr(self, step[0])(*step[1:])
        return self

    def receipt(self, who, by_card, store, euros, day):
        self.number += 1
        names = {"card": PEOPLE[who].cards[-1]} if by_card else {"customer": f"x:{who}"}
        said = receipt(
            str(self.number),
            store=store,
            sold_at=NOON + days(day),
            lines=[line("AB"[day % 2], 100 * euros, -1000 if euros < 0 else 1000)],
            **names,
        )
        assert record_receipt(said, now=LATER).customer_id == self.ids[self.head(who)]
        self.owners[who].append(said.total_cents)
        self.lived.append(("receipt", who, by_card, store, euros, day))

    def consent(self, who, act):
        head = self.head(who)
        record(self.ids[head], purpose="newsletter", channel="email", act=act, proof=Proof("till", "oral"), now=LATER)
        self.lived.append(("consent", head, act))

    def head(self, who):
        while who in self.above:
            who = self.above[who]
        return who

    def merge(self, survivor, absorbed, chosen):
        one, other = self.head(survivor), self.head(absorbed)
        if survivor == absorbed:
            return
        done = merge_customers(
            self.ids[survivor], self.ids[absorbed], scope=EVERYWHERE, now=LATER, chosen=frozenset(chosen)
        )
        assert (done.survivor_id, done.is_new) == (self.ids[one], one != other)
        if done.is_new:
            self.above[other] = one
            self.order.append((done.merge_id, other))

    def unmerge(self, place):
        if self.order:
            merge_id, absorbed = self.order.pop(place % len(self.order))
            assert unmerge_customers(merge_id, scope=EVERYWHERE, now=LATER) == self.ids[absorbed]
            del self.above[absorbed]

    def revenue(self):
        """By customer with a receipt, what they and those merged into them spent."""
        spent = defaultdict(int)
        for who, amounts in self.owners.items():
            spent[self.ids[self.head(who)]] += sum(amounts)
        return dict(spent)


def told():
    """Everything about the files that a merge touches, by names."""
    person = [
        field.name
        for field in Customer._meta.concrete_fields
        if field.name not in {"id", "updated_at", "home_store", "merged_into"}
    ]
    return {
        **snapshot(),
        "rows": listed(Figures, "customer__reference", "store__code", *MEASURES),
        "people": listed(Customer, *person, "home_store__code", "merged_into__reference"),
        "points": listed(ContactPoint, "customer__reference", "kind", "normalised", "is_main", "status"),
        "cards": listed(Card, "number", "customer__reference", "original_customer__reference"),
        "consents": listed(CurrentConsent, "customer__reference", "purpose", "channel", "state", "since"),
        "receipts": listed(Receipt, "number", "customer__reference", "original_customer__reference", "total_cents"),
    }


def listed(model, *names):
    return sorted(model.objects.values_list(*names), key=str)


@given(stories)
@settings(max_examples=25)
def test_figures_of_a_merged_customer_are_those_of_all_their_receipts(story):
    with rolled_back():
        shop = Shop().live(story)
        live = told()
        overall = Figures.objects.filter(store=None)
        assert dict(overall.filter(receipts__gt=0).values_list("customer", "revenue_cents")) == shop.revenue()
        assert set(overall.values_list("customer", flat=True)) == {shop.ids[shop.head(who)] for who in range(4)}
        rebuild_figures(now=LATER)
        assert told() == live


@given(stories, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_taking_every_merge_back_in_any_order_leaves_what_would_be_without(story, chance):
    with rolled_back():
        shop = Shop().live(story)
        while shop.order:
            shop.unmerge(chance.randrange(10))
        undone, lived = told(), shop.lived
        assert Merge.objects.filter(undone_at=None).count() == 0
    with rolled_back():
        Shop().live(lived)
        assert told() == undone
