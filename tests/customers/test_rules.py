from dataclasses import replace
from datetime import date

import pytest

from chaland.customers.custom import CustomRule
from chaland.customers.rules import (
    OFF,
    REQUIRED,
    Address,
    NewCustomer,
    Policy,
    check,
    commune_of,
    keep_unasked,
    search_names,
)
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.kernel.postcode import Commune

TODAY = date(2026, 11, 22)
OPEN = Policy()
SIZE = CustomRule("size", "Shoe size", "number")
OWN = (
    SIZE,
    CustomRule("note", "Note", "text"),
    CustomRule("since", "Since", "date"),
    CustomRule("style", "Style", "choice", ("Ville", "Randonnée")),
    CustomRule("vip", "VIP", "yes_no"),
)


def refusal_of(new: NewCustomer, policy: Policy = OPEN) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        check(new, policy, today=TODAY)
    return caught.value.code, caught.value.field


def test_check_puts_what_was_typed_in_its_kept_form():
    typed = NewCustomer(
        reference=" cj:900 ",
        civility="Madame",
        last_name="  Dupre\u0301 ",
        emails=(" Claire@Exemple.FR", "", "claire@exemple.fr"),
        mobiles=("06 39 98 01 23",),
        cards=(" 000 123",),
        language="FR",
    )
    assert check(typed, OPEN, today=TODAY) == NewCustomer(
        reference="cj:900",
        civility="mme",
        last_name="Dupré",
        emails=("claire@exemple.fr",),
        mobiles=("+33639980123",),
        cards=("000123",),
        language="fr",
    )


def test_check_twice_changes_nothing():
    typed = NewCustomer(
        last_name="Bonnet",
        birthday=Birthday(24, 11),
        addresses=(Address("1 rue du Test", postcode="1000", city="Bourg"),),
        custom={"size": "38,5", "style": "randonnee", "vip": "oui", "since": "24/11/2020"},
    )
    policy = Policy(custom=OWN)
    once = check(typed, policy, today=TODAY)
    assert check(once, policy, today=TODAY) == once
    assert once.addresses[0].postcode == "01000"


def test_check_moves_a_landline_out_of_the_mobiles_and_back():
    typed = NewCustomer(mobiles=("01 99 00 12 34", "06 39 98 01 23"), phones=("06 39 98 04 56",))
    checked = check(typed, OPEN, today=TODAY)
    assert (checked.mobiles, checked.phones) == (("+33639980123", "+33639980456"), ("+33199001234",))


def test_check_refuses_a_premium_number():
    assert refusal_of(NewCustomer(phones=("0899 70 12 34",))) == ("phone_is_premium", "phone")


@pytest.mark.parametrize(
    ("new", "code", "field"),
    [
        (NewCustomer(emails=("a@exemple,fr",)), "email_not_understood", "email"),
        (NewCustomer(mobiles=("6.12E+08",)), "phone_damaged_by_spreadsheet", "mobile"),
        (NewCustomer(cards=("3,70E+12",)), "card_damaged_by_spreadsheet", "card"),
        (NewCustomer(last_name="x" * 101), "text_too_long", "last_name"),
        (NewCustomer(first_name="a\x00"), "text_unreadable", "first_name"),
        (NewCustomer(civility="Dr"), "civility_unknown", "civility"),
        (NewCustomer(addresses=(Address(postcode="ABC"),)), "postcode_not_understood", "postcode"),
        (NewCustomer(addresses=(Address(city="Lyon", country="Atlantis"),)), "country_unknown", "country"),
        (NewCustomer(last_name="A", household_size=0), "household_size_out_of_range", "household"),
        (NewCustomer(last_name="A", children_birth_years=(2031,)), "child_birth_year_out_of_range", "children"),
        (NewCustomer(last_name="A", hobbies="CB 4970 1012 3456 7893"), "text_holds_secret_number", "hobbies"),
        (NewCustomer(last_name="A", profession="2 84 11 34 172 123 45"), "text_holds_secret_number", "profession"),
        (NewCustomer(last_name="FR76 3000 6000 0112 3456 7890 189"), "text_holds_secret_number", "last_name"),
        (NewCustomer(last_name="A", custom={"colour": "red"}), "custom_field_unknown", "custom.colour"),
        (NewCustomer(), "customer_without_anything", "last_name"),
        (NewCustomer(civility="m", hobbies="chess"), "customer_without_anything", "last_name"),
    ],
)
def test_check_refuses_and_names_the_field(new, code, field):
    assert refusal_of(new) == (code, field)


