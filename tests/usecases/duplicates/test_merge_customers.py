"""One file of two: who is found, what moves, what is chosen, who may. Made-up people."""

import pytest

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers.finding import find
from chaland.customers.models import Customer, Likeness
from chaland.customers.queries import as_known
from chaland.customers.rules import Address, NewCustomer
from chaland.interactions.models import Interaction
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.privacy.queries import consents_of
from chaland.privacy.rules import Act, Proof
from chaland.privacy.services import record
from chaland.sales.models import Figures, Receipt, Wish
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.find_known_customers import find_known_customers
from chaland.usecases.customers.open_customer import open_customer, opened_instead
from chaland.usecases.customers.tell_figures import tell_figures
from chaland.usecases.duplicates.decide_duplicates import accept_pairs, join_pair, merge_pair, say_of_pair
from chaland.usecases.duplicates.merge_customers import MOVED, merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers, unmerge_ref
from chaland.usecases.sales.record_receipts import record_receipt
from factories.customers import tables_of_a_customer
from factories.sales import NOON, days, open_shops, receipt

pytestmark = pytest.mark.django_db
LATER = NOON + days(30)


@pytest.fixture
def stores():
    return open_shops("lyon", "nantes")


@pytest.fixture
def twins(stores):
    """Claire, twice: the second file has a card, a mobile, a profession and a receipt."""
    one = NewCustomer(reference="x:1", last_name="Inventée", first_name="Claire", emails=("claire@exemple.example",))
    two = NewCustomer(
        reference="x:2",
        last_name="Inventee-Roux",
        first_name="Claire",
        mobiles=("0639980012",),
        cards=("2000000000017",),
        profession="Luthière",
        home_store_id=stores[0].pk,
    )
    ids = [create_customer(new, now=NOON) for new in (one, two)]
    record_receipt(receipt("1", card="2000000000017", total_cents=4990), now=NOON)
    return ids


def merged(twins, **more):
    return merge_customers(*twins, scope=EVERYWHERE, now=LATER, **more)


def ids_found(text, scope=EVERYWHERE):
    return [one.customer_id for one in find(text, scope)]


@pytest.mark.parametrize(
    "text", ["2000000000017", "x:2", "06 39 98 00 12", "x:1", "claire@exemple.example", "Inventée"]
)
def test_everything_finds_the_one_file(twins, text):
    merged(twins)
    assert ids_found(text) == [twins[0]]


def test_figures_are_told_of_the_survivor_by_every_name(twins):
    merged(twins)
    names = ("x:1", "x:2", "2000000000017", str(twins[0]), str(twins[1]))
    assert [tell_figures(name)["overall"]["revenue_cents"] for name in names] == [4990] * 5


def test_absorbed_file_is_in_no_list_and_no_count(twins):
    merged(twins)
    assert list(Figures.objects.filter(store=None).values_list("customer", "receipts")) == [(twins[0], 1)]
    with pytest.raises(NotFound):
        open_customer(twins[1], EVERYWHERE)
    assert opened_instead(twins[1], EVERYWHERE) == twins[0]


def test_what_is_blank_is_taken_over_and_what_is_chosen_too(twins):
    merged(twins, chosen={"last_name"})
    known = as_known(twins[0], EVERYWHERE)
    assert (known.last_name, known.first_name, known.profession, known.mobiles, known.cards) == (
        "Inventee-Roux",
        "Claire",
        "Luthière",
        ("+33639980012",),
        ("2000000000017",),
    )


def test_correction_made_since_stays_when_undone(twins):
    merge = merged(twins)
    Customer.objects.filter(pk=twins[0]).update(profession="Archetière")
    unmerge_customers(merge.merge_id, scope=EVERYWHERE, now=LATER)
    assert [as_known(one, EVERYWHERE).profession for one in twins] == ["Archetière", "Luthière"]


