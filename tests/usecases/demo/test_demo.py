"""The demonstration, on a made-up source of the same shape, and on the real one where it is installed."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from chaland.accounts import devices
from chaland.accounts.rules import Scope
from chaland.campaigns.models import Campaign, Journey, Message, Passage
from chaland.customers.models import Card, Customer
from chaland.interactions.models import Interaction
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Balance, Programme, VoucherKind, VoucherUse
from chaland.sales.models import Figures, Receipt, ReceiptLine
from chaland.sales.queries import customer_figures
from chaland.stores.models import Category, Network, Product, Store
from chaland.usecases.campaigns.read_results import read_journey_results, read_results
from chaland.usecases.demo import identities
from chaland.usecases.demo.coupons import VoucherTotals
from chaland.usecases.demo.load_demo import load_demo
from chaland.usecases.demo.open_demo_till import open_demo_till
from chaland.usecases.demo.source import PACKAGE, Source, Totals, find_source
from chaland.usecases.imports.undo_import import undo_import
from chaland.usecases.sales.record_receipts import record_receipts
from factories.files import unwatched
from factories.published import folder_of
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TABLES = {
    "transactions": """
        SELECT *, CAST(bought AS TIMESTAMP) AS transaction_timestamp, 0.0 AS coupon_disc FROM (VALUES
          (1, 10, 100, 7, 1, 1.50, '2017-01-01 17:00:00'), (1, 10, 100, 8, 0, 0.00, '2017-01-01 17:00:00'),
          (1, 11, 101, 7, 2, 3.01, '2017-06-01 17:00:00'), (1, 10, 102, 9, 89638, 20.00, '2017-06-02 17:00:00'),
          (2, 11, 103, 7, 1, 1.49, '2018-01-01 04:01:20'))
        t(household_id, store_id, basket_id, product_id, quantity, sales_value, bought)""",
    "products": """
        SELECT * FROM (VALUES (7, 2, 'GROCERY', 'National', 'FRZN ICE', 'ICE - CRUSHED/CUBED', '22 LB'),
          (8, 2, 'MISCELLANEOUS', 'National', NULL, NULL, NULL))
        t(product_id, manufacturer_id, department, brand, product_category, product_type, package_size)""",
    "demographics": """
        SELECT * FROM (VALUES (1, '45-54', '50-74K', 'Homeowner', 'Married', '5+', '2 Adults Kids', '3+'))
        t(household_id, age, income, home_ownership, marital_status, household_size, household_comp, kids_count)""",
    "campaigns": "SELECT * FROM (VALUES (3, 1), (3, 2)) t(campaign_id, household_id)",
    "campaign_descriptions": """
        SELECT * FROM (VALUES (3, 'Type A', TIMESTAMP '2017-05-01', TIMESTAMP '2017-06-30'))
        t(campaign_id, campaign_type, start_date, end_date)""",
    "coupon_redemptions": """
        SELECT * FROM (VALUES (1, 555, 3, TIMESTAMP '2017-05-04'), (1, 555, 3, TIMESTAMP '2017-06-01'))
        t(household_id, coupon_upc, campaign_id, redemption_date)""",
    "coupons": "SELECT * FROM (VALUES (555, 7, 3), (555, 7, 3), (555, 99, 3)) t(coupon_upc, product_id, campaign_id)",
}
TOTALS = Totals(customers=2, receipts=4, lines=5, stores=2, products=2, revenue_cents=2600)


@pytest.fixture
def source(tmp_path):
    for name, query in TABLES.items():
        duckdb.sql(f"COPY ({query}) TO '{tmp_path / name}.parquet'")
    return Source(tmp_path)


def stage(name, total):
    return unwatched(total)


def load(source, now=NOW, **options):
    return load_demo(now=now, stage=stage, source=source, **options)


def test_demo_loads_everything_and_checks_it(source):
    loaded = load(source)

    assert (loaded.totals, loaded.new_customers, loaded.new_receipts) == (TOTALS, 2, 4)
    assert Category.objects.get(path="Grocery > Frzn ice > Ice - crushed/cubed").parent.path == "Grocery > Frzn ice"
    assert list(Product.objects.filter(is_stub=True).values_list("sku", flat=True)) == ["9"]
    assert set(Receipt.objects.values_list("flags", flat=True)) == {""}
    assert customer_figures(Customer.objects.get(reference="cj:1").pk)["overall"] == {
        "revenue_cents": 2451,
        "visits": 3,
        "average_basket_cents": 817,
        "visit_interval_days": 76.0,
        "first_visit_at": datetime(2025, 11, 23, 11, tzinfo=UTC),
        "last_visit_at": datetime(2026, 4, 24, 11, tzinfo=UTC),
    }


def test_demo_has_a_till_that_opens_with_a_pin_and_a_card(source):
    load(source)
    first, again = (open_demo_till(now=NOW) for _ in range(2))
    device = devices.device_of(devices.claim(again.token, now=NOW))
    seller = devices.unlock(device, seller_id=devices.sellers_of(device).get().pk, pin=again.pin, now=NOW)
    assert (seller.name, device.till.store.name) == ("Camille", again.store)
    assert devices.waiting(first.token, now=NOW) is None
    assert Card.objects.get(number=again.card).customer is not None


def test_demo_has_a_programme_under_which_people_hold_points(source):
    load(source)
    open_demo_till(now=NOW)
    begun = Programme.objects.get().versions.get().valid_from
    bought = Receipt.objects.filter(business_on__gte=begun, total_cents__gte=100)
    held = Balance.objects.filter(customer__in=bought.values("customer"), points__gt=0)
    assert begun == NOW.date() - timedelta(days=90)
    assert 0 < held.count() == bought.values("customer").distinct().count()


def test_demo_says_that_purchases_are_real_and_identities_invented(source):
    load(source)

    network = Network.objects.get()
    assert "purchases are real" in network.notice
    assert "invented" in network.notice
    assert "84.51°" in network.notice


def test_demo_ends_today(source):
    load(source)

    last = Receipt.objects.latest("sold_at")
    assert (str(last.business_on), last.sold_at) == ("2026-11-22", datetime(2026, 11, 22, 22, 1, 20, tzinfo=UTC))


def test_demo_as_is_keeps_the_moments(source):
    load(source, as_is=True)

    last = Receipt.objects.latest("sold_at")
    assert (str(last.business_on), last.sold_at) == ("2017-12-31", datetime(2018, 1, 1, 4, 1, 20, tzinfo=UTC))
    assert set(Store.objects.values_list("time_zone", flat=True)) == {"America/New_York"}
    with pytest.raises(Refusal, match="demo_loaded_otherwise"):
        load(source)


def test_demo_puts_demographics_where_they_belong(source):
    load(source)

    customer = Customer.objects.get(reference="cj:1")
    assert customer.custom == {
        "age_bracket": "45-54",
        "income": "50-74K",
        "home_ownership": "Homeowner",
        "composition": "2 Adults Kids",
    }
    assert (customer.marital_status, customer.household.size) == ("married", 5)
    assert len(customer.household.children_birth_years) == 3
    assert customer.birth_year is None or 45 <= 2026 - customer.birth_year <= 56
    assert customer.home_store.code == "10"


def test_demo_tells_who_was_mailed(source):
    load(source)

    mailings = Interaction.objects.order_by("reference").values_list("reference", "kind", "channel", "outcome")
    assert list(mailings) == [
        ("cj:campaign:3:1", "mailing", "post", "purchase"),
        ("cj:campaign:3:2", "mailing", "post", ""),
    ]


def test_demo_twice_brings_nothing_new_even_on_another_day(source):
    load(source)
    before = list(Figures.objects.order_by("pk").values_list("customer", "store", "revenue_cents", "last_visit_at"))

    again = load(source, now=NOW + timedelta(days=40))

    assert (again.totals, again.new_customers, again.new_receipts) == (TOTALS, 0, 0)
    after = Figures.objects.order_by("pk").values_list("customer", "store", "revenue_cents", "last_visit_at")
    assert list(after) == before


def test_demo_goes_on_where_it_stopped(source):
    def stopping(name, total):
        if name == "mailings":
            raise KeyboardInterrupt
        return unwatched(total)

    with pytest.raises(KeyboardInterrupt):
        load_demo(now=NOW, stage=stopping, source=source)
    ImportRun.objects.update(rows_done=2)

    resumed = load(source)

    assert (resumed.totals, resumed.new_receipts) == (TOTALS, 0)
    assert Interaction.objects.count() == 2


def test_demo_grows_by_clones_some_weeks_earlier(source):
    loaded = load(source, size=3)

    assert loaded.totals == TOTALS.times(3)
    moments = Receipt.objects.filter(number__startswith="103").order_by("number").values_list("number", "sold_at")
    last = datetime(2026, 11, 22, 22, 1, 20, tzinfo=UTC)
    weeks = timedelta(weeks=1)
    assert list(moments) == [("103", last), ("103-1", last - weeks), ("103-2", last - 2 * weeks)]
    assert load(source).totals == TOTALS.times(3)


def test_demo_can_be_taken_back(source):
    load(source)

    undo_import(ImportRun.objects.get().pk, now=NOW)

    # Who was given a voucher or sent a campaign stays with it; of the others nothing is left.
    assert {one.pk for one in Customer.objects.all()} == {*Message.objects.values_list("customer_id", flat=True)}
    assert not Figures.objects.exclude(receipts=0).exists()
    assert [model.objects.count() for model in (Customer, Receipt, ReceiptLine, Interaction)] == [2, 0, 0, 0]


def test_demo_refuses_a_file_with_other_customers(source):
    open_shops("lyon")
    record_receipts([receipt("1", customer="real")], now=NOW)

    with pytest.raises(Refusal, match="demo_needs_empty_file"):
        load(source)

    assert Receipt.objects.count() == 1


def test_identities_are_the_same_every_time():
    numbers = {identities.card_number(number, clone) for number in range(1, 60) for clone in range(3)}

    assert len(numbers) == 177
    assert identities.card_number(900) == "2990000009005"


def test_missing_package_is_told(monkeypatch):
    monkeypatch.setattr("sys.path", [str(Path(__file__).parent)])

    with nullcontext() if find_spec(PACKAGE) else pytest.raises(Refusal, match="demo_data_missing"):
        find_source()


@pytest.mark.scale
def test_real_source_is_loaded_to_the_cent():
    folder_of(PACKAGE)
    loaded = load_demo(now=NOW, stage=stage)

    assert loaded.totals == Totals(
        customers=2469, receipts=155_848, lines=1_469_307, stores=457, products=92_331, revenue_cents=459_603_958
    )
    visits = list(Figures.objects.filter(store=None).order_by("visits").values_list("visits", flat=True))
    assert (visits[0], visits[len(visits) // 2], visits[-1], visits.count(1)) == (1, 43, 780, 31)
    assert {name: counted(name) for name in told_by_the_source()} == told_by_the_source()


def told_by_the_source():
    """Of each of the 27 campaigns: households that received it, coupons that came back, households that used one."""
    files = Path(next(iter(find_spec(PACKAGE).submodule_search_locations))) / "data"
    rows = duckdb.sql(
        f"""SELECT d.campaign_id, d.campaign_type, count(DISTINCT c.household_id), max(r.uses), max(r.users)
            FROM '{files}/campaign_descriptions.parquet' d JOIN '{files}/campaigns.parquet' c USING (campaign_id)
            LEFT JOIN (SELECT campaign_id, count(*) AS uses, count(DISTINCT household_id) AS users
                       FROM '{files}/coupon_redemptions.parquet' GROUP BY ALL) r USING (campaign_id) GROUP BY ALL"""  # noqa: S608 - constants of this file
    ).fetchall()
    assert len(rows) == 27
    return {f"Campagne {one} ({kind})": (sent, uses or 0, users or 0) for one, kind, sent, uses, users in rows}


def counted(name):
    """What the page of a campaign counts of the same; it says that nobody drew who received it."""
    found = read_results(Campaign.objects.get(name=name).pk, Scope(), now=NOW)
    assert not found.is_drawn
    return found.sending.sent, found.sending.uses, found.sending.users


def test_demo_opens_each_file_on_its_first_purchase(source):
    load(source)

    opened = dict(Customer.objects.values_list("pk", "created_at"))
    assert opened == dict(Figures.objects.filter(store=None).values_list("customer_id", "first_visit_at"))


def test_coupons_become_vouchers_and_their_uses_once(source):
    totals = [load(source).vouchers for _ in range(2)]

    assert totals == [VoucherTotals(coupons=1, coupon_products=3, redemptions=2)] * 2
    kind = VoucherKind.objects.get()
    assert kind.terms["what"] == {"products": [Product.objects.get(sku="7").pk]}
    uses = VoucherUse.objects.order_by("pk").values_list("voucher__customer__reference", "act", "receipt_id")
    bought_that_day = Receipt.objects.get(number="101").pk
    assert list(uses) == [("cj:1", "redeemed", None), ("cj:1", "redeemed", bought_that_day)]


def test_campaigns_are_campaigns_whose_coupons_came_back_and_say_that_nobody_drew(source):
    for _ in range(2):
        load(source)

    campaign = Campaign.objects.get(journey=None)
    found = read_results(campaign.pk, Scope(), now=NOW)
    assert (campaign.name, campaign.window_days, found.is_drawn) == ("Campagne 3 (Type A)", 61, False)
    assert (found.sending.sent, found.sending.uses, found.sending.users) == (2, 2, 1)
    message = campaign.messages.get(customer__reference="cj:1")
    assert (message.sent_at, message.more_vouchers.count()) == (campaign.frozen_at, 1)


def test_a_journey_has_a_year_behind_it_once_and_waits_to_be_switched_on(source):
    for _ in range(2):
        load(source)

    journey = Journey.objects.get()
    found = read_journey_results(journey.pk, Scope(), now=NOW)
    assert (journey.is_on, [one.reference for one in found.campaigns]) == (False, ["cj:journey"])
    sent = Message.objects.filter(campaign__journey=journey)
    assert sent.count() == Passage.objects.filter(journey=journey, state="done").count() > 0
    assert all(one.entered_on >= one.customer.created_at.date() for one in sent.select_related("customer"))
