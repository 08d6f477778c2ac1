"""The columns of the customer list: where each value stands, how it is filtered and sorted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chaland.customers.custom import CustomRule

Kind: TypeAlias = Literal[
    "name", "text", "code", "choice", "related", "email", "mobile", "card", "birthday", "age", "moment", "recency",
    "money", "count", "days", "percent", "rhythm", "status", "wish",
    "custom_text", "custom_number", "custom_date", "custom_choice", "custom_yes_no", "purchases",
    "segment",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    key: its name in addresses and saved views. kind: the family of its values, which decides how it is filtered,
    shown and exported. field: where the value stands, as a path from `Customer`, or from `Figures` for a figure.
    order: the paths it is sorted by, `field` where empty. may_be_null: rows without a value come last, whichever way
    it is sorted. choices: the values one chooses among, for a choice.
    """

    key: str
    kind: Kind
    field: str = ""
    order: tuple[str, ...] = ()
    may_be_null: bool = False
    choices: tuple[str, ...] = ()
    rule: CustomRule | None = None

    @property
    def is_figure(self) -> bool:
        """Whether its values stand in the live figures, not in the person's file."""
        return self.key in _FIGURES

    @property
    def is_shown(self) -> bool:
        """Whether it has a value of its own to show and sort by, beside being filtered."""
        return self.kind not in ("purchases", "segment")

    @property
    def is_number(self) -> bool:
        """Whether its values stand to the right of their cells."""
        return self.kind in ("money", "count", "days", "percent", "age", "recency", "custom_number")

    @property
    def sort_paths(self) -> tuple[str, ...]:
        return self.order or (self.field,)


_ALL: tuple[Column, ...] = (
    Column("name", "name", "last_name", order=("search_name",)),
    Column("civility", "choice", "civility", choices=("mme", "m")),
    Column("city", "text", "city", order=("search_city",)),
    Column("postcode", "code", "postcode"),
    Column("store", "related", "home_store_id", order=("home_store__name",), may_be_null=True),
    Column("seller", "related", "home_seller_id", order=("home_seller__name",), may_be_null=True),
    Column("reference", "code", "reference", may_be_null=True),
    Column("card", "card", "card", may_be_null=True),
    Column("email", "email", "email", may_be_null=True),
    Column("mobile", "mobile", "mobile", may_be_null=True),
    Column(
        "birthday",
        "birthday",
        "birth_month",
        order=("birth_month", "birth_day"),
        may_be_null=True,
    ),
    Column("age", "age", "birth_year", order=("born",), may_be_null=True),
    Column("created_at", "moment", "created_at"),
    Column("status", "status", "receipts", choices=("customer", "prospect")),
    Column("household", "count", "household__size", may_be_null=True),
    Column("revenue", "money", "revenue_cents"),
    Column("revenue_12m", "money", "revenue_12m_cents"),
    Column("revenue_prior_12m", "money", "revenue_prior_12m_cents"),
    Column("visits", "count", "visits"),
    Column("visits_12m", "count", "visits_12m"),
    Column("basket", "money", "average_basket_cents", may_be_null=True),
    Column("interval", "days", "visit_interval_days", may_be_null=True),
    Column("usual_interval", "days", "usual_interval_days", may_be_null=True),
    Column("recent_interval", "days", "recent_interval_days", may_be_null=True),
    Column("interval_change", "percent", "interval_change", may_be_null=True),
    Column("rhythm", "rhythm", "late_on", may_be_null=True, choices=("on_time", "late", "very_late", "unknown")),
    Column("first_visit", "moment", "first_visit_at", may_be_null=True),
    Column("last_visit", "moment", "last_visit_at", may_be_null=True),
    Column("recency", "recency", "last_visit_at", may_be_null=True),
    Column("categories", "count", "categories"),
    Column("wish", "wish", "wish", may_be_null=True, choices=("arrived", "waiting")),
)
COLUMNS: Mapping[str, Column] = {column.key: column for column in _ALL}
"""The columns every network has, in the order they are offered."""
TOWN = frozenset({"city", "postcode"})
"""The columns that tell where somebody lives."""
HOME = frozenset({"store", "seller"})
"""The columns that tell who keeps the file."""
BOUGHT = Column("bought", "purchases")
"""Who bought, when, where and from whom: a filter without a column."""
SEGMENT = Column("segment", "segment")
"""Who is in a saved segment: a filter without a column, whose customers are given with the question."""

_FIGURES = frozenset({
    "status", "revenue", "revenue_12m", "revenue_prior_12m", "visits", "visits_12m", "basket", "interval",
    "usual_interval", "recent_interval", "interval_change", "rhythm", "first_visit", "last_visit", "recency",
    "categories",
})  # fmt: skip

DEFAULT_COLUMNS = (
    "name", "city", "store", "revenue_12m", "visits", "basket", "interval", "interval_change", "rhythm", "last_visit",
    "email", "mobile",
)  # fmt: skip


def columns_with(rules: Iterable[CustomRule]) -> dict[str, Column]:
    """Return every column by its key: the usual ones, the network’s own fields asked for, `BOUGHT`, `SEGMENT`."""
    own = {f"custom.{rule.code}": _own(rule) for rule in rules if rule.requirement != "off"}
    return {**COLUMNS, **own, BOUGHT.key: BOUGHT, SEGMENT.key: SEGMENT}


def _own(rule: CustomRule) -> Column:
    kinds: dict[str, Kind] = {
        "text": "custom_text",
        "number": "custom_number",
        "date": "custom_date",
        "choice": "custom_choice",
        "yes_no": "custom_yes_no",
    }
    choices = rule.choices if rule.kind == "choice" else ("yes", "no") if rule.kind == "yes_no" else ()
    path = f"custom__{rule.code}"
    return Column(f"custom.{rule.code}", kinds[rule.kind], path, may_be_null=True, choices=choices, rule=rule)
