"""The screens of segments as four people see them: the owner, a reader, marketing at Nantes and the seller of Lyon."""

import json

import pytest

from chaland.segments.models import Membership, Segment, SegmentVersion
from chaland.stores.models import Category
from factories.customers import NOW, enter, marketer_of, seller_of
from factories.segments import HTMX, TWICE, TWICE_TYPED, counted, reader, saved, shown, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]


def test_list_is_empty_then_shows_names_sentences_and_counts_after(owner_client, people):
    assert "No segment yet" in shown(owner_client.get("/segments/"))
    segment = saved()
    page = shown(owner_client.get("/segments/"))
    assert "Fidèles Customers who came at least 2 times." in page
    assert owner_client.get(f"/segments/{segment.pk}/count/", headers={"HX-Request": "true"}).content == b"1"


@pytest.mark.parametrize(
    "template", ["", "win_back", "birthdays", "best", "family", "nearby", "new", "asleep", "unheard"]
)
def test_builder_opens_from_every_template(owner_client, people, template):
    response = owner_client.get("/segments/new/", {"template": template})
    assert (response.status_code, counted(response) is not None) == (200, True)


def test_builder_counts_while_one_writes(owner_client, people):
    response = owner_client.post("/segments/new/", TWICE_TYPED, **HTMX)
    assert (counted(response), response.headers["HX-Trigger"]) == ("1", "segment-counted")
    assert "33.3% of the file" in shown(response)
    assert counted(owner_client.post("/segments/new/", {**TWICE_TYPED, "c-0-is-amount": "1"}, **HTMX)) == "2"


def test_panel_shows_the_people_of_the_rule(owner_client, people):
    page = shown(owner_client.post("/segments/panel/", TWICE_TYPED, **HTMX))
    assert "E-mail 1 1" in page
    assert "Bonnet Ada" in page
    assert "€150" in page


def test_panel_of_nobody_divides_by_nobody(owner_client, shops):
    page = shown(owner_client.post("/segments/panel/", TWICE_TYPED, **HTMX))
    assert "Nobody yet." in page
    assert "Average basket — file: —" in page


def test_saving_works_without_javascript(owner_client, people):
    response = owner_client.post("/segments/new/", {**TWICE_TYPED, "name": "Fidèles", "told": "on", "action": "save"})
    segment = Segment.objects.get()
    assert (response.status_code, response.url) == (302, f"/segments/{segment.pk}/")
    assert (segment.name, segment.rule, segment.is_told_at_till) == ("Fidèles", {"all": [TWICE]}, True)
    assert list(Membership.objects.values_list("customer_id", flat=True)) == [people["ada"]]


def test_saving_by_htmx_goes_to_the_segment(owner_client, people):
    response = owner_client.post("/segments/new/", {**TWICE_TYPED, "name": "Fidèles", "action": "save"}, **HTMX)
    assert response.headers["HX-Redirect"] == f"/segments/{Segment.objects.get().pk}/"


