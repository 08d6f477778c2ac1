"""Where customers live, what to expect, kinds and the month: who sees what, links, files. All made up."""

import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from chaland.accounts.rules import Scope
from chaland.customers import queries
from chaland.customers.models import Customer
from chaland.insight.models import Finding, Prediction
from chaland.segments.models import Segment
from chaland.sentences.month.sheet import sheet
from chaland.sentences.month.words import moved
from chaland.stores.models import Store
from chaland.usecases.insight.read_month import read_month
from chaland.usecases.insight.refresh_findings import is_due, refresh_findings
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.segments.look_at_segment import count, explain, members
from chaland.warehouse.outbox import changed
from chaland.web.desk.insight.expected import PARAMETERS
from factories.sales import line, open_shops, receipt
from factories.screens import as_user, page, rows_of, rules_behind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SCREENS = ("catchment", "expected", "profiles", "month")
COMMUNES = [
    ["69381", "Lyon-Inventé", ["69001"], 30_000, "69", 45.77, 4.83, 0],
    ["69382", "Rive-Inventée", ["69002"], 31_000, "69", 45.75, 4.93, 0],
    ["34172", "Plage-Inventée", ["34000"], 290_000, "34", 43.61, 3.88, 0],
]
SQUARE = {"type": "Polygon", "coordinates": [[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.8], [4.8, 45.7]]]}


@pytest.fixture(autouse=True)
def own_home(tmp_path):
    communes = tmp_path / "communes.json"
    communes.write_text(json.dumps(COMMUNES), encoding="utf-8")
    queries.communes.cache_clear()
    with (
        override_settings(LAKE=str(tmp_path / "lake"), COMMUNES_FILE=communes, HOME=tmp_path),
        time_machine.travel(NOW, tick=False),
    ):
        yield
    queries.communes.cache_clear()


def sold(number, customer, store, ago, cents):
    who = {"customer": customer} if customer else {}
    said = {"store": store, "sold_at": NOW - timedelta(days=ago), **who}
    return receipt(number, lines=[line(amount_cents=cents)], **said)


@pytest.fixture
def shops():
    """Lyon has a position and two customers there; Nantes one, of an unknown commune; one receipt is nobody's."""
    shops = open_shops("lyon", "nantes")
    Store.objects.filter(pk=shops[0].pk).update(latitude=45.76, longitude=4.84)
    record_receipts(
        [
            sold("1", "x:1", "lyon", 25, 5000), sold("2", "x:1", "lyon", 60, 5000), sold("3", "x:2", "lyon", 40, 2000),
            sold("4", "x:3", "nantes", 30, 9000), sold("5", "", "lyon", 31, 1234), sold("6", "x:4", "lyon", 200, 100),
            sold("7", "x:4", "lyon", 35, 300),
        ],
        now=NOW, create_missing=True,
    )  # fmt: skip
    live("x:1", "69381")
    live("x:2", "69382")
    return shops


def live(reference, commune):
    customer = Customer.objects.get(reference=reference)
    Customer.objects.filter(pk=customer.pk).update(commune=commune)
    changed("customer", [customer.pk])


@pytest.fixture
def many(shops):
    """Enough customers of Lyon to tell what to expect; each comes at their own pace and may stop."""
    chance = random.Random(5)
    said = []
    for who in range(160):
        ago, pace, leaving = chance.randrange(60, 360), chance.gammavariate(1.5, 12) + 3, chance.betavariate(0.8, 5)
        while ago >= 0:
            cents = round(chance.gammavariate(4, 400)) + 1
            said.append(sold(f"m{who}-{ago}", f"m:{who}", "lyon", ago, cents))
            if chance.random() < leaving:
                break
            ago -= 1 + round(chance.expovariate(1 / pace))
    record_receipts(said, now=NOW, create_missing=True)
    refresh_findings(now=NOW)
    return shops


def rule_of(answer):
    return json.loads(parse_qs(urlsplit(answer.url).query)["rule"][0])


@pytest.mark.parametrize("name", SCREENS)
def test_who_may_not_see_figures_sees_none(shops, name):
    assert page(as_user("seller", shops[0]), name).status_code == 403


@pytest.mark.parametrize("name", SCREENS)
def test_an_empty_file_is_told_so_and_what_to_do(name):
    refresh_findings(now=NOW)
    answer = page(as_user(), name)
    empty = answer.text.partition('class="cardx empty"')[2].partition("</section>")[0]
    assert (answer.status_code, "<table" in answer.text, "<h2>" in empty) == (200, False, True)
    assert re.findall('<a class="btn btn-line" href="(.+?)">', empty) == [reverse("imports")]


def test_no_points_yet_leads_to_the_programme():
    empty = page(as_user(), "points").text.partition('class="cardx empty"')[2].partition("</section>")[0]
    assert re.findall('<a class="btn btn-line" href="(.+?)">', empty) == [reverse("loyalty")]


