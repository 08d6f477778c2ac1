"""Screens of the loyalty programme, in a made-up street."""

from dataclasses import replace
from datetime import date, time
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.loyalty.liability import liabilities
from chaland.loyalty.models import Balance, PrivateSale, Programme, ProgrammeVersion
from chaland.loyalty.rules.programme import Choice, Earning, Multiplier, Tier
from chaland.loyalty.rules.written import written
from chaland.loyalty.schemes import scheme_of_store
from chaland.loyalty.services.points import burn, give
from chaland.stores.models import Category, Merchant, Product, Seller, Store
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.loyalty.use_points import quote_points
from factories.people import join
from factories.sales import line, receipt
from factories.segments import visitor
from factories.sent import sent_unchanged
from factories.today import today as shop_day
from factories.vouchers import a_kind

pytestmark = pytest.mark.django_db
ASKED = {"name": "Carte du quartier", "points": "2", "per_euros": "1,50", "visit": "5", "burn_points": "100",
         "burn_euros": "5", "welcome": "20", "tier_measure": "spend", "tier_days": "365", "grace_days": "30",
         "moment1_days": ["1"], "moment1_times": "200", "tier1_name": "Argent", "tier1_least": "300",
         "tier1_advantage": "Avant-premières", "lasts_months": "24"}  # fmt: skip


@pytest.fixture
def begun(desk):
    Programme.objects.update(is_active=False)
    desk.post("/loyalty/new/", {**ASKED, "valid_from": f"{shop_day():%Y-%m-%d}"})
    return Programme.objects.get()


def read(answer):
    return answer.content.decode()


def test_programme_is_begun_told_and_changed_from_a_day_on(desk, begun):
    page = read(desk.get("/loyalty/"))
    version = ProgrammeVersion.objects.get()
    assert (version.rules["gifts"]["welcome"], version.rules["tiers"][0]["least"], version.burn_cents) == (
        20,
        30_000,
        500,
    )
    assert "Carte du quartier" in page
    assert "2 points" in page
    later = shop_day().replace(year=shop_day().year + 1, day=1)
    answer = desk.post(f"/loyalty/{begun.pk}/", {**ASKED, "points": "3", "valid_from": f"{later:%Y-%m-%d}"})
    assert (answer.status_code, ProgrammeVersion.objects.count()) == (302, 2)


def test_programme_rewards_articles_hours_and_surveys_and_counts_tiers_by_year(desk, begun):
    later = shop_day().replace(year=shop_day().year + 1, day=1)
    more = {"way1_given": "3", "way1_brands": " Inventée, Autre ", "way1_sizes": "38",
            "moment2_start": "09:00", "moment2_end": "11:30", "moment2_times": "150", "survey": "10",
            "tier_period": "year", "valid_from": f"{later:%Y-%m-%d}"}  # fmt: skip
    assert desk.post(f"/loyalty/{begun.pk}/", {**ASKED, **more}).status_code == 302
    rules = scheme_of_store(Store.objects.first().pk).rules[-1]
    assert rules.earnings[-1] == Earning("item", 3, what=Choice(brands={"Inventée", "Autre"}, sizes={"38"}))
    assert Multiplier(150, start=time(9), end=time(11, 30)) in rules.multipliers
    assert (rules.gifts.survey, rules.tier_by_year) == (10, True)
    page = unescape(read(desk.get(f"/loyalty/{begun.pk}/")))
    told = ['value="Autre, Inventée"', 'value="38"', 'value="09:00"', 'value="11:30"', '<option value="year" selected']
    assert [one for one in told if one not in page] == []
    page = unescape(read(desk.get("/loyalty/")))
    told = ["marques Autre, Inventée, tailles 38", "de 09:00 à 11:30", "depuis le début de l’année"]
    assert [one for one in told if one not in page] == []


def test_articles_give_points_by_the_euro_too_once_it_is_said_for_how_much(desk, begun):
    path, more = f"/loyalty/{begun.pk}/", {"way1_given": "2", "way1_kind": "amount", "valid_from": "2030-01-01"}
    page = unescape(read(desk.post(path, {**ASKED, **more, "way1_brands": "Inventée"})))
    assert "Dites pour quel montant" in page
    page = unescape(read(desk.post(path, {**ASKED, **more, "way1_kind": "visit", "way1_per": "5"})))
    assert "Laissez ce champ vide" in page
    assert desk.post(path, {**ASKED, **more, "way1_brands": "Inventée", "way1_per": "5"}).status_code == 302
    rules = scheme_of_store(Store.objects.first().pk).rules[-1]
    assert rules.earnings[-1] == Earning("amount", 2, per_cents=500, what=Choice(brands={"Inventée"}))
    page = unescape(read(desk.get(path)))
    assert 'name="way1_per" value="5,00"' in page
    assert "2 points par tranche de 5,00\xa0€. Seulement pour" in unescape(read(desk.get("/loyalty/")))


