"""What the screens on articles share: what is chosen in their form, how things are called, links to who bought them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, cast

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.sales.dashboard.periods import Period
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import By, Thing, families_below, family_of, way_to
from chaland.web.desk.insight.frame import Asked, people_link

Condition: TypeAlias = Mapping[str, Any]
Text: TypeAlias = str | Promise
KEPT = ("period", "segment")
_MOST_DIGITS = 18
BYS: Mapping[str, Text] = {
    "family": _("Families"),
    "brand": _("Brands"),
    "line": _("Lines"),
    "size": _("Sizes"),
    "colour": _("Colours"),
    "material": _("Materials"),
    "price_level": _("Price levels"),
    "article": _("Articles"),
}
ONE: Mapping[str, Text] = {
    "family": _("Family"),
    "brand": _("Brand"),
    "line": _("Line"),
    "size": _("Size"),
    "colour": _("Colour"),
    "material": _("Material"),
    "price_level": _("Price level"),
    "article": _("Article"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of the form over a screen."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    value: str


class Choices:
    """What the address chooses among, and the form that shows it. Unknown values stand for the usual one."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.options: list[Option] = []

    def one(self, name: str, label: Text, choices: Mapping[str, Text], usual: str) -> str:
        """Return the value chosen for `name`, and show the choice."""
        wanted = self.asked.request.GET.get(name, usual)
        value = wanted if wanted in choices else usual
        self.options.append(Option(name, label, [*choices.items()], value))
        return value

    def by(self, wanted: Iterable[str], name: str = "by", label: Text = "", usual: str = "family") -> By:
        """Return what things are told apart by."""
        return cast("By", self.one(name, label or _("Told apart by"), {code: BYS[code] for code in wanted}, usual))

    def family(self) -> Category | None:
        """Return the family to look into; the form offers those above it and right below it."""
        family = family_of(_number(self.asked.request, "family"))
        way = way_to(family)
        choices: dict[str, Text] = {"": _("All families")}
        choices |= {str(one.pk): ("· " * place) + one.name for place, one in enumerate(way, 1)}
        choices |= {str(one.pk): ("· " * (len(way) + 1)) + one.name for one in families_below(family)}
        value = str(family.pk) if family else ""
        self.options.append(Option("family", _("In the family"), [*choices.items()], value))
        return family

    @property
    def shown(self) -> dict[str, Any]:
        """What the form of the template needs."""
        values = self.asked.request.GET
        return {"options": self.options, "kept": [(name, values[name]) for name in KEPT if values.get(name)]}


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def called(thing: Thing, by: By) -> str:
    """Return how a thing is called on a screen."""
    if thing.label:
        return gettext("{family} itself").format(family=thing.label) if _is_rest(thing, by) else thing.label
    return gettext("No family") if by == "family" else gettext("Not told")


def _is_rest(thing: Thing, by: By) -> bool:
    return by == "family" and not thing.slots


def into(asked: Asked, thing: Thing) -> str:
    """Return the address of the same screen inside a family; empty where there is nothing below."""
    return asked.address(family=str(thing.family_id)) if thing.family_id else ""


def bought(slots: Mapping[str, Any], period: Period | tuple[date, date]) -> Condition:
    """Return the condition of who bought such articles in those days."""
    first_on, last_on = (period.start_on, period.end_on) if isinstance(period, Period) else period
    return {"condition": "bought", **slots, "window": {"from": first_on.isoformat(), "to": last_on.isoformat()}}


def people(asked: Asked, *conditions: Condition) -> str:
    """Return the link to the people of the segment looked at, or of all, who meet the conditions."""
    segment_id = asked.whom.segment_id
    member = [{"condition": "member", "is": [segment_id]}] if segment_id else []
    return people_link({"all": [*member, *conditions]})


def buyers(asked: Asked, thing: Thing, period: Period | None = None) -> str:
    """Return the link to who bought a thing; empty where no condition can say what it is."""
    return people(asked, bought(thing.slots, period or asked.whom.period)) if thing.slots else ""


def in_family(family: Category | None) -> Mapping[str, Any]:
    """Return how a condition names a family, or all articles."""
    return {"category": [family.pk]} if family else {}
