"""The screen of a programme takes every tier and rule, and saves unchanged what it does not show. Made-up rules."""

from dataclasses import replace
from datetime import date, time, timedelta
from html import unescape
from itertools import accumulate

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.loyalty.models import Programme as Kept
from chaland.loyalty.models import ProgrammeVersion
from chaland.loyalty.rules.programme import Choice, Earning, Gifts, Multiplier, Programme, Tier
from chaland.loyalty.rules.written import written
from chaland.loyalty.schemes import Version, schemes
from chaland.stores.models import Category, Merchant, Store
from chaland.web.desk.loyalty.forms import ProgrammeForm, as_typed
from factories.sent import sent_unchanged
from factories.street import open_street
from factories.today import today as shop_day
from factories.vouchers import a_kind

START = date(2026, 1, 1)
GONE = 10**6
"""The number of a family or store that is no more."""


def some(values, **size):
    return st.frozensets(values, max_size=3, **size)


DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
HOURS = st.times(time(8), time(20)) | st.builds(time, st.integers(8, 20))
WORDS = st.sampled_from(("Zoé", "L’Atelier", "XL", "a, b", " double  blanc ", "38 ½", "longue " * 40))


FAMILIES, STORES, KINDS = (901, 902), (911, 912), (921, 922)
"""Their numbers; the second kind of voucher is no longer given."""


def listed(rules):
    return st.lists(rules, max_size=5).map(tuple)


def in_order(tiers):
    """Each tier takes more than the one below; their codes do not follow their places."""
    least = accumulate(one.least for one in tiers)
    codes = st.permutations(("t1", "t2", "t3", "gold", "silver", "t9"))
    said = [replace(one, least=total) for one, total in zip(tiers, least, strict=True)]
    return codes.map(lambda found: tuple(replace(one, code=code) for one, code in zip(said, found, strict=False)))


CHOICES = st.one_of(
    st.builds(
        Choice, some(st.sampled_from((*FAMILIES, GONE))), some(WORDS), some(WORDS), some(WORDS), some(st.integers(1, 3))
    ),
    st.builds(Choice, categories=some(st.sampled_from((*FAMILIES, GONE)))),
    st.builds(Choice, price_levels=some(WORDS)),
    st.builds(Choice, brands=some(WORDS)),
)
POINTS, CENTS, PERCENT = st.integers(0, 10**6), st.integers(1, 10**7), st.integers(0, 1200)
EARNINGS = st.one_of(
    st.builds(Earning, st.sampled_from(("amount", "item", "visit")), POINTS, CENTS, CHOICES, st.sampled_from((0, 500))),
    st.builds(Earning, st.just("amount"), POINTS, CENTS),
    st.builds(Earning, st.just("visit"), POINTS),
    st.builds(Earning, st.just("item"), POINTS, what=CHOICES),
)
CODES = st.sampled_from(("t1", "t2", "gold", "gone"))
PLACES = {"stores": some(st.sampled_from((*STORES, GONE))), "first_on": st.none() | DAYS, "last_on": st.none() | DAYS}
CLOCK = {"start": st.none() | HOURS, "end": st.none() | HOURS}
WEEK = {"weekdays": some(st.integers(0, 6))}
MULTIPLIERS = st.one_of(
    st.builds(Multiplier, PERCENT, tiers=some(CODES), birthday=st.booleans(), **WEEK, **CLOCK, **PLACES),
    st.builds(Multiplier, PERCENT, **WEEK),
    st.builds(Multiplier, PERCENT, **CLOCK),
    st.builds(Multiplier, PERCENT, **PLACES),
    st.builds(Multiplier, PERCENT, birthday=st.booleans()),
    st.builds(Multiplier, PERCENT, tiers=some(CODES, min_size=1)),
)
KIND = st.none() | st.sampled_from(KINDS)
TIER = st.builds(
    Tier, st.just(""), st.integers(1, 10**6), st.sampled_from(("Argent", "Or", 'É’"<b>')),
    st.sampled_from(("", "Livraison offerte")), st.integers(0, 100), st.booleans(), KIND, KIND, KIND,
)  # fmt: skip
PROGRAMMES = st.builds(
    Programme,
    st.just(START),
    listed(EARNINGS),
    listed(MULTIPLIERS),
    listed(CHOICES),
    most_per_day=st.none() | st.integers(1, 10**5),
    lasts_months=st.none() | st.integers(1, 240),
    tier_measure=st.sampled_from(("points", "spend", "visits")),
    tier_days=st.integers(1, 3650),
    tier_by_year=st.booleans(),
    tiers=st.lists(TIER, max_size=6).flatmap(in_order),
    grace_days=st.integers(0, 3650),
    gifts=st.builds(Gifts, *[st.integers(0, 10**5)] * 6),
    notice_days=st.integers(0, 365),
)
"""All that the rules can say, within what the plain numbers of a programme and of a tier may be."""