def test_rules_of_one_sort_are_as_many_as_the_shop_wants(desk, begun):
    path, two = f"/loyalty/{begun.pk}/", Category.objects.order_by("pk")[:2]
    more = {"way1_given": "3", "way1_families": [two[0].pk], "way2_given": "5", "way2_families": [two[1].pk],
            "way3_given": "20", "way3_kind": "visit", "way3_least": "50", "valid_from": "2030-01-01",
            "moment2_days": ["2"], "moment2_times": "300", "moment2_start": "09:00",
            "moment2_end": "11:00"}  # fmt: skip
    assert desk.post(path, {**ASKED, **more}).status_code == 302
    rules = scheme_of_store(Store.objects.first().pk).rules[-1]
    assert rules.earnings[2:] == (
        Earning("item", 3, what=Choice(categories=frozenset({two[0].pk}))),
        Earning("item", 5, what=Choice(categories=frozenset({two[1].pk}))),
        Earning("visit", 20, least_cents=5_000),
    )
    wednesday = Multiplier(300, weekdays=frozenset({2}), start=time(9), end=time(11))
    assert rules.multipliers == (Multiplier(200, weekdays=frozenset({1})), wednesday)
    typed = sent_unchanged(read(desk.get(path)))
    typed["way1_given"], typed["moment1_times"], typed["more"] = "", "", "way"
    typed = sent_unchanged(read(desk.post(path, typed)))
    assert ("way4_given" in typed, typed.getlist("way3_kind")) == (True, ["visit"])
    assert desk.post(path, typed).status_code == 302
    found = scheme_of_store(Store.objects.first().pk).rules[-1]
    assert (found.earnings, found.multipliers) == (rules.earnings[:2] + rules.earnings[3:], (wednesday,))


def test_points_count_more_for_a_period_some_stores_or_a_tier_and_sales_give_none(desk, street, begun):
    more = {"moment2_first_on": "2030-12-01", "moment2_last_on": "2030-12-24", "moment2_stores": [street.lyon.pk],
            "moment2_times": "300", "tier1_times": "150", "nothing1_prices": "Soldes, Démarque",
            "valid_from": "2030-11-01"}  # fmt: skip
    path, kept = f"/loyalty/{begun.pk}/", Multiplier(400, tiers=frozenset({"t1"}), weekdays=frozenset({2}))
    wrong = {**more, "moment2_last_on": "2030-11-30"}
    assert [desk.post(path, {**ASKED, **one}).status_code for one in (wrong, more)] == [422, 302]
    rules = scheme_of_store(street.lyon.pk).rules[-1]
    days = {"first_on": date(2030, 12, 1), "last_on": date(2030, 12, 24)}
    assert set(rules.multipliers) == {
        Multiplier(200, weekdays=frozenset({1})),
        Multiplier(300, stores=frozenset({street.lyon.pk}), **days),
        Multiplier(150, tiers=frozenset({"t1"})),
    }
    assert rules.excluded == (Choice(price_levels=frozenset({"Soldes", "Démarque"})),)
    page = unescape(read(desk.get("/loyalty/")))
    told = [
        f"300\xa0%\xa0: à partir du 01/12/2030, jusqu’au 24/12/2030, magasins {street.lyon.name}.",
        "150\xa0%\xa0: paliers Argent.",
        "Rien pour\xa0: niveaux de prix Démarque, Soldes.",
    ]
    assert [one for one in told if one not in page] == []
    # The form shows what it said, and leaves alone what it does not show.
    form = desk.get(path).context["form"].initial
    assert (form["moment2_stores"], form["tier1_times"], form["nothing1_prices"]) == (
        [street.lyon.pk], 150, ["Démarque", "Soldes"],
    )  # fmt: skip
    version = ProgrammeVersion.objects.latest("valid_from")
    version.rules = written(replace(rules, multipliers=(*rules.multipliers, kept)))
    version.save()
    assert desk.post(path, {**ASKED, **more, "tier1_times": ""}).status_code == 302
    found = set(scheme_of_store(street.lyon.pk).rules[-1].multipliers)
    assert (kept in found, Multiplier(150, tiers=frozenset({"t1"})) in found) == (True, False)


