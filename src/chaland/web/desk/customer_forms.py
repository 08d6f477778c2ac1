"""The forms about a person; which fields they have, and which are compulsory, is what the network has decided."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chaland.customers.custom import CustomRule, check_custom, is_blank
from chaland.customers.models import Customer
from chaland.customers.rules import LARGEST_HOUSEHOLD, OFF, REQUIRED, Address, NewCustomer, Policy
from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import Birthday, format_day
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import separators
from chaland.kernel.phone import normalise_phone
from chaland.kernel.postcode import normalise_postcode
from chaland.sentences import sentence
from chaland.stores.models import Seller, Store

Choices = Sequence[tuple[Any, str | Promise]]

IDENTITY = ("civility", "last_name", "first_name", "birthday", "language")
CONTACT = ("mobile", "email", "phone")
ADDRESS = ("address1", "address2", "postcode", "city", "country")
ABOUT = ("profession", "hobbies", "marital_status")
HOUSEHOLD = ("household_size", "children")
SHOP = ("card", "home_store", "home_seller")
PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": IDENTITY,
    "contact": CONTACT,
    "address": ADDRESS,
    "about": ABOUT,
    "household": HOUSEHOLD,
    "shop": SHOP,
    "custom": (),
}
"""The parts of a file, each with its fields in the order of the form."""

POLICY_NAMES = dict.fromkeys(ADDRESS, "address") | {"household_size": "household"}
"""The field of the network's policy that decides about a form's field of another name."""

REFUSED_NAMES = {"address": "address1", "household": "household_size"}
"""The form's field beside which a refusal about another name is shown."""

LANGUAGES: Choices = (
    ("", _("Not known")),
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("pt", _("Portuguese")),
    ("ar", _("Arabic")),
    ("zh", _("Chinese")),
)
YES_OR_NO: Choices = (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))
FEW_CHOICES = 5
MOST_PLACES = 1000


def _text(label: Any, longest: int, **attributes: Any) -> forms.CharField:
    given = {"autocomplete": "off", **attributes}
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.TextInput(attrs=given))


def _choice(label: Any, choices: Choices) -> forms.ChoiceField:
    radios = len(choices) <= FEW_CHOICES
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.RadioSelect if radios else forms.Select
    )


def asking_who(kind: str) -> dict[str, str]:
    """Attributes that look for somebody already in the file once the field is left."""
    return {
        "hx-post": str(reverse_lazy("customers-known")),
        "hx-trigger": "change",
        "hx-target": "#known",
        "hx-include": "[name=mobile], [name=phone], [name=email], [name=card], "
        "[name=last_name], [name=first_name], [name=birthday], [name=postcode]",
        "data-format": kind,
    }


def standard_fields() -> dict[str, forms.Field]:
    """Every standard field, made anew."""
    return {
        "civility": _choice(_("Civility"), [*Customer.Civility.choices]),
        "last_name": _text(_("Last name"), 100),
        "first_name": _text(_("First name"), 100),
        "birthday": _text(
            _("Birthday"), 20, inputmode="numeric", placeholder=_("24/11/1984 or 24/11"), **{"data-format": "day"}
        ),
        "language": _choice(_("Language"), LANGUAGES),
        "mobile": _text(_("Mobile"), 40, type="tel", placeholder="06 39 98 01 23", **asking_who("phone")),
        "email": _text(_("E-mail"), 320, type="email", placeholder="claire.bonnet@example.com", **asking_who("")),
        "phone": _text(_("Other telephone"), 40, type="tel", placeholder="04 65 71 00 00", **asking_who("phone")),
        "address1": _text(_("Address"), 150, placeholder=_("12 rue des Lilas")),
        "address2": _text(_("Building, floor, hamlet"), 150),
        "postcode": _text(
            _("Postcode"),
            12,
            **{
                "hx-get": str(reverse_lazy("communes")),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#town-field",
                "hx-include": "[name=city], [name=country]",
                "hx-sync": "this:queue last",
            },
        ),
        "city": _text(_("Town"), 100, list="communes"),
        "country": _text(_("Country, if not the shop’s"), 40, placeholder=_("FR, BE, CH…")),
        "profession": _text(_("Profession"), 100),
        "hobbies": _text(_("Hobbies"), 200),
        "marital_status": _choice(_("Marital status"), [("", _("Not known")), *Customer.MaritalStatus.choices]),
        "household_size": forms.IntegerField(
            label=_("People in the household"), required=False, min_value=1, max_value=LARGEST_HOUSEHOLD
        ),
        "children": _text(_("Children’s birth years"), 120, placeholder="2015, 2018", inputmode="text"),
        "card": _text(_("Loyalty card"), 40, **asking_who("")),
        "home_store": _choice(_("Store of reference"), [("", _("None"))] * (FEW_CHOICES + 1)),
        "home_seller": _choice(_("Seller of reference"), [("", _("None"))] * (FEW_CHOICES + 1)),
    }


