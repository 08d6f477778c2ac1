"""The headings of the customer list: their words, hints, and the choices of those one picks from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.accounts.queries import stores_of
from chaland.accounts.rules import Scope
from chaland.customers.queries import custom_rules
from chaland.sales.customer_list import Column, columns_with
from chaland.stores.models import Seller
from chaland.usecases.insight.choose_people import segments_to_choose

Choice = tuple[str, str | Promise]

LABELS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("heading", "Name"),
    "civility": pgettext_lazy("heading", "Civility"),
    "city": pgettext_lazy("heading", "Town"),
    "postcode": pgettext_lazy("heading", "Postcode"),
    "store": pgettext_lazy("heading", "Store"),
    "seller": pgettext_lazy("heading", "Seller"),
    "reference": pgettext_lazy("heading", "Reference"),
    "card": pgettext_lazy("heading", "Card"),
    "email": pgettext_lazy("heading", "E-mail"),
    "mobile": pgettext_lazy("heading", "Mobile"),
    "birthday": pgettext_lazy("heading", "Birthday"),
    "age": pgettext_lazy("heading", "Age"),
    "created_at": pgettext_lazy("heading", "File opened"),
    "status": pgettext_lazy("heading", "Kind"),
    "household": pgettext_lazy("heading", "Household"),
    "revenue": pgettext_lazy("heading", "Revenue"),
    "revenue_12m": pgettext_lazy("heading", "Revenue 12 months"),
    "revenue_prior_12m": pgettext_lazy("heading", "Revenue 12 months before"),
    "visits": pgettext_lazy("heading", "Visits"),
    "visits_12m": pgettext_lazy("heading", "Visits 12 months"),
    "basket": pgettext_lazy("heading", "Average basket"),
    "interval": pgettext_lazy("heading", "Interval"),
    "usual_interval": pgettext_lazy("heading", "Usual interval"),
    "recent_interval": pgettext_lazy("heading", "Recent interval"),
    "interval_change": pgettext_lazy("heading", "Interval change"),
    "rhythm": pgettext_lazy("heading", "Rhythm"),
    "first_visit": pgettext_lazy("heading", "First visit"),
    "last_visit": pgettext_lazy("heading", "Last visit"),
    "recency": pgettext_lazy("heading", "Days away"),
    "categories": pgettext_lazy("heading", "Families bought"),
    "wish": pgettext_lazy("heading", "Wish"),
    "bought": pgettext_lazy("heading", "Bought"),
    "segment": pgettext_lazy("heading", "Segment"),
}
CHOICES: Mapping[str, Sequence[Choice]] = {
    "civility": (("mme", _("Ms")), ("m", _("Mr"))),
    "status": (("customer", _("Customer")), ("prospect", _("Prospect"))),
    "rhythm": (
        ("on_time", _("On time")),
        ("late,very_late", _("Late or very late")),
        ("late", _("Late")),
        ("very_late", _("Very late")),
        ("unknown", _("No habit yet")),
    ),
    "wish": (("arrived", _("Arrived, to be told")), ("waiting", _("Waiting"))),
}
YES_NO: Sequence[Choice] = (("yes", _("Yes")), ("no", _("No")))
_MAY_BE_EMPTY = frozenset({"civility", "store", "seller"})
_HINTS: Mapping[str, str | Promise] = {
    "name": _("contains"),
    "text": _("contains"),
    "custom_text": _("contains"),
    "email": _("contains"),
    "mobile": "06 39",
    "card": _("contains"),
    "code": _("begins with"),
    "birthday": _("24/11, this month"),
    "moment": _("2026, <30d"),
    "custom_date": _("2026, <30d"),
    "money": "> €",
    "count": ">",
    "custom_number": ">",
    "days": _("> d"),
    "recency": _("> d"),
    "percent": "> %",
    "age": "30..50",
}
_WIDTHS = {"money": 7, "count": 4, "days": 5, "recency": 5, "percent": 5, "age": 6, "name": 16, "email": 14}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the page shows it: its words, the hint in its filter, and choices where one picks."""

    column: Column
    label: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def size(self) -> int:
        """The width of its filter, in characters."""
        return _WIDTHS.get(self.column.kind, 10)

    def label_of(self, value: object) -> str:
        """Return the words of a chosen value; those of another store's row are not told."""
        return next((str(label) for key, label in self.choices if key == str(value)), gettext("Elsewhere"))


def headings_for(user: User, scope: Scope) -> dict[str, Heading]:
    """Return every heading a user may ask for, by key, with the choices they may see."""
    places = _places(user, scope)
    return {key: _heading(column, places) for key, column in columns_with(custom_rules()).items()}


def _places(user: User, scope: Scope) -> dict[str, tuple[Choice, ...]]:
    """Return the stores and sellers one may choose among; a store's user is not told of the others."""
    stores = [store for store in stores_of(user) if scope.store_id in (None, store.pk)]
    sellers = Seller.objects.filter(store__in=[store.pk for store in stores]).order_by("name", "pk")
    return {
        "store": tuple((str(store.pk), store.name) for store in stores),
        "seller": tuple((str(pk), name) for pk, name in sellers.values_list("pk", "name")),
        "segment": tuple((str(pk), name) for pk, name in segments_to_choose(scope)),
    }


def _heading(column: Column, places: Mapping[str, tuple[Choice, ...]]) -> Heading:
    if column.key in places:
        allowed = places[column.key]
        column = replace(column, choices=tuple(key for key, _label in allowed))
        return Heading(column, str(LABELS[column.key]), choices=allowed)
    if column.rule:
        own = YES_NO if column.kind == "custom_yes_no" else tuple((one, one) for one in column.choices)
        return Heading(column, column.rule.label, str(_HINTS.get(column.kind, "")), tuple(own))
    if column.kind == "purchases":
        return _purchases_heading(column, places)
    choices = tuple(CHOICES.get(column.key, ()))
    return Heading(column, str(LABELS[column.key]), str(_HINTS.get(column.kind, "")), choices)


def _purchases_heading(column: Column, places: Mapping[str, tuple[Choice, ...]]) -> Heading:
    """Name the stores and sellers one may ask about, by what an address says of them: store:12, seller:3."""
    choices = tuple((f"{part}:{key}", label) for part in ("store", "seller") for key, label in places[part])
    return Heading(replace(column, choices=tuple(key for key, _label in choices)), str(LABELS["bought"]), "", choices)


def filter_choices(heading: Heading) -> tuple[Choice, ...]:
    """Return what a filter offers: the choices, and having none where that can be."""
    without: tuple[Choice, ...] = ()
    if heading.key in _MAY_BE_EMPTY or heading.column.rule:
        without = (("=", gettext("None")), ("*", gettext("Any")))
    return (*heading.choices, *without) if heading.choices else ()