@pytest.mark.parametrize("name", ["catchment", "month"])
def test_links_lead_to_as_many_people_as_the_number_says(shops, name):
    behind = rules_behind(page(as_user(), name))
    assert len(behind) > 1
    for rule, text in behind:
        said = re.search(r"\d+", text)
        assert said is None or count(rule, Scope(), now=NOW)[0] == int(said[0])


def test_communes_add_up_to_the_whole_file(shops):
    rows = rows_of(page(as_user(), "catchment", file="csv", table="communes"))
    cells = [
        [cell for place, cell in enumerate(row[0].split(";") if len(row) == 1 else row) if place in (0, 3, 6)]
        for row in rows[1:]
    ]
    assert cells == [
        ["Lyon-Inventé", "1", "2"], ["Rive-Inventée", "1", "1"], ["Commune not known", "2", "3"],
        ["Receipts without a customer", "", "1"], ["All", "4", "7"],
    ]  # fmt: skip


def test_a_store_sees_the_homes_of_its_own(shops):
    answer = page(as_user("manager", shops[1]), "catchment")
    assert [line[0].text for line in answer.context["tables"]["communes"].lines][:1] == ["Commune not known"]
    assert answer.context["tables"]["communes"].totals[3] == 1


def test_communes_are_sorted_by_a_heading(shops):
    answer = page(as_user(), "catchment", sort="name", order="asc", by="nonsense")
    assert [code for code, _line in answer.context["homes"]] == ["69381", "69382", ""]
    assert 'aria-sort="ascending"' in answer.content.decode()


def test_map_colours_the_communes_near_the_stores(shops):
    drawn = page(as_user(), "catchment").context["map_data"]
    assert {code: area["value"] for code, area in drawn["areas"].items()} == {"69381": 1, "69382": 1}
    assert [pin["name"] for pin in drawn["stores"]] == ["Lyon"]


def test_a_zone_of_the_builder_is_drawn_on_the_same_map(shops):
    drawn = as_user().get(reverse("segment-zone")).json()
    assert {code: area["value"] for code, area in drawn["areas"].items()} == {"69381": 1, "69382": 1}
    assert as_user("manager", shops[1]).get(reverse("segment-zone")).json()["areas"] == {}


def test_a_zone_typed_in_the_builder_is_shown_as_a_shape(shops):
    typed = {"g-kind": "all", "c-0-type": "zone", "c-0-was": "zone", "c-0-corners": "4.8, 45.7; 4.9, 45.7; 4.9, 45.8"}
    client = as_user()
    shown = client.post(reverse("segment-new"), typed, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-label="Zone of 3 corners"' in shown
    broken = client.post(reverse("segment-new"), {**typed, "c-0-corners": "4.8, 45.7; x"})
    assert 'class="outline"' not in broken.content.decode()


def test_communes_picked_make_a_segment(shops):
    answer = as_user().post(reverse("insight-catchment-segment"), {"commune": ["69381", "69382"]})
    assert rule_of(answer) == {"all": [{"condition": "commune", "is": ["69381", "69382"]}]}


def test_zone_drawn_makes_a_segment_of_the_segment_looked_at(shops):
    rule = {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 1}}]}
    segment = Segment.objects.create(name="Venus", rule=rule, created_at=NOW, changed_at=NOW)
    corners = [[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.8]]
    address = f"{reverse('insight-catchment-segment')}?segment={segment.pk}"
    answer = as_user().post(address, {"zone": json.dumps(corners)})
    wanted = {"all": [{"condition": "zone", "corners": corners}, {"condition": "member", "is": [segment.pk]}]}
    assert rule_of(answer) == wanted
    assert count(wanted, Scope(), now=NOW)[0] == 1


@pytest.mark.parametrize("zone", ["", "nonsense", "[" * 5000, '{"a": 1}'])
def test_nothing_picked_goes_back_to_the_map(shops, zone):
    assert as_user().post(reverse("insight-catchment-segment"), {"zone": zone}).url == reverse("insight-catchment")


def test_contours_are_loaded_and_removed(shops):
    client, feature = as_user(), {"type": "Feature", "properties": {"code": "69381"}, "geometry": SQUARE}
    file = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    client.post(reverse("insight-contours"), {"file": SimpleUploadedFile("c.geojson", file)})
    assert page(client, "catchment").context["contours"] == 1
    client.post(reverse("insight-contours"), {"remove": "1"})
    assert page(client, "catchment").context["contours"] == 0


def test_contours_that_cannot_be_read_are_told(shops):
    client = as_user()
    for sent in ({}, {"file": SimpleUploadedFile("c.geojson", b"{")}):
        answer = client.post(reverse("insight-contours"), sent, follow=True)
        assert "This file is not GeoJSON" in answer.content.decode()


def test_contours_are_for_who_changes_the_settings_of_all_stores(shops):
    for client in (as_user("reader"), as_user("manager", shops[0])):
        assert client.post(reverse("insight-contours"), {"remove": "1"}).status_code == 403


def test_few_customers_are_told_what_is_missing(shops):
    assert is_due(now=NOW)
    refresh_findings(now=NOW)
    assert not is_due(now=NOW)
    assert "At least 50 customers who came back are needed" in page(as_user(), "expected").content.decode()
    assert "At least 100 customers are needed" in page(as_user("reader"), "profiles").content.decode()
    assert is_due(now=NOW + timedelta(minutes=11))