def test_merging_again_changes_nothing(twins):
    first, again = merged(twins), merged(twins)
    assert (again.survivor_id, again.merge_id, first.is_new, again.is_new) == (twins[0], first.merge_id, True, False)
    assert merge_customers(*reversed(twins), scope=EVERYWHERE, now=LATER).survivor_id == twins[0]


def test_undoing_twice_is_refused(twins):
    merge = merged(twins)
    unmerge_customers(merge.merge_id, scope=EVERYWHERE, now=LATER)
    with pytest.raises(Conflict, match="merge_already_undone"):
        unmerge_customers(merge.merge_id, scope=EVERYWHERE, now=LATER)


def test_receipts_since_go_back_by_card_and_by_reference(twins):
    merged(twins)
    record_receipt(receipt("2", card="2000000000017", total_cents=100), now=LATER)
    record_receipt(receipt("3", customer="x:2", total_cents=10), now=LATER)
    record_receipt(receipt("4", customer="x:1", total_cents=1), now=LATER)
    assert unmerge_ref("x:2", now=LATER) == twins[1]
    revenue = dict(Figures.objects.filter(store=None).values_list("customer", "revenue_cents"))
    assert revenue == {twins[0]: 1, twins[1]: 5100}
    assert set(Receipt.objects.values_list("original_customer", flat=True)) == {None}


def test_card_given_since_stays_with_the_survivor(twins):
    merged(twins)
    add_card(twins[0], "2000000000024", scope=EVERYWHERE, now=LATER)
    unmerge_ref("x:2", now=LATER)
    assert [as_known(one, EVERYWHERE).cards for one in twins] == [("2000000000024",), ("2000000000017",)]


def test_exchanges_and_wishes_move_and_come_back(twins):
    Interaction.objects.create(customer_id=twins[1], kind="note", channel="shop", occurred_at=NOON)
    Wish.objects.create(customer_id=twins[1], text="Bottines rouges", created_at=NOON)
    merged(twins)
    assert [row.customer_id for row in (*Interaction.objects.all(), *Wish.objects.all())] == [twins[0]] * 2
    unmerge_ref("x:2", now=LATER)
    assert [row.customer_id for row in (*Interaction.objects.all(), *Wish.objects.all())] == [twins[1]] * 2


def test_store_neither_merges_nor_undoes_what_it_does_not_see(twins, stores):
    elsewhere = Scope(stores[1].pk)
    with pytest.raises(NotFound):
        merge_customers(*twins, scope=elsewhere, now=LATER)
    merge = merged(twins)
    with pytest.raises(NotFound, match="merge_unknown"):
        unmerge_customers(merge.merge_id, scope=elsewhere, now=LATER)
    assert Customer.objects.filter(merged_into=twins[0]).count() == 1


def test_nobody_merges_with_themselves(twins):
    with pytest.raises(Refusal, match="merge_of_oneself"):
        merge_customers(twins[0], twins[0], scope=EVERYWHERE, now=LATER)


def paired(one, other, **values):
    told = {"kind": "person", "score": 0.995, "is_plain": True, "found_at": NOON, **values}
    return Likeness.objects.create(one_id=one, other_id=other, **told).pk


def test_pair_is_merged_and_gone_from_the_list(twins):
    pair = paired(*twins)
    merge_pair(pair, twins[1], scope=EVERYWHERE, now=LATER, user_id=None)
    assert Customer.objects.get(pk=twins[0]).merged_into_id == twins[1]
    assert Likeness.objects.get(pk=pair).decision == "done"


def test_never_the_same_is_remembered(twins):
    pair = paired(*twins)
    say_of_pair(pair, "different", scope=EVERYWHERE, now=LATER, user_id=None)
    done = accept_pairs(0.99, scope=EVERYWHERE, now=LATER, user_id=None)
    assert (done.merged, done.left, Likeness.objects.get(pk=pair).decision) == (0, 0, "different")