def test_changed_rule_is_the_next_version(owner_client, people):
    segment = saved()
    address = f"/segments/{segment.pk}/"
    owner_client.post(address, {**TWICE_TYPED, "c-0-is-amount": "3", "name": "Fidèles", "action": "save"})
    owner_client.post(address, {**TWICE_TYPED, "c-0-is-amount": "3", "name": "Habitués", "action": "save"})
    segment.refresh_from_db()
    assert (segment.name, segment.version, SegmentVersion.objects.count()) == ("Habitués", 2, 1)
    assert "who came at least 3 times" in shown(owner_client.get(f"{address}history/"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "Give it a name."),
        ({"c-0-is-amount": ""}, "Choose or type something here."),
        ({"c-0-is-amount": "deux"}, "“deux” is not a number"),
        ({"c-0-type": ""}, "Choose or type something here."),
        ({"c-0-is-amount": "-5"}, "Give a number from 0 to"),
        (
            {"c-0-shown": "window", "c-0-window-kind": "dates", "c-0-window-from": "31/02/2026"},
            "is not a date. Write it",
        ),
        (
            {
                "c-0-shown": "window",
                "c-0-window-kind": "dates",
                "c-0-window-from": "02/01/2026",
                "c-0-window-to": "01/01/2026",
            },
            "The end comes before the beginning",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_is_lost(owner_client, people, typed, told):
    response = owner_client.post("/segments/new/", {**TWICE_TYPED, "name": "Fidèles", "action": "save", **typed})
    page = shown(response)
    assert (response.status_code, Segment.objects.count(), told in page) == (200, 0, True)
    assert all(f'value="{text}"' in response.content.decode() for text in typed.values() if text and text != "window")


def test_what_is_gone_and_what_leads_back_is_told_beside_its_field(owner_client, people):
    one = saved()
    other = saved({"all": [{"condition": "member", "is": [one.pk]}]}, name="Autres")
    rule = {"all": [TWICE, {"condition": "bought", "is": {"operator": "at_least", "amount": 1}, "category": [987]}]}
    gone = owner_client.get("/segments/new/", {"rule": json.dumps(rule)}).text
    typed = {"g-kind": "all", "c-0-type": "member", "c-0-was": "member", "c-0-shown": "is", "c-0-is": str(other.pk)}
    circle = owner_client.post(f"/segments/{one.pk}/", typed).text
    assert 'id="c-1-category-error" role="alert">“no. 987” is not there any more' in gone
    assert 'id="c-0-is-error" role="alert">This segment would be a condition of itself' in circle


def test_name_taken_is_told_beside_the_name(owner_client, people):
    saved()
    page = shown(owner_client.post("/segments/new/", {**TWICE_TYPED, "name": "Fidèles", "action": "save"}))
    assert "There is already a segment called “Fidèles”." in page


def test_condition_and_its_opposite_are_hinted_at(owner_client, people):
    rule = {"all": [TWICE, {"none": [TWICE]}]}
    page = shown(owner_client.get("/segments/new/", {"rule": json.dumps(rule)}))
    assert "Nobody can be both asked for and excluded: “who came at least 2 times”." in page


def test_bounds_that_leave_nobody_are_hinted_at(owner_client, people):
    rule = {"all": [TWICE, {"condition": "visits", "is": {"operator": "at_most", "amount": 1}}]}
    page = shown(owner_client.get("/segments/new/", {"rule": json.dumps(rule)}))
    assert "Nobody can be both “who came at least 2 times” and “who came at most 1 time”." in page


def test_whole_file_is_noticed(owner_client, people):
    response = owner_client.get("/segments/new/", {"rule": '{"all": []}'})
    assert counted(response) == "3"
    assert "This takes the whole file" in shown(response)


def test_health_like_family_warns(owner_client, people):
    family = Category.objects.create(name="Produits de santé", path="Soins > Produits de santé")
    rule = {"all": [{"condition": "bought", "category": [family.pk]}]}
    page = shown(owner_client.get("/segments/new/", {"rule": json.dumps(rule)}))
    assert "“Soins > Produits de santé” may tell of health" in page


@pytest.mark.parametrize(("text", "found"), [("Menuisiér", "1"), ("%", "1"), ("_", "0"), ("'", "0"), ('"', "0")])
def test_texts_are_literal_and_blind_to_accents(owner_client, people, text, found):
    enter("Elan", "Éva", profession="MENUISIER 100%", now=NOW)
    rule = {"all": [{"condition": "profession", "is": [text]}]}
    assert counted(owner_client.get("/segments/new/", {"rule": json.dumps(rule)})) == found


@pytest.mark.parametrize(
    "rule",
    ["{", "[]", '{"all": 3}', '{"some": []}', '{"all": [{"condition": "unheard"}]}', "[" * 5000, "null",
     '{"all": [[]]}', '{"all":[{"condition":"visits","is":{"operator":"like","amount":1}}]}'],
)  # fmt: skip
def test_address_that_says_no_rule_is_told(owner_client, people, rule):
    response = owner_client.get("/segments/new/", {"rule": rule})
    assert (response.status_code, 'role="alert"' in response.content.decode()) == (200, True)


def test_too_deep_and_too_many_are_told(owner_client, people):
    deep = {f"g{'-0' * level}-kind": "all" for level in range(7)}
    typed = {name.replace("-0", "c", 0): text for name, text in TWICE_TYPED.items() if name.startswith("c")}
    deep |= {name.replace("c-0", f"c{'-0' * 7}", 1): text for name, text in typed.items()}
    assert "more than 5 deep" in shown(owner_client.post("/segments/new/", deep, **HTMX))
    many = {name.replace("c-0", f"c-{n}", 1): text for n in range(201) for name, text in typed.items()}
    assert "more than 200 conditions" in shown(owner_client.post("/segments/new/", many, **HTMX))
    values = {"c-0-type": "postcode", "c-0-was": "postcode", "c-0-is": [str(n) for n in range(1001)]}
    assert "more than 1,000 values" in shown(owner_client.post("/segments/new/", values, **HTMX))


def test_segment_may_not_be_a_condition_of_itself(owner_client, people):
    segment = saved()
    typed = {"name": "Fidèles", "c-0-type": "member", "c-0-was": "member", "c-0-is": str(segment.pk), "action": "save"}
    response = owner_client.post(f"/segments/{segment.pk}/", typed)
    segment.refresh_from_db()
    assert (response.status_code, segment.rule) == (200, {"all": [TWICE]})
    assert "would be a condition of itself" in shown(response)


def test_foreign_store_is_forbidden_and_nothing_is_saved(shops, people):
    lyon, nantes = shops
    client = visitor(marketer_of(nantes))
    rule = {"all": [{**TWICE, "store": [lyon.pk]}]}
    typed = {**TWICE_TYPED, "c-0-shown": "store", "c-0-store": str(lyon.pk), "name": "Ailleurs", "action": "save"}
    answers = [
        client.get("/segments/new/", {"rule": json.dumps(rule)}),
        client.post("/segments/new/", typed),
        client.post("/segments/panel/", typed),
    ]
    assert ([answer.status_code for answer in answers], Segment.objects.count()) == ([403] * 3, 0)


def test_store_counts_its_own_people_only(shops, people):
    client = visitor(marketer_of(shops[1]))
    response = client.post("/segments/new/", {**TWICE_TYPED, "c-0-is-amount": "1"}, **HTMX)
    assert (counted(response), "100.0% of the file" in shown(response)) == ("1", True)


def test_store_looks_at_the_networks_segment_and_may_not_change_it(shops, people):
    segment = saved()
    client = visitor(marketer_of(shops[1]))
    page = client.get(f"/segments/{segment.pk}/")
    assert "This segment is the whole network’s" in shown(page)
    client.post(f"/segments/{segment.pk}/", {**TWICE_TYPED, "name": "À nous", "action": "save"})
    client.post(f"/segments/{segment.pk}/act/", {"action": "delete"})
    client.post(f"/segments/{segment.pk}/act/", {"action": "tell"})
    segment.refresh_from_db()
    assert (segment.name, segment.is_told_at_till) == ("Fidèles", False)


def test_network_segment_about_another_store_opens_without_a_count(shops, people):
    segment = saved({"all": [{**TWICE, "store": [shops[0].pk]}]})
    client = visitor(marketer_of(shops[1]))
    assert client.get(f"/segments/{segment.pk}/count/", headers={"HX-Request": "true"}).content.decode() == "—"
    assert "about a store that is not yours" in shown(client.get(f"/segments/{segment.pk}/"))
    assert client.get(f"/segments/{segment.pk}/people/").status_code == 200
    assert client.get(f"/segments/{segment.pk}/history/").status_code == 200
    assert client.get("/segments/").status_code == 200


def test_another_stores_segment_does_not_exist(shops, people):
    segment = saved(store=shops[0])
    client = visitor(marketer_of(shops[1]))
    parts = ("", "count/", "people/", "history/", "why/")
    assert {client.get(f"/segments/{segment.pk}/{part}").status_code for part in parts} == {404}


def test_reader_looks_and_changes_nothing(shops, people):
    segment = saved()
    client = visitor(reader())
    assert counted(client.post("/segments/new/", TWICE_TYPED, **HTMX)) == "1"
    refused = [
        client.post("/segments/new/", {**TWICE_TYPED, "name": "Autre", "action": "save"}).status_code,
        client.post(f"/segments/{segment.pk}/", {**TWICE_TYPED, "name": "Autre", "action": "save"}).status_code,
        client.post(f"/segments/{segment.pk}/act/", {"action": "delete"}).status_code,
    ]
    assert (refused, Segment.objects.get().name) == ([403] * 3, "Fidèles")
    assert "Save the segment" not in shown(client.get(f"/segments/{segment.pk}/"))


def test_seller_sees_no_segments(shops, people):
    segment = saved()
    client = visitor(seller_of(shops[0]))
    paths = ["/segments/", "/segments/new/", f"/segments/{segment.pk}/", f"/segments/{segment.pk}/people/",
             f"/segments/{segment.pk}/why/", f"/customers/{people['ada']}/segments/"]  # fmt: skip
    assert {client.get(path).status_code for path in paths} == {403}
    assert "Segments" not in shown(client.get(f"/customers/{people['ada']}/"))


def test_only_own_choices_are_offered_to_a_store(shops, people):
    client = visitor(marketer_of(shops[1]))
    typed = {"c-0-type": "home_store", "c-0-was": "home_store"}
    page = client.post("/segments/new/", typed, **HTMX).content.decode()
    assert ("Nantes</label>" in page, "Lyon</label>" in page) == (True, False)


def test_things_are_found_by_typing(owner_client, people):
    Category.objects.get_or_create(name="Bottes", path="Chaussures > Bottes")
    for number in range(20):
        Category.objects.create(name=f"Rayon {number}", path=f"Rayon {number}")
    typed = {"c-0-type": "bought", "c-0-was": "bought", "c-0-shown": "category", "c-0-category-find": "bott"}
    assert "Chaussures &gt; Bottes</label>" in owner_client.post("/segments/new/", typed, **HTMX).content.decode()
    typed["c-0-category-find"] = "zzz"
    assert "Nothing is called so." in shown(owner_client.post("/segments/new/", typed, **HTMX))


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_statements_for_three_segments_as_for_one(
    owner_client, people, count, django_assert_max_num_queries
):
    for number in range(count):
        saved({"all": [{**TWICE, "store": [number + 1]}]}, name=f"Segment {number}")
    owner_client.get("/segments/")
    with django_assert_max_num_queries(12):
        owner_client.get("/segments/")
