"""What a person's file may hold, and how what people type becomes what is kept."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from chaland.customers.custom import CustomRule, check_custom
from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import FIRST_YEAR, Birthday
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import normalise_phone
from chaland.kernel.postcode import Commune, Communes, normalise_postcode
from chaland.kernel.secret_numbers import holds_secret_number
from chaland.kernel.text import clean, fold

OFF = "off"
OPTIONAL = "optional"
REQUIRED = "required"

FIELDS: dict[str, str] = {
    "civility": OPTIONAL,
    "last_name": OPTIONAL,
    "first_name": OPTIONAL,
    "email": OPTIONAL,
    "mobile": OPTIONAL,
    "phone": OPTIONAL,
    "address": OPTIONAL,
    "birthday": OPTIONAL,
    "language": OPTIONAL,
    "profession": OPTIONAL,
    "hobbies": OPTIONAL,
    "marital_status": OFF,
    "household": OPTIONAL,
    "children": OPTIONAL,
}
"""The standard fields a network decides about, in the order of a form, and what holds until it has decided."""

CIVILITIES = ("mme", "m")
MARITAL_STATUSES = ("single", "couple", "married", "separated", "widowed")
LARGEST_HOUSEHOLD = 30

_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "civility": ("civility",),
    "last_name": ("last_name",),
    "first_name": ("first_name",),
    "email": ("emails",),
    "mobile": ("mobiles",),
    "phone": ("phones",),
    "address": ("addresses",),
    "birthday": ("birthday",),
    "language": ("language",),
    "profession": ("profession",),
    "hobbies": ("hobbies",),
    "marital_status": ("marital_status",),
    "household": ("household_size", "household_reference"),
    "children": ("children_birth_years",),
}
_TITLES = {"mme": "mme", "madame": "mme", "mrs": "mme", "ms": "mme", "mlle": "mme", "mademoiselle": "mme", "f": "mme",
           "m": "m", "mr": "m", "monsieur": "m", "h": "m"}  # fmt: skip
_COUNTRIES = {
    "france": "FR", "belgique": "BE", "belgium": "BE", "suisse": "CH", "switzerland": "CH", "luxembourg": "LU",
    "monaco": "MC", "allemagne": "DE", "germany": "DE", "espagne": "ES", "spain": "ES", "italie": "IT", "italy": "IT",
    "portugal": "PT", "pays bas": "NL", "netherlands": "NL", "royaume uni": "GB", "united kingdom": "GB",
    "irlande": "IE", "ireland": "IE", "andorre": "AD", "andorra": "AD", "canada": "CA", "etats unis": "US",
}  # fmt: skip
_COUNTRY_CODE = re.compile("[A-Z]{2}")
_ADDRESS_LINE = 150
_CITY = 100


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. country: two letters. commune: INSEE code, found from the postcode."""

    address1: str = ""
    address2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    commune: str = ""

    @property
    def line(self) -> str:
        """The address on one line, its country left out.

        >>> Address("12 rue des Lilas", postcode="34000", city="Montpellier").line
        '12 rue des Lilas, 34000 Montpellier'
        """
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(filter(None, (self.address1, self.address2, town)))


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Everything told about a person. As typed before `check`, as kept after it.

    emails, mobiles, phones, addresses: the first of each is the main one.
    household_reference: an outside name of the household, shared by its members; it is made when unknown.
    household_size: number of people, declared. custom: values by the code of the custom field.
    """

    reference: str = ""
    civility: str = ""
    last_name: str = ""
    first_name: str = ""
    birthday: Birthday | None = None
    language: str = ""
    profession: str = ""
    hobbies: str = ""
    marital_status: str = ""
    emails: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    cards: tuple[str, ...] = ()
    home_store_id: int | None = None
    home_seller_id: int | None = None
    household_reference: str = ""
    household_size: int | None = None
    children_birth_years: tuple[int, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What the network asks for. requirements: by standard field, those of `FIELDS` where it says nothing.

    region: the country whose national phone numbers and postcodes are typed without a prefix.
    """

    requirements: Mapping[str, str] = field(default_factory=dict)
    custom: tuple[CustomRule, ...] = ()
    region: str = "FR"

    def requirement(self, name: str) -> str:
        return self.requirements.get(name, FIELDS[name])

    @cached_property
    def off(self) -> tuple[str, ...]:
        """The standard fields that are not asked for."""
        return tuple(name for name in FIELDS if self.requirement(name) == OFF)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The standard fields without which nobody is written down, in the order of a form."""
        return tuple(name for name in FIELDS if self.requirement(name) == REQUIRED)


def check(new: NewCustomer, policy: Policy, *, today: date, communes: Communes | None = None) -> NewCustomer:
    """Return what may be kept of what was told: fields that are off dropped, the rest in canonical form.

    A landline among the mobiles moves to the phones, and the other way round. Nothing changes when it is checked twice.
    Raises Refusal, its `field` naming the input: `<field>_required`, a code of the kernel's readers,
    `phone_is_premium`, `civility_unknown`, `marital_status_unknown`, `household_size_out_of_range`,
    `child_birth_year_out_of_range`, `custom_…`,
    `text_holds_secret_number`, or `customer_without_anything` when nobody could tell who it is.
    """
    asked = without(new, policy.off)
    mobiles, phones = _phones(asked, policy.region)
    checked = NewCustomer(
        reference=asked.reference and _clean("reference", asked.reference, 64),
        civility=_civility(asked.civility),
        last_name=_words("last_name", asked.last_name, 100),
        first_name=_words("first_name", asked.first_name, 100),
        profession=asked.profession and _words("profession", asked.profession, 100),
        hobbies=asked.hobbies and _words("hobbies", asked.hobbies, 200),
        birthday=asked.birthday,
        language=asked.language.strip().lower()[:2],
        marital_status=_marital_status(asked.marital_status),
        emails=_each("email", normalise_email, asked.emails),
        mobiles=mobiles,
        phones=phones,
        addresses=tuple(filter(None, (_address(one, policy.region, communes) for one in asked.addresses))),
        cards=_each("card", normalise_card, asked.cards),
        home_store_id=asked.home_store_id,
        home_seller_id=asked.home_seller_id,
        household_reference=asked.household_reference and _clean("household", asked.household_reference, 64),
        household_size=_household_size(asked.household_size),
        children_birth_years=_birth_years(asked.children_birth_years, today),
        custom=check_custom(asked.custom, policy.custom),
    )
    _refuse_missing(checked, policy)
    return checked


def without(new: NewCustomer, fields: Iterable[str]) -> NewCustomer:
    """Return it with these standard fields left empty."""
    told = [name for name in _attributes(fields) if getattr(new, name)]
    return replace(new, **{name: getattr(_NOTHING, name) for name in told}) if told else new


def keep_unasked(new: NewCustomer, known: NewCustomer, policy: Policy) -> NewCustomer:
    """Return it with what is already known for the fields that are off: an edit cannot erase what it does not show."""
    attributes = _attributes(policy.off)
    asked = {rule.code for rule in policy.custom if rule.requirement != OFF}
    hidden = {code: value for code, value in known.custom.items() if code not in asked}
    told = {code: value for code, value in new.custom.items() if code in asked}
    return replace(new, **{name: getattr(known, name) for name in attributes}, custom={**hidden, **told})


_NOTHING = NewCustomer()


def _attributes(fields: Iterable[str]) -> list[str]:
    return [attribute for name in fields for attribute in _ATTRIBUTES[name]]


def _refuse_missing(checked: NewCustomer, policy: Policy) -> None:
    for name in policy.required:
        if not any(getattr(checked, attribute) for attribute in _ATTRIBUTES[name]):
            raise Refusal(f"{name}_required", field=name)
    if not (checked.last_name or checked.first_name or checked.reference or checked.cards or _contacts(checked)):
        raise Refusal("customer_without_anything", field="last_name")


def _contacts(checked: NewCustomer) -> tuple[object, ...]:
    return (*checked.emails, *checked.mobiles, *checked.phones, *checked.addresses)


def _clean(name: str, text: str, length: int) -> str:
    # Nothing is to be cleaned of most cells but spaces.
    if text.isascii() and text.isprintable() and len(text) <= length:
        return text.strip()
    return str(_about(name, clean, text, length))


def _words(name: str, text: str, length: int) -> str:
    words = _clean(name, text, length)
    if holds_secret_number(words):
        raise Refusal("text_holds_secret_number", field=name)
    return words


def _about(name: str, read: Callable[..., Any], *arguments: object) -> Any:
    try:
        return read(*arguments)
    except Refusal as refusal:
        raise refusal.about(name) from None


def _each(name: str, read: Callable[[str], str], values: Iterable[str]) -> tuple[str, ...]:
    """Read each value that is not blank; the same one twice counts once."""
    told = [_about(name, read, value) for value in values if value.strip()]
    return tuple(dict.fromkeys(told)) if len(told) > 1 else tuple(told)


def _civility(text: str) -> str:
    if text in ("", *CIVILITIES):
        return text
    found = _TITLES.get(fold(text), "")
    if text.strip() and not found:
        raise Refusal("civility_unknown", field="civility", text=text[:60])
    return found


def _marital_status(text: str) -> str:
    status = text.strip().lower()
    if status and status not in MARITAL_STATUSES:
        raise Refusal("marital_status_unknown", field="marital_status", text=text[:60])
    return status


def _phones(asked: NewCustomer, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not (asked.mobiles or asked.phones):
        return (), ()
    sorted_out: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for name, numbers in (("mobile", asked.mobiles), ("phone", asked.phones)):
        for number in filter(str.strip, numbers):
            phone = _about(name, normalise_phone, number, region)
            if phone.kind == "premium":
                raise Refusal("phone_is_premium", field=name, text=number[:60])
            sorted_out[phone.kind == "mobile"][phone.e164] = None
    return tuple(sorted_out[True]), tuple(sorted_out[False])


def _address(typed: Address, region: str, communes: Communes | None) -> Address | None:
    country = _country(typed.country) or region
    postcode = typed.postcode.strip() and _about("postcode", normalise_postcode, typed.postcode, country)
    city = _clean("city", typed.city, _CITY)
    address1 = _clean("address1", typed.address1, _ADDRESS_LINE)
    address2 = typed.address2 and _clean("address2", typed.address2, _ADDRESS_LINE)
    if not (address1 or address2 or postcode or city):
        return None
    insee = ""
    if communes is not None and postcode and country == "FR":
        insee, city = _commune(communes, postcode, city)
    return Address(address1, address2, postcode, city, country, insee)


def _country(text: str) -> str:
    if not text:
        return ""
    code = _COUNTRIES.get(fold(text), text.strip().upper())
    if code and not _COUNTRY_CODE.fullmatch(code):
        raise Refusal("country_unknown", field="country", text=text[:60])
    return code


# The customers of a shop live in a few hundred towns, those of a chain anywhere.
@lru_cache(maxsize=40_000)
def _commune(communes: Communes, postcode: str, city: str) -> tuple[str, str]:
    return commune_of(city, communes.by_postcode(postcode))


def commune_of(city: str, candidates: list[Commune]) -> tuple[str, str]:
    """Return the INSEE code among the communes of a postcode, the only one or the one of that name, and the town.

    The town is filled in when blank; one typed otherwise (a hamlet, CEDEX) is left as it is.
    """
    named = [one for one in candidates if fold(one.name) == fold(city)]
    found = named or (candidates if len(candidates) == 1 else [])
    return (found[0].insee, city or found[0].name) if found else ("", city)


def _household_size(size: int | None) -> int | None:
    if size is not None and not 1 <= size <= LARGEST_HOUSEHOLD:
        raise Refusal("household_size_out_of_range", field="household", limit=LARGEST_HOUSEHOLD)
    return size


def _birth_years(years: Iterable[int], today: date) -> tuple[int, ...]:
    wrong = [year for year in years if not FIRST_YEAR <= year <= today.year]
    if wrong:
        raise Refusal("child_birth_year_out_of_range", field="children", year=wrong[0])
    return tuple(sorted(years))


def search_names(first_name: str, last_name: str, reference: str = "") -> tuple[str, str]:
    """Return the folded "last first" and "first last"; a person without a name goes by their reference.

    >>> search_names("Élodie", "D'Ávila")
    ('d avila elodie', 'elodie d avila')
    """
    last, first = fold(last_name), fold(first_name)
    if not (last or first):
        return (fold(reference),) * 2
    return f"{last} {first}".strip(), f"{first} {last}".strip()


def distinct_addresses(addresses: Sequence[Address]) -> dict[str, Address]:
    """Return the addresses by their folded line, which names an address; the first of each counts."""
    if len(addresses) == 1:
        return {_address_name(addresses[0]): addresses[0]}
    found: dict[str, Address] = {}
    for address in addresses:
        found.setdefault(_address_name(address), address)
    return found


def _address_name(address: Address) -> str:
    return fold(address.line)[:320]