def test_a_field_that_is_off_is_ignored_even_when_it_is_wrong():
    policy = Policy({"email": OFF, "birthday": OFF})
    typed = NewCustomer(last_name="Bonnet", emails=("nonsense",), birthday=Birthday(1, 1, 1990))
    assert check(typed, policy, today=TODAY) == NewCustomer(last_name="Bonnet")


def test_a_household_that_is_not_asked_for_is_not_joined_either():
    typed = NewCustomer(last_name="Bonnet", household_reference="h1", household_size=3)
    assert check(typed, Policy({"household": OFF}), today=TODAY) == NewCustomer(last_name="Bonnet")


def test_a_required_field_is_refused_by_its_name():
    assert refusal_of(NewCustomer(last_name="Bonnet"), Policy({"mobile": REQUIRED})) == ("mobile_required", "mobile")


def test_a_required_own_field_is_refused_by_its_code():
    policy = Policy(custom=(replace(SIZE, requirement=REQUIRED),))
    assert refusal_of(NewCustomer(last_name="Bonnet"), policy) == ("custom_field_required", "custom.size")


def test_own_values_are_kept_in_their_type():
    told = {"size": "38,5", "note": " x ", "since": "24/11/2020", "style": "randonnee", "vip": "Oui"}
    checked = check(NewCustomer(last_name="B", custom=told), Policy(custom=OWN), today=TODAY)
    assert checked.custom == {"size": 38.5, "note": "x", "since": "2020-11-24", "style": "Randonnée", "vip": True}


@pytest.mark.parametrize(
    ("code", "value", "refused"),
    [
        ("size", "big", "number_not_understood"),
        ("size", ["38"], "number_not_understood"),
        ("size", float("nan"), "number_not_understood"),
        ("since", "31/02/2020", "day_not_understood"),
        ("style", "Ski", "custom_choice_unknown"),
        ("vip", "perhaps", "custom_not_yes_or_no"),
    ],
)
def test_own_values_of_another_type_are_refused(code, value, refused):
    new = NewCustomer(last_name="B", custom={code: value})
    assert refusal_of(new, Policy(custom=OWN)) == (refused, f"custom.{code}")


def test_an_edit_keeps_what_the_network_does_not_ask_for():
    known = NewCustomer(last_name="Old", profession="Baker", custom={"size": 38, "note": "x"})
    policy = Policy({"profession": OFF}, (SIZE, CustomRule("note", "Note", "text", requirement=OFF)))
    kept = keep_unasked(NewCustomer(last_name="New", custom={"size": 40}), known, policy)
    assert (kept.last_name, kept.profession, kept.custom) == ("New", "Baker", {"size": 40, "note": "x"})


JUVIGNAC = Commune("34123", "Juvignac", ("34990",), 12000, "34", None, None)
MONTPELLIER = Commune("34172", "Montpellier", ("34000",), 300000, "34", None, None)


def test_the_only_commune_of_a_postcode_fills_in_the_town():
    assert commune_of("", [JUVIGNAC]) == ("34123", "Juvignac")


def test_a_commune_among_several_is_found_by_its_name_only():
    several = [MONTPELLIER, JUVIGNAC]
    assert commune_of("JUVIGNAC", several) == ("34123", "JUVIGNAC")
    assert commune_of("", several) == ("", "")


def test_somebody_without_a_name_goes_by_the_reference():
    assert search_names("", "", "cj:900") == ("cj 900", "cj 900")


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", "CB 4970-1012-3456-7893", "text_holds_secret_number"),
        ("text", "FR76 3000 6000 0112 3456 7890 189", "text_holds_secret_number"),
        ("number", "4970101234567893", "text_holds_secret_number"),
        ("number", "2841134172123", "text_holds_secret_number"),
        ("text", "2901100000014", None),
        ("text", "rappeler au 06 39 98 01 23", None),
    ],
)
def test_own_field_keeps_the_number_of_a_former_card_and_no_secret_one(kind, value, code):
    policy = Policy(custom=(CustomRule("own", "Own", kind),))
    new = NewCustomer(last_name="A", custom={"own": value})
    if code:
        assert refusal_of(new, policy) == (code, "custom.own")
    else:
        assert check(new, policy, today=TODAY).custom == {"own": value}