def test_what_gives_nothing_is_as_many_rows_as_the_shop_wants_and_is_quoted_so(desk, street, begun):
    Product.objects.create(sku="CARAFE", name="Carafe", brand="Verre", price_level="Soldes")
    cards, path = Category.objects.create(name="Cartes", path="Cartes cadeaux"), f"/loyalty/{begun.pk}/"

    def quoted():
        said = receipt("900", lines=[line("CARAFE", 3_000)], sold_at=timezone.now())
        return quote_points(said, now=timezone.now()).quote.points

    rows = {"nothing1_families": [cards.pk], "nothing2_brands": "Autre, Rare", "nothing3_brands": "verre",
            "nothing3_prices": "Plein tarif", "valid_from": f"{shop_day():%Y-%m-%d}"}  # fmt: skip
    assert desk.post(path, {**ASKED, **rows}).status_code == 302
    assert scheme_of_store(street.lyon.pk).rules[-1].excluded == (
        Choice(frozenset({cards.pk})),
        Choice(brands=frozenset({"Autre", "Rare"})),
        Choice(brands=frozenset({"verre"}), price_levels=frozenset({"Plein tarif"})),
    )
    before, typed = quoted(), sent_unchanged(read(desk.get(path)))
    typed["nothing2_brands"], typed["nothing3_prices"] = "", "Soldes"
    assert desk.post(path, typed).status_code == 302
    assert scheme_of_store(street.lyon.pk).rules[-1].excluded == (
        Choice(frozenset({cards.pk})),
        Choice(brands=frozenset({"verre"}), price_levels=frozenset({"Soldes"})),
    )
    assert (before > 0, quoted()) == (True, 0)
    assert "Rien pour\xa0: marques verre, niveaux de prix Soldes." in unescape(read(desk.get("/loyalty/")))


def test_what_a_tier_brings_is_said_and_read_again(desk, begun):
    kind = a_kind(name="Merci inventé", now=timezone.now())
    later = shop_day().replace(year=shop_day().year + 1, day=1)
    more = {"tier1_percent": "10", "tier1_early_access": "on", "tier1_reached": kind.pk, "tier1_birthday": kind.pk,
            "valid_from": f"{later:%Y-%m-%d}"}  # fmt: skip
    assert desk.post(f"/loyalty/{begun.pk}/", {**ASKED, **more}).status_code == 302
    [tier] = scheme_of_store(Store.objects.first().pk).rules[-1].tiers
    assert tier == Tier("t1", 30_000, "Argent", "Avant-premières", 10, True, kind.pk, None, kind.pk)
    page = unescape(read(desk.get("/loyalty/")))
    told = (
        "Argent apporte\xa0: 10\xa0% de remise en caisse\xa0; accès aux ventes privées\xa0; Avant-premières\xa0; "
        "le bon «\xa0Merci inventé\xa0» quand il est atteint\xa0; le bon «\xa0Merci inventé\xa0» à l’anniversaire."
    )
    assert told in page
    form = unescape(read(desk.get(f"/loyalty/{begun.pk}/")))
    assert ('name="tier1_percent" value="10"' in form, f'value="{kind.pk}" selected' in form) == (True, True)


def test_private_sale_is_written_down_told_and_removed(desk, street):
    PrivateSale.objects.all().delete()
    day = f"{shop_day():%Y-%m-%d}"
    asked = {"name": "Avant-première", "where": f"store:{street.lyon.pk}", "first_on": day, "last_on": day}
    wrong = [
        {"name": " "},
        {"where": "store:x"},
        {"last_on": "2020-01-01"},
        {"first_on": "2020-01-02", "last_on": "2020-01-03"},
    ]
    assert [desk.post("/loyalty/sales/new/", {**asked, **one}).status_code for one in wrong] == [422] * 4
    assert desk.post("/loyalty/sales/new/", asked).status_code == 302
    sale = PrivateSale.objects.get()
    assert ("Avant-première" in read(desk.get("/loyalty/sales/")), sale.store) == (True, street.lyon)
    path = f"/loyalty/sales/{sale.pk}/remove/"
    assert [desk.post(path).status_code for _ in range(2)] == [302, 404]


