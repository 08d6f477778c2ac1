"""What the customer list shows, as its address says it: filters, order, columns, page, and the view one came by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from chaland.sales.customer_list import DEFAULT_COLUMNS, Column

ALL = "all"
_FIRST_SORT = "name"
_LONGEST_FILTER = 200
_LARGEST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class ListState:
    """One state of the list. filters: as typed, by column, blank ones left out. view: a tab's key."""

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = _FIRST_SORT
    descending: bool = False
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    page: int = 1
    view: str = ALL

    @classmethod
    def read(cls, query: QueryDict, known: Mapping[str, Column]) -> "ListState":
        """Read an address; what it says of unknown columns is left out, what it does not say is the usual."""
        sort = query.get("sort", "")
        key = sort.removeprefix("-")
        return cls(
            filters={name: text for name in known if (text := query.get(name, "")[: _LONGEST_FILTER + 1].strip())},
            sort=key if _is_shown(key, known) else _FIRST_SORT,
            descending=sort.startswith("-") and _is_shown(key, known),
            columns=_columns(query.getlist("columns"), known),
            page=_page(query.get("page", "")),
            view=query.get("view", ALL)[:20] or ALL,
        )

    def pairs(self, *, with_page: bool = False, with_view: bool = True) -> list[tuple[str, str]]:
        """Return what an address must say for this state; the usual is left out."""
        said = [("view", self.view)] if with_view and self.view != ALL else []
        said += self.filters.items()
        if (self.sort, self.descending) != (_FIRST_SORT, False):
            said.append(("sort", f"-{self.sort}" if self.descending else self.sort))
        if self.columns != DEFAULT_COLUMNS:
            said.append(("columns", ",".join(self.columns)))
        if with_page and self.page > 1:
            said.append(("page", str(self.page)))
        return said

    def query(self, **changes: Any) -> str:
        """Return the address's query of this state with some changes, from its first page unless `page` is given."""
        return urlencode(replace(self, **changes).pairs(with_page="page" in changes))

    def without(self, key: str) -> "ListState":
        """Return the state with one filter less."""
        return replace(self, filters={name: text for name, text in self.filters.items() if name != key}, page=1)

    def content(self) -> str:
        """Return what a saved view keeps: the filters, the order and the columns."""
        return urlencode(self.pairs(with_view=False))


def _columns(said: Iterable[str], known: Mapping[str, Column]) -> tuple[str, ...]:
    asked = (key for part in said for key in part.split(",") if key != _FIRST_SORT)
    chosen = dict.fromkeys(key for key in asked if _is_shown(key, known))
    return (_FIRST_SORT, *chosen) if chosen else DEFAULT_COLUMNS


def _is_shown(key: str, known: Mapping[str, Column]) -> bool:
    return key in known and known[key].is_shown


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and int(text[:9]) <= _LARGEST_PAGE else 1
