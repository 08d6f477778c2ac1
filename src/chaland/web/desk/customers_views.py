"""The tabs of the customer list: the views every shop starts from, and those users saved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext

from chaland.customers.queries import saved_views
from chaland.sales.customer_list import Column
from chaland.web.desk.customers_state import ALL, ListState

REGULAR_VISITS = 4
NEW_DAYS = 60


@dataclass(frozen=True, slots=True)
class Tab:
    """One view. key: its name in addresses. saved_id: the user's own saved view, None for the others."""

    key: str
    label: str
    state: ListState
    saved_id: int | None = None

    @property
    def query(self) -> str:
        return self.state.query()

    def is_shown_by(self, state: ListState) -> bool:
        """Tell whether a state is this view as it was saved, whatever the page."""
        return state.content() == self.state.content()


def tabs_for(user_id: int, known: Mapping[str, Column]) -> list[Tab]:
    """Return the tabs of a user, the usual ones first."""
    return [*_usual(known), *_saved(user_id, known)]


def _usual(known: Mapping[str, Column]) -> Iterator[Tab]:
    said = (
        (ALL, gettext("All customers"), ""),
        ("regulars", gettext("Regulars"), f"rhythm=on_time&visits_12m=%3E%3D{REGULAR_VISITS}&sort=-revenue_12m"),
        ("late", gettext("To call back"), "rhythm=late,very_late&sort=-revenue_12m"),
        ("birthdays", gettext("Birthdays of the month"), f"birthday={gettext('this month')}&sort=birthday"),
        ("new", gettext("New (60 days)"), f"created_at=<%3D{NEW_DAYS}{gettext('d')}&sort=-created_at"),
        ("prospects", gettext("Prospects"), "status=prospect&sort=-created_at"),
    )
    for key, label, query in said:
        yield Tab(key, label, replace(ListState.read(QueryDict(query), known), view=key))


def _saved(user_id: int, known: Mapping[str, Column]) -> Iterator[Tab]:
    for view in saved_views(user_id):
        key = str(view.pk)
        state = replace(ListState.read(QueryDict(view.query), known), view=key)
        yield Tab(key, view.name, state, view.pk if view.user_id == user_id else None)