@pytest.mark.parametrize(
    "change",
    [
        {"moment2_start": "11:00", "moment2_end": "09:00", "moment2_times": "200"},
        {"moment2_times": "200"},
        {"valid_from": "2020-01-01"},
        {"points": "", "visit": ""},
        {"tier1_least": "beaucoup"},
        {"tier1_name": ""},
        {"tier2_name": "Or", "tier2_least": "300"},
        {"burn_points": "0"},
        {"per_euros": "x"},
    ],
)
def test_programme_that_makes_no_sense_is_refused(desk, street, change):
    today, before = {"valid_from": f"{shop_day():%Y-%m-%d}"}, ProgrammeVersion.objects.count()
    answer = desk.post("/loyalty/new/", {**ASKED, **today, **change})
    assert (answer.status_code, ProgrammeVersion.objects.count()) == (422, before)


def test_programme_that_gave_points_today_changes_from_tomorrow(desk, street, begun):
    give(_somebody(street), points=5, kind="survey", store_id=_store(street), key=uuid4(), now=timezone.now())
    today = {"valid_from": f"{shop_day():%Y-%m-%d}"}
    assert desk.post(f"/loyalty/{begun.pk}/", {**ASKED, **today}).status_code == 422


def test_a_merchant_of_the_street_begins_a_programme_of_its_own(desk, street, begun):
    own = Store.objects.order_by("pk")[0].merchant
    assert 'href="/loyalty/new/"' not in read(desk.get("/loyalty/"))  # Of one merchant alone: one programme.
    Merchant.objects.create(name="Un autre inventé")
    today = {"valid_from": f"{shop_day():%Y-%m-%d}"}
    assert desk.post("/loyalty/new/", {**ASKED, **today}).status_code == 422  # All the others have one already.
    desk.post("/loyalty/new/", {**ASKED, **today, "name": "Carte à moi", "merchant": own.pk})
    assert {one.merchant_id: one.name for one in Programme.objects.all()} == {
        None: "Carte du quartier", own.pk: "Carte à moi"}  # fmt: skip
    assert scheme_of_store(_store(street)).name == "Carte à moi"
    assert f'<span class="chip">{own.name}</span>' in read(desk.get("/loyalty/"))
    offered = desk.get("/loyalty/new/").context["form"].fields["merchant"].queryset
    assert own not in offered
    assert desk.post("/loyalty/new/", {**ASKED, **today, "merchant": own.pk}).status_code == 422
    desk.post(f"/loyalty/{begun.pk}/stop/")
    desk.post("/loyalty/new/", {**ASKED, **today, "name": "De nouveau"})
    begun.refresh_from_db()
    assert (begun.is_active, begun.name, Programme.objects.count()) == (True, "De nouveau", 2)


def _store(street):
    from chaland.stores.models import Store

    return Store.objects.order_by("pk").values_list("pk", flat=True)[0]


def _somebody(street):
    return Customer.objects.order_by("pk").values_list("pk", flat=True)[0]


def test_points_are_used_and_corrected_on_the_page_of_a_customer(desk, street, begun):
    anna, key = _somebody(street), uuid4()
    give(anna, points=250, kind="survey", store_id=_store(street), key=uuid4(), now=timezone.now())
    path = f"/customers/{anna}/points/act/"
    for _ in range(2):
        desk.post(path, {"deed": "burn", "points": "200", "key": str(key)})
    desk.post(path, {"deed": "burn", "points": "300", "key": str(uuid4())})
    part = desk.post(path, {"deed": "burn", "points": "20", "key": str(uuid4())}, follow=True)
    assert "Les points s’utilisent par 100" in read(part)
    desk.post(path, {"deed": "adjust", "points": "-5", "key": str(uuid4()), "reference": "Erreur de caisse"})
    seller = Seller.objects.create(store_id=_store(street), code="zoe", name="Zoé Inventée")
    burn(anna, points=1, store_id=seller.store_id, key=uuid4(), now=timezone.now(), reference="seller:zoe")
    desk.post(path, {"deed": "adjust", "points": "1", "key": str(uuid4()), "reference": "Vente annulée"})
    assert Balance.objects.get(customer=anna).points == 45
    page = read(desk.get(f"/customers/{anna}/points/"))
    assert "Points utilisés · Zoé Inventée<br>" in page
    assert '<b class="big">45</b>' in page
    assert "Erreur de caisse" in page
    assert [desk.post(path, {"deed": one, "points": "1", "key": "x"}).status_code for one in ("burn", "steal")] == [
        404,
        404,
    ]


