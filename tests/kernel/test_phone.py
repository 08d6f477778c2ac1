"""Telephone numbers: made-up ones, in the ranges kept for fiction wherever the case allows."""

from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.phone import Phone, format_phone, normalise_phone, phone_search_key

mobiles = st.from_regex(r"63998[0-9]{4}", fullmatch=True)


@given(mobiles, st.sampled_from(["0{}", "+33{}", "0033{}", "+33 {}", "0 {}"]))
def test_phone_written_whole_needs_no_repair(national, shape):
    assert normalise_phone(shape.format(national)) == Phone(f"+33{national}", "mobile")


@given(mobiles)
def test_phone_shown_is_read_back_and_found(national):
    e164 = f"+33{national}"
    assert normalise_phone(format_phone(e164)).e164 == e164
    assert phone_search_key(format_phone(e164)) == phone_search_key(e164)


@given(st.from_regex(r"0[1-7][0-9]{8}", fullmatch=True), st.sampled_from(["", " ", ".", "\u00a0"]))
def test_phone_short_way_agrees_with_the_library(digits, between):
    number = phonenumbers.parse(digits, "FR")
    assume(phonenumbers.is_valid_number(number))
    expected = "mobile" if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE else "landline"
    typed = between.join(digits[start : start + 2] for start in range(0, 10, 2))
    assert normalise_phone(typed) == Phone(f"+33{digits[1:]}", expected)


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("639980123", "+33639980123"),
        ("639980123.0", "+33639980123"),
        ("33639980123", "+33639980123"),
        ("+33 (0)6 39 98 01 23", "+33639980123"),
        ("O6 39 98 O1 23", "+33639980123"),
        ("o639980123", "+33639980123"),
    ],
)
def test_phone_repaired_says_so(typed, e164):
    assert normalise_phone(typed) == Phone(e164, "mobile", fixed=True)


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 01 23",
        "06.39.98.01.23",
        "06-39-98-01-23",
        "06/39/98/01/23",
        "06\u00a039\u202f98\u00a001 23",
        "\u202a+33 6 39 98 01 23\u202c",
        "06\u201139\u201198\u201101\u201123",
    ],
)
def test_phone_punctuation_is_no_repair(typed):
    assert normalise_phone(typed) == Phone("+33639980123", "mobile")


@pytest.mark.parametrize(
    ("typed", "e164", "kind"),
    [
        ("01 99 00 12 34", "+33199001234", "landline"),
        ("09 72 12 34 56", "+33972123456", "landline"),
        ("0899123456", "+33899123456", "premium"),
        ("0800123456", "+33800123456", "other"),
        ("0690123456", "+590690123456", "mobile"),
        ("0696123456", "+596696123456", "mobile"),
        ("0694123456", "+594694123456", "mobile"),
        ("0692123456", "+262692123456", "mobile"),
        ("0639691234", "+262639691234", "mobile"),
        ("+32 470 12 34 56", "+32470123456", "mobile"),
        ("+1 202 555 0123", "+12025550123", "mobile"),
    ],
)
def test_phone_kind_and_country(typed, e164, kind):
    assert normalise_phone(typed) == Phone(e164, kind)


def test_phone_is_national_for_the_stores_region_first():
    assert normalise_phone("0470 12 34 56", "BE") == Phone("+32470123456", "mobile")
    assert normalise_phone("06 39 98 01 23", "BE") == Phone("+33639980123", "mobile")
    assert normalise_phone("0596 50 12 34", "MQ") == Phone("+596596501234", "landline")


@pytest.mark.parametrize("typed", ["6.12E+08", "6,12E+08", "6E8", "+6.12e08", "3.36123E+10"])
def test_phone_damaged_by_a_spreadsheet_is_refused(typed):
    with pytest.raises(Refusal, match="phone_damaged_by_spreadsheet"):
        normalise_phone(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "0639980123/0639980124",
        "06 39 98 01 23 / 06 39 98 01 24",
        "06 39 98 01 23 ou 06 39 98 01 24",
        "0639980123 0639980124",
        "06 39 98 01 23 06 39 98 01 24",
        "0639980123;0639980124",
        "+33639980123+33639980124",
        "06 39 98 01 23\n06 39 98 01 24",
    ],
)
def test_phone_cell_with_two_numbers_offers_both(typed):
    with pytest.raises(Refusal, match="phone_two_numbers") as caught:
        normalise_phone(typed)
    assert (caught.value.params["first"], caught.value.params["second"]) == ("+33639980123", "+33639980124")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "07 00 00 00 00",
        "06 39 98 01",
        "06123456789",
        "3639",
        "112",
        "FLOWERS",
        "06 39 98 01 2X",
        "０６３９９８０１２３",
        "+999123456789",
        "0" * 5000,
        "06 39 98 01 23 poste 5",
        "\x0006 39 98 01 23",
    ],
)
def test_phone_that_cannot_exist_is_refused(typed):
    with pytest.raises(Refusal, match="phone_not_understood"):
        normalise_phone(typed)


@given(st.text(max_size=60))
def test_phone_of_any_text_is_read_or_refused(text):
    with suppress(Refusal):
        assert normalise_phone(text).e164[0] == "+"


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+33639980123", "06 39 98 01 23"),
        ("+590690123456", "0690 12 34 56"),
        ("+32470123456", "+32 470 12 34 56"),
        ("accueil", "accueil"),
        ("", ""),
    ],
)
def test_phone_is_shown_grouped(e164, shown):
    assert format_phone(e164) == shown


@pytest.mark.parametrize(
    "typed", ["06 39 98", "0639.98", "+33 6 39 98", "0033 6 39 98", "+33 (0)6 39 98", "63998", "6 39 98"]
)
def test_phone_search_finds_the_same_beginning(typed):
    assert phone_search_key(typed) == "63998"


def test_phone_search_key_of_others():
    keys = [
        phone_search_key(text) for text in ("+590690123456", "0690 12", "+32470123456", "33639980123", "Bonnet", "")
    ]
    assert keys == ["690123456", "69012", "32470123456", "639980123", "", ""]


@pytest.mark.parametrize("start", ["01", "069", "0590", "0690", "0709", "+3369", "63", "003379"])
def test_number_that_the_quick_look_refuses_is_nobody_s_for_the_library_either(start):
    for number in range(40):
        national = start.removeprefix("+33").removeprefix("0033").removeprefix("0")
        text = start + f"{number * 2_500_037 + 77:08}"[: 9 - len(national)]
        with suppress(Refusal):
            normalise_phone(text)
            continue
        for region in ("FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF"):
            assert not phonenumbers.is_valid_number(phonenumbers.parse(text, region)), (text, region)