class Unchanged(TestCase):
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(PROGRAMMES, st.sampled_from(("fr", "en")), st.integers(1, 10**5), st.integers(0, 10**6))
    def test_form_opened_and_saved_leaves_the_programme_as_it_was(self, rules, language, points, cents):
        for pk in FAMILIES:
            Category.objects.create(pk=pk, name=f"Famille {pk}", path=f"Famille {pk}")
        for pk in KINDS:
            a_kind(pk=pk, name=f"Bon {pk}", is_active=pk == KINDS[0])
        shop = Merchant.objects.create(name="Commerce inventé")
        for pk in STORES:
            Store.objects.create(pk=pk, merchant=shop, code=f"s{pk}", name=f"Magasin {pk}")
        with translation.override(language):
            page = ProgrammeForm(initial=as_typed("Club", Version(rules, points, cents), START), versions=[rules])
            form = ProgrammeForm(sent_unchanged(page.as_p()), versions=[rules])
            assert form.errors == {}
            change = form.change()
        assert (change.name, change.burn_points, change.burn_cents) == ("Club", points, cents)
        assert change.rules == rules


@pytest.fixture
def desk(client, db):
    street = open_street(timezone.now())
    client.force_login(street.user)
    return client


FOUR = (Tier("t1", 100, "Bronze"), Tier("t2", 200, "Argent"), Tier("t3", 300, "Or"), Tier("t4", 400, "Platine"))
HIDDEN = (Earning("visit", 1), Earning("visit", 7, what=Choice(products=frozenset({1})), least_cents=5_000))


@pytest.fixture
def programme(desk):
    version = ProgrammeVersion.objects.latest("pk")
    later = shop_day() + timedelta(days=30)
    rules = Programme(later, HIDDEN, (Multiplier(150, tiers=frozenset({"t2"})),), tiers=FOUR)
    version.pk, version.valid_from, version.rules = None, later, written(rules)
    version.save()
    return Kept.objects.get(pk=version.programme_id)


def latest():
    return schemes()[0].rules[-1]


def opened(desk, programme):
    return desk.get(f"/loyalty/{programme.pk}/").content.decode()


def test_page_saved_unchanged_keeps_the_fourth_tier_and_tells_what_it_has_no_field_for(desk, programme):
    before, page = latest(), opened(desk, programme)
    assert "Platine" in page
    assert "7 points à chaque visite. Seulement pour\xa0: " in unescape(page)
    assert desk.post(f"/loyalty/{programme.pk}/", sent_unchanged(page)).status_code == 302
    assert latest() == before


def test_tier_is_added_between_two_and_another_removed_and_the_others_stay_themselves(desk, programme):
    path = f"/loyalty/{programme.pk}/"
    asked = desk.post(path, {**sent_unchanged(opened(desk, programme)).dict(), "more": "tier"})
    assert (asked.status_code, len(latest().tiers)) == (200, 4)
    typed = sent_unchanged(asked.content.decode())
    typed["tier5_name"], typed["tier5_least"], typed["tier1_remove"] = "Vermeil", "2,50", "on"
    assert desk.post(path, typed).status_code == 302
    assert [(one.code, one.name, one.least) for one in latest().tiers] == [
        ("t2", "Argent", 200), ("t5", "Vermeil", 250), ("t3", "Or", 300), ("t4", "Platine", 400),
    ]  # fmt: skip
    assert latest().multipliers == (Multiplier(150, tiers=frozenset({"t2"})),)


def test_rows_are_added_up_to_twenty_and_a_row_that_is_not_there_is_none(desk, programme):
    path, typed = f"/loyalty/{programme.pk}/", sent_unchanged(opened(desk, programme))
    for _ in range(18):
        page = desk.post(path, {**typed.dict(), "more": "tier"}).content.decode()
        typed = sent_unchanged(page)
    assert ("tier20_name" in typed, "tier21_name" in typed, 'value="tier"' in page) == (True, False, False)
    odd = {**typed.dict(), "tier100_name": "Cent", "tier0_name": "Zéro", "tierx_name": "X"}
    assert (desk.post(path, odd).status_code, [one.name for one in latest().tiers]) == (
        302, ["Bronze", "Argent", "Or", "Platine"],
    )  # fmt: skip