def test_points_used_by_mistake_are_given_back_from_the_line_by_roles_that_edit_the_programme(desk, street, begun):
    anna, key = _somebody(street), str(uuid4())
    give(anna, points=250, kind="survey", store_id=_store(street), key=uuid4(), now=timezone.now())
    path = f"/customers/{anna}/points/act/"
    desk.post(path, {"deed": "burn", "points": "200", "key": key})
    assert "Rendre ces points" in read(desk.get(f"/customers/{anna}/points/"))
    seller = visitor(join("ines@example.com", "seller"))
    assert "Rendre ces points" not in read(seller.get(f"/customers/{anna}/points/"))
    assert (seller.post(path, {"deed": "restore", "key": key}).status_code, _points(anna)) == (404, 50)
    pages = [read(desk.post(path, {"deed": "restore", "key": key}, follow=True)) for _ in range(2)]
    assert ["200 points rendus" in page for page in pages] == [True, True]
    page = read(desk.get(f"/customers/{anna}/points/"))
    assert (_points(anna), "Points rendus" in page, "Rendre ces points" in page) == (250, True, False)
    wrong = [desk.post(path, {"deed": "restore", "key": one}).status_code for one in (str(uuid4()), "x")]
    assert (wrong, _points(anna)) == ([404, 404], 250)


def _points(customer_id):
    return Balance.objects.get(customer=customer_id).points


def test_what_is_owed_is_told_and_given_as_files(desk, street, begun):
    give(_somebody(street), points=250, kind="survey", store_id=_store(street), key=uuid4(), now=timezone.now())
    assert "12,50" in read(desk.get("/loyalty/report/"))
    files = [desk.get(f"/loyalty/report/{one}/") for one in ("csv", "xlsx", "exe")]
    assert [one.status_code for one in files] == [200, 200, 404]


def test_manager_is_told_what_their_store_gave_and_their_customers_still_have(street, begun):
    anna, zoe = (
        street.customer_id,
        create_customer(NewCustomer(last_name="Inventée", home_store_id=street.nantes.pk), now=timezone.now()),
    )
    for who, store, points in ((anna, street.lyon, 250), (anna, street.nantes, 30), (zoe, street.nantes, 500)):
        give(who, points=points, kind="survey", store_id=store.pk, key=uuid4(), now=timezone.now())
    burn(anna, points=100, store_id=street.nantes.pk, key=uuid4(), now=timezone.now())
    Customer.objects.filter(pk=anna).update(home_store=street.lyon)
    told = {}
    for store in (street.lyon, street.nantes):
        [one] = liabilities(now=timezone.now(), store_id=store.pk)
        told[store.code] = (one.holders, one.outstanding, one.issued, one.used, one.cents)
    assert told == {"lyon": (1, 180, 250, 0, 900), "nantes": (1, 500, 530, 100, 2500)}
    manager = visitor(join("chef@example.com", "manager", street.lyon), "fr")
    page = unescape(read(manager.get("/loyalty/report/")))
    assert ("9,00\xa0€" in page, "25,00\xa0€" in page, "votre magasin" in page) == (True, False, True)
    assert "9,00" in manager.get("/loyalty/report/csv/").content.decode("utf-8-sig")


def test_programme_is_stopped(desk, begun):
    desk.post(f"/loyalty/{begun.pk}/stop/")
    begun.refresh_from_db()
    assert not begun.is_active
    assert desk.post("/loyalty/999/stop/").status_code == 404


def test_who_brought_a_customer_is_written_down_and_shown(desk, street, begun):
    path = "/customers/new/"
    form = {"last_name": "Inventée", "mobile": "0639980155", "form_key": str(uuid4())}
    assert 'name="referred_by"' in read(desk.get(path))
    nobody = desk.post(path, {**form, "referred_by": "CARTE9"})
    assert ("CARTE9" in read(nobody), Customer.objects.filter(last_name="Inventée").exists()) == (True, False)
    desk.post(path, {**form, "referred_by": "CARTE1"})
    desk.post(path, {**form, "last_name": "Imaginée", "mobile": "0639980156", "anyway": "1"})
    first, second = (Customer.objects.get(last_name=name).pk for name in ("Inventée", "Imaginée"))
    for told in ("CARTE9", "CARTE1"):
        assert desk.post(f"/customers/{second}/points/act/", {"deed": "refer", "referred_by": told}).status_code == 302
    part = {"HX-Request": "true"}
    pages = [read(desk.get(f"/customers/{one}/points/", headers=part)) for one in (first, second, street.customer_id)]
    assert ["Claire Bonnet" in page for page in pages] == [True, True, False]
    assert "A parrainé 2 clients" in pages[2]