class CustomerForm(forms.Form):
    """Some parts of a person's file, as typed.

    policy, purposes: what the network asks, and why. parts: keys of `PARTS`. store_id: the store one looks at,
    which then is the store of reference without asking. today: for birthdays.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        purposes: Mapping[str, str],
        parts: Sequence[str],
        today: date,
        store_id: int | None,
        known: NewCustomer | None = None,
        **options: Any,
    ) -> None:
        initial = _as_typed(known) if known else {}
        super().__init__(initial={**initial, **options.pop("initial", {})}, **options)
        self.policy = policy
        self.today = today
        self.parts = tuple(parts)
        self._add_standard(purposes)
        self._add_custom()
        self._offer_places(store_id)

    def told(self, known: NewCustomer) -> NewCustomer:
        """What is known of the person, with what was typed here instead."""
        typed = self.cleaned_data
        changes: dict[str, Any] = {}
        for name in typed.keys() & _PLAIN:
            changes[name] = typed[name]
        for name, attribute in (("mobile", "mobiles"), ("email", "emails"), ("phone", "phones"), ("card", "cards")):
            if name in typed:
                changes[attribute] = tuple(filter(None, [typed[name]]))
        if "birthday" in typed:
            changes["birthday"] = Birthday.parse(typed["birthday"], today=self.today)
        if "postcode" in typed:
            changes["addresses"] = (Address(**{name: typed[name] for name in ADDRESS}),)
        if "children" in typed:
            changes["children_birth_years"] = _years(typed["children"])
        for name in ("home_store", "home_seller"):
            if name in typed:
                changes[f"{name}_id"] = int(typed[name]) if typed[name] else None
        if "custom" in self.parts:
            changes["custom"] = {rule.code: typed.get(f"custom_{rule.code}") for rule in self._custom_rules()}
        return replace(known, **changes)

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal of the domain beside its field."""
        name = (refusal.field or "").replace("custom.", "custom_")
        name = REFUSED_NAMES.get(name, name)
        self.add_error(name if name in self.fields else None, sentence(refusal))

    def clean(self) -> dict[str, Any]:
        """Read every field, so that all mistakes are told at once."""
        for name, read in self._readers().items():
            typed = self.cleaned_data.get(name)
            if name in self.fields and isinstance(typed, str) and not is_blank(typed):
                self._try(name, read, typed)
        for rule in self._custom_rules():
            name = f"custom_{rule.code}"
            if name in self.cleaned_data:
                self._try(name, partial(_check_one, rule), self.cleaned_data[name])
        return self.cleaned_data

    def _try(self, name: str, read: Callable[[Any], Any], typed: Any) -> None:
        try:
            read(typed)
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))

    def _readers(self) -> dict[str, Callable[[str], Any]]:
        region = self.policy.region
        country = (self.cleaned_data.get("country") or region).strip().upper()
        return {
            "mobile": lambda text: normalise_phone(text, region),
            "phone": lambda text: normalise_phone(text, region),
            "email": normalise_email,
            "postcode": lambda text: normalise_postcode(text, country if len(country) == len(region) else region),
            "card": normalise_card,
            "birthday": lambda text: Birthday.parse(text, today=self.today),
            "children": _years,
        }

    def part(self, name: str) -> list[BoundField]:
        """The fields of one part that the network asks for, in order."""
        names = [f"custom_{rule.code}" for rule in self._custom_rules()] if name == "custom" else PARTS[name]
        return [self[one] for one in names if one in self.fields]

    def shown_parts(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The parts that have a field, with their fields."""
        for name in self.parts:
            if fields := self.part(name):
                yield name, fields

    def _add_standard(self, purposes: Mapping[str, str]) -> None:
        asked = {name for part in self.parts for name in PARTS[part]}
        for name, field in standard_fields().items():
            decided = POLICY_NAMES.get(name, name)
            requirement = "optional" if name in SHOP else self.policy.requirement(decided)
            if name not in asked or requirement == OFF:
                continue
            field.help_text = purposes.get(decided, "") if name not in ADDRESS[1:] else ""
            field.required = requirement == REQUIRED and name not in ("address1", "address2", "country")
            field.error_messages["required"] = sentence(Refusal(f"{decided}_required"))
            self.fields[name] = field

    def _custom_rules(self) -> list[CustomRule]:
        rules = self.policy.custom if "custom" in self.parts else ()
        return [rule for rule in rules if rule.requirement != OFF]

    def _add_custom(self) -> None:
        for rule in self._custom_rules():
            field = _custom_field(rule)
            field.help_text = rule.purpose
            field.required = rule.requirement == REQUIRED
            field.error_messages["required"] = sentence(Refusal("custom_field_required", label=rule.label))
            self.fields[f"custom_{rule.code}"] = field

    def _offer_places(self, store_id: int | None) -> None:
        if "shop" not in self.parts:
            return
        sellers = Seller.objects.filter(is_active=True).select_related("store").order_by("store__name", "name")
        if store_id is not None:
            del self.fields["home_store"]
            sellers = sellers.filter(store_id=store_id)
        else:
            stores = Store.objects.order_by("name", "code").values_list("pk", "name")[:MOST_PLACES]
            self._choose("home_store", [(str(pk), name) for pk, name in stores])
        names = [
            (str(one.pk), one.name if store_id else f"{one.name} · {one.store.name}") for one in sellers[:MOST_PLACES]
        ]
        if names:
            self._choose("home_seller", names)
        else:
            del self.fields["home_seller"]

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *choices]


_PLAIN = frozenset(
    {"civility", "last_name", "first_name", "language", "profession", "hobbies", "marital_status", "household_size"}
)


def _custom_field(rule: CustomRule) -> forms.Field:
    if rule.kind == "choice":
        return _choice(rule.label, [("", _("Not known")), *((one, one) for one in rule.choices)])
    if rule.kind == "yes_no":
        return _choice(rule.label, YES_OR_NO)
    if rule.kind == "number":
        return _text(rule.label, 40, inputmode="decimal")
    if rule.kind == "date":
        return _text(rule.label, 20, inputmode="numeric", placeholder=_("24/11/2026"), **{"data-format": "day"})
    return _text(rule.label, 500)


def _check_one(rule: CustomRule, value: Any) -> None:
    check_custom({rule.code: value}, (rule,))


def _years(text: str) -> tuple[int, ...]:
    """Read the years of birth of children: 2015, 2018.

    >>> _years("2015, 2018 et 2021")
    (2015, 2018, 2021)
    """
    words = re.findall(r"[0-9]+", text)
    if text.strip() and (not words or any(len(word) != len("2026") for word in words)):
        raise Refusal("child_birth_years_not_understood", field="children", text=text[:60])
    return tuple(int(word) for word in words)


def _as_typed(known: NewCustomer) -> dict[str, Any]:
    """What is known, as a person would type it."""
    language = get_language() or "fr"
    typed: dict[str, Any] = {name: getattr(known, name) for name in _PLAIN}
    typed["birthday"] = known.birthday.format("fr") if known.birthday else ""
    typed["children"] = ", ".join(map(str, known.children_birth_years))
    typed["home_store"] = str(known.home_store_id or "")
    typed["home_seller"] = str(known.home_seller_id or "")
    for code, value in known.custom.items():
        typed[f"custom_{code}"] = _custom_as_typed(value, language)
    return typed


ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _custom_as_typed(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return format_day(date.fromisoformat(value), "fr")
    if isinstance(value, int | float):
        return str(value).replace(".", separators(language).decimals)
    return str(value)