def test_many_are_accepted_but_those_something_speaks_against(twins):
    third = create_customer(NewCustomer(last_name="Inventée", first_name="Clara"), now=NOON)
    paired(*twins)
    paired(twins[0], third, is_plain=False)
    done = accept_pairs(0.99, scope=EVERYWHERE, now=LATER, user_id=None)
    assert (done.merged, done.left) == (1, 0)
    assert Customer.objects.get(pk=twins[0]).merged_into_id == twins[1]


def test_many_are_not_accepted_on_a_guess(twins):
    with pytest.raises(Refusal, match="threshold_too_low"):
        accept_pairs(0.5, scope=EVERYWHERE, now=LATER, user_id=None)


def test_household_is_joined_by_one_click(twins):
    join_pair(paired(*twins, kind="household"), scope=EVERYWHERE, now=LATER, user_id=None)
    households = set(Customer.objects.values_list("household", flat=True))
    assert len(households - {None}) == 1


def test_name_and_postcode_warn_before_a_file_is_opened(stores):
    home = (Address("1 rue Inventée", "", "34000", "Montpellier"),)
    known = create_customer(NewCustomer(last_name="D’Ávila", first_name="Élodie", addresses=home), now=NOON)
    typed = NewCustomer(last_name="elodie", first_name="D AVILA", addresses=(Address(postcode="34000"),))
    found = [(one.found.customer_id, one.shares) for one in find_known_customers(typed, EVERYWHERE)]
    assert found == [(known, "name_town")]
    assert find_known_customers(typed, Scope(stores[1].pk)) == []
    assert find_known_customers(NewCustomer(last_name="D’Ávila", first_name="Élodie"), EVERYWHERE) == []


STAYS = {
    "customers.Customer": "the tree itself",
    "customers.ContactPoint": "copied, so that the absorbed file stays whole",
    "customers.Card": "moves by its own column",
    "customers.Merge": "the tree itself",
    "customers.MergeItem": "the tree itself",
    "customers.SentForm": "answers with the survivor",
    "customers.FormerState": "what an import changed of that very file",
    "customers.Likeness": "left out of the list once one of the two is merged",
    "mail.Confirmation": "of that address; what it says counts for the survivor",
    "mail.RenewalNotice": "of that address; what it says counts for the survivor",
    "sales.Receipt": "moves by its own column",
    "sales.Figures": "computed anew",
    "sales.CategoryFigures": "computed anew",
    "sales.TasteFigures": "computed anew",
    "privacy.Subject": "moved by the ledger",
    "privacy.CurrentConsent": "moved by the ledger",
    "privacy.Stance": "moved by the ledger",
    "loyalty.Balance": "worked out anew",
    "loyalty.Referral": "of that very file; what it gave is in the ledger",
    "segments.Membership": "noted anew every day",
    "insight.Prediction": "worked out anew every day",
    "signups.Submission": "how that file came in",
    "signups.ContestEntry": "how that file came in",
    "signups.Arrival": "how that file came in",
    "campaigns.Passage": "of that very file; whoever took it in does not enter for it again",
    "campaigns.Message": "meant for that very file; the lake counts it for the survivor",
}


def test_every_table_of_a_customer_moves_or_says_why_not():
    moved = {rows.model._meta.label for rows, _ in MOVED}
    assert tables_of_a_customer() == moved | STAYS.keys()


def test_no_by_a_link_in_an_older_mail_counts_for_the_one_file_and_stays_theirs_afterwards(twins):
    news = {"purpose": "newsletter", "channel": "email"}
    for one in twins:
        record(one, **news, act=Act.GRANTED, proof=Proof("desk", "paper"), now=NOON)
    merged(twins)
    record(twins[1], **news, act=Act.WITHDRAWN, proof=Proof("link", "link"), now=LATER)
    assert [consent.state for consent in consents_of(twins[0], now=LATER)] == ["withdrawn"]
    assert consents_of(twins[1], now=LATER) == []
    unmerge_ref("x:2", now=LATER)
    assert [[consent.state for consent in consents_of(one, now=LATER)] for one in twins] == [["granted"], ["withdrawn"]]