def test_before_the_first_time_it_is_being_worked_out(shops):
    assert "is being worked out" in page(as_user(), "expected").content.decode()
    client = as_user("manager", shops[0])
    assert "are being looked for" in page(client, "profiles").content.decode()
    assert Finding.objects.filter(store=shops[0]).values_list("kind", flat=True).count() == 1


def test_parameters_are_shown_with_what_they_lie_between(many):
    table = page(as_user(), "expected").context["tables"]["parameters"]
    assert [str(row[0]) for row in table.rows] == [str(name) for name in PARAMETERS]
    assert all(low <= value <= high for _name, value, low, high in table.rows)


def test_classes_lead_to_their_people_and_add_up(many):
    answer = page(as_user(), "expected")
    behind = rules_behind(answer)
    assert [count(rule, Scope(), now=NOW)[0] for rule, _text in behind] == [int(text) for _rule, text in behind]
    classes = answer.context["tables"]["still_customers"]
    assert (
        classes.totals[2] == sum(row[2].value for row in classes.rows) == Prediction.objects.filter(store=None).count()
    )


def test_a_store_is_told_of_its_own(many):
    lyon, nantes = many
    told = page(as_user("manager", lyon), "expected").context["tables"]["still_customers"].totals[2]
    assert told == Prediction.objects.filter(store=lyon).count() > 0
    assert "tables" in page(as_user("reader", nantes), "expected").context
    assert page(as_user("marketing", nantes), "expected").context["tables"] == {}


def test_segments_ask_what_is_expected_and_say_why(many):
    best = Prediction.objects.filter(store=None).order_by("-expected_revenue_365_cents")[0]
    asked = {"operator": "at_least", "amount": best.expected_revenue_365_cents}
    rule = {"all": [{"condition": "expected_revenue", "is": asked}]}
    assert members(rule, Scope(), now=NOW).to_pylist() == [best.customer_id]
    (why,) = explain(rule, best.customer_id, Scope(), now=NOW)
    assert (why.holds, dict(why.facts)) == (True, {"cents": best.expected_revenue_365_cents})
    surely = {"all": [{"condition": "still_customer", "is": {"operator": "at_least", "amount": 80}}]}
    assert count(surely, Scope(), now=NOW)[0] == Prediction.objects.filter(store=None, p_alive__gte=0.8).count()
    visits = {"all": [{"condition": "expected_visits", "is": {"operator": "top_percent", "amount": 10}}]}
    assert 0 < count(visits, Scope(), now=NOW)[0] < Prediction.objects.filter(store=None).count()
    nantes = Scope(many[1].pk)
    assert count(rule, nantes, now=NOW)[0] == 0


def test_refreshing_again_changes_nothing_but_the_day(many):
    columns = ("customer_id", "store_id", "p_alive", "expected_visits_365", "expected_revenue_365_cents")
    before = sorted(Prediction.objects.values_list(*columns), key=str)
    Finding.objects.update(found_on=date(2026, 11, 21))
    refresh_findings(now=NOW)
    assert sorted(Prediction.objects.values_list(*columns), key=str) == before


def test_kinds_make_segments_of_whom_they_say(many):
    told = Finding.objects.get(kind="profiles", store=None).told
    found = [count(kind["rule"], Scope(), now=NOW)[0] for kind in told["kinds"]]
    assert found == [round(kind["recall"] * kind["size"] / kind["precision"]) for kind in told["kinds"]]
    answer = page(as_user(), "profiles")
    assert answer.context["tables"]["kinds"].totals[1] == told["customers"]


def test_month_beside_others(shops):
    report = read_month(Scope(), None, now=NOW)
    # The receipts of 22 to 53 days ago are October's.
    assert (str(report.month), report.takings.visits, report.takings.revenue_cents) == ("2026-10", 5, 17_534)
    assert (report.before.visits, report.year_before) == (1, None)
    assert {one.code: one.count for one in report.people} == {"new": 2, "back": 1, "late": 0}


def test_month_is_printed_on_one_sheet(shops):
    answer = page(as_user(), "month", month="2026-10", file="pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") == 1


def test_sheet_writes_names_in_any_alphabet(shops):
    Store.objects.filter(pk=shops[0].pk).update(name="Łódź — 東京 “Chez Zoé”\u202f!")
    assert sheet(read_month(Scope(shops[0].pk), None, now=NOW)).startswith(b"%PDF")


@pytest.mark.parametrize("month", ["nonsense", "2026-13", "0000-01", "2100-01"])
def test_month_that_cannot_be_read_is_left_out(shops, month):
    assert page(as_user(), "month", month=month).status_code == 200


@pytest.mark.parametrize(("new", "old", "told"), [(997, 1000, "+0%"), (995, 1000, "−1%"), (5, 0, "—")])
def test_a_change_too_small_to_write_is_not_below_zero(new, old, told):
    with override("en"):
        assert moved(new, old) == told
