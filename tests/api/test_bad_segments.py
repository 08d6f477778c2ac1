# ruff: noqa: N802 - the cases keep their numbers, S01 to S14
"""What goes wrong in rules of segments: each case over the API, S07 and S13 where they are shown. All made up.

The screens answer the same in tests/web/test_segments.py, rules by themselves in tests/segments.
"""

import pytest
from django.test import override_settings

from chaland.accounts.rules import Scope
from chaland.customers.rules import NewCustomer
from chaland.loyalty.rules.clearing import Due
from chaland.segments.models import Segment
from chaland.stores.models import Category
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.loyalty.clear_points import Line, Statement
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.segments.save_segment import save_segment
from factories.sales import NOON, line, receipt

pytestmark = pytest.mark.django_db(transaction=True)
TWICE = {"condition": "visits", "is": {"operator": "at_least", "amount": 2}}
MANY = 1000


@pytest.fixture(autouse=True)
def lake(tmp_path):
    with override_settings(LAKE=str(tmp_path / "lake")):
        yield


@pytest.fixture
def count(call, partner_token):
    """Count a rule whose conditions must all hold."""

    def ask(*conditions, token=partner_token, language="en"):
        return call("POST", "/segments/count", {"rule": {"all": [*conditions]}}, token=token, language=language)

    return ask


def enter(name, **told):
    return create_customer(NewCustomer(last_name=name, reference=name, **told), now=NOON)


def refused(answer):
    return answer.status, answer.code, answer.pointers


def of_number(condition, operator, amount):
    return {"condition": condition, "is": {"operator": operator, "amount": amount}}


def test_S01_field_that_is_not_in_the_list_is_refused(count):
    for name in ("password", "customers.password", "1; DROP TABLE customers", ""):
        assert refused(count({"condition": name})) == (422, "condition_unknown", ["/rule/all/0"])


def test_S02_operator_that_the_field_does_not_take_is_refused(count):
    asked = [of_number("age", "top_percent", 10), of_number("visits", "like", 1), of_number("visits", "=", 1)]
    for condition in asked:
        assert refused(count(condition)) == (422, "operator_not_allowed", ["/rule/all/0/is"])


def test_S03_more_than_a_thousand_values_are_refused(count):
    postcodes = [f"{number:05}" for number in range(10 * MANY)]
    assert refused(count({"condition": "postcode", "is": postcodes})) == (422, "too_many_values", ["/rule/all/0/is"])
    assert count({"condition": "postcode", "is": postcodes[:MANY]}).body["count"] == 0


def test_S04_twenty_levels_are_refused_and_five_are_not(count):
    def nested(levels):
        return {"any": [nested(levels - 1) if levels > 1 else TWICE]}

    assert count(nested(4)).status == 200
    answer = count(nested(19))
    assert refused(answer) == (422, "rule_too_deep", ["/rule/all/0/any/0/any/0/any/0/any/0"])


@pytest.mark.parametrize("day", ["", None, "hier", "2026-02-30"])
def test_S05_not_bought_since_no_day_is_refused(count, day):
    answer = count({"none": [{"condition": "bought", "window": {"from": day}}]})
    assert refused(answer) == (422, "day_of_condition", ["/rule/all/0/none/0/window"])


def test_S06_condition_and_its_contrary_are_nobody_and_told(count):
    enter("ana")
    answer = count(TWICE, {"none": [TWICE]})
    assert (answer.body["count"], answer.body["all"]) == (0, 1)
    assert answer.body["notices"] == ["Nobody can be both asked for and excluded: “who came at least 2 times”."]
    said = count(TWICE, {"none": [TWICE]}, language="fr").body["notices"]
    assert said == [
        "Personne ne peut être à la fois voulu et exclu\u00a0: «\u00a0qui sont venus au moins 2 fois\u00a0»."
    ]


def test_S07_the_whole_file_is_told_before_anything_is_made_of_it(count):
    enter("ana")
    assert count().body["notices"] == ["This takes the whole file: add a condition to choose among the customers."]
    assert count(TWICE).body["notices"] == []


def test_S08_signs_of_patterns_and_quotes_mean_themselves(count):
    for name, hobby in (("ana", "100% jazz"), ("bob", "100_jazz"), ("cyd", 'l\'art dit "brut"'), ("dan", "100 jazz")):
        enter(name, hobbies=hobby)
    found = {text: count({"condition": "hobbies", "is": [text]}).body["count"] for text in ("%", "_", "'", '"', "0% j")}
    assert found == {"%": 1, "_": 1, "'": 1, '"': 1, "0% j": 1}


def test_S09_capitals_and_accents_are_one(count):
    enter("ana", profession="Éleveuse")
    enter("bob", profession="eleveuse")
    spelt = ("É", "é", "ÉLEVEUSE", "E\u0301leveuse", "eleveuse")
    found = [count({"condition": "profession", "is": [text]}).body["count"] for text in spelt]
    assert found == [2] * len(spelt)


def test_S10_share_of_nobody_is_nobody_and_a_basket_without_a_visit_unknown(count):
    best = {**of_number("revenue", "top_percent", 20), "window": {"last_days": 365}}
    assert (count(best).body["count"], count(best).body["all"]) == (0, 0)
    enter("ana")
    record_receipts([receipt("1", customer="bob", lines=[line("A", -500, quantity_milli=-1000)])], now=NOON)
    for window in ({}, {"window": {"last_days": 365}}):
        unknown = {"condition": "average_basket", "is": {"operator": "unknown"}, **window}
        assert count(unknown).body["count"] == 2


def test_S11_segment_within_itself_is_refused(count):
    first = save("premier", TWICE)
    second = save("second", {"condition": "member", "is": [first.pk]})
    Segment.objects.filter(pk=first.pk).update(rule={"all": [{"condition": "member", "is": [second.pk]}]})
    answer = count({"condition": "member", "is": [first.pk]})
    assert (answer.status, answer.code) == (422, "segment_cycle")


def save(name, *conditions):
    return save_segment(
        None, name=name, rule={"all": [*conditions]}, is_told_at_till=False, scope=Scope(), author_id=None, now=NOON
    )


def test_S12_family_that_tells_of_health_is_warned_of(count):
    family = Category.objects.create(name="Orthopédie", path="Chaussures > Orthopédie")
    [told] = count({"condition": "bought", "category": [family.pk]}).body["notices"]
    assert told.startswith("“Chaussures > Orthopédie” may tell of health, faith or intimate life.")


def test_S13_merchants_of_a_street_are_told_of_no_small_number_of_people():
    """What they are told: sums of points and money, and how many customers are common, which keeps to a least number.

    The least number: tests/usecases/loyalty/test_clear_points.py.
    """
    told = {name for shape in (Due, Line, Statement) for name in shape.__dataclass_fields__}
    assert told == {
        "on", "issuer", "honoured_by", "points", "cents", "merchant", "given", "honoured", "claims", "used_elsewhere",
        "debts", "common", "first", "line", "dues", "names",
    }  # fmt: skip


def test_S14_foreign_store_is_forbidden_not_empty(count, shops, till_token):
    for condition in (
        {**TWICE, "store": [shops.nantes.pk]},
        {"condition": "home_store", "is": [shops.nantes.pk]},
        {"none": [{"condition": "bought", "store": [shops.lyon.pk, shops.nantes.pk]}]},
    ):
        answer = count(condition, token=till_token)
        assert (answer.status, answer.code) == (403, "store_not_allowed")
