"""The people of the dashboard: things to do, state of the file, recency and frequency."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext_lazy

from chaland.sales.dashboard.people import FREQUENCY, RECENCY, FileState
from chaland.usecases.insight.read_day import Day
from chaland.web.desk.dashboard import heat
from chaland.web.desk.dashboard.links import Links, span

RECENCY_LABELS = (_("0–30 d"), _("31–90 d"), _("91–180 d"), _("181–365 d"), _("over 1 year"))
STATES = (
    ("active", pgettext_lazy("state of the file", "Active"), _("bought within 90 days")),
    ("to_call_back", pgettext_lazy("state of the file", "To call back"), _("bought 91 to 180 days ago")),
    ("dormant", pgettext_lazy("state of the file", "Dormant"), _("bought 181 to 365 days ago")),
    ("lost", pgettext_lazy("state of the file", "Lost"), _("nothing for over a year")),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A tile: how many, what, why, and where to do it."""

    count: int
    label: str | Promise
    detail: str | Promise
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class State:
    """One line of the state of the file; percent, of the customers who bought, is a whole number for the bar."""

    key: str
    label: str | Promise
    rule: str | Promise
    count: int
    share: float
    url: str

    @property
    def percent(self) -> int:
        return round(self.share * 100)


def tasks(day: Day, links: Links) -> list[Task]:
    """Return what there is to do; a line with nobody in it is left out."""
    to_do = day.to_do
    found = (
        Task(
            to_do.late,
            npgettext_lazy("to do", "regular who is late", "regulars who are late", to_do.late),
            _("away over twice as long as usual for them"),
            "clock",
            links.late,
        ),
        Task(
            to_do.birthdays,
            npgettext_lazy("to do", "birthday", "birthdays", to_do.birthdays),
            _("today and the next six days"),
            "cake",
            links.birthdays,
        ),
        Task(
            day.appointments,
            npgettext_lazy("to do", "appointment or call", "appointments or calls", day.appointments),
            _("for today or overdue"),
            "calendar-event",
            reverse("agenda"),
        ),
        Task(
            to_do.wishes,
            npgettext_lazy("to do", "customer to tell", "customers to tell", to_do.wishes),
            _("what they wished for has arrived"),
            "gift",
            links.wishes,
        ),
        Task(
            day.quotes,
            npgettext_lazy("to do", "quote to follow up", "quotes to follow up", day.quotes),
            _("its day has come, nothing bought yet"),
            "file-invoice",
            f"{reverse('quotes')}?state=late",
        ),
        Task(
            to_do.prospects,
            npgettext_lazy("to do", "newcomer to welcome", "newcomers to welcome", to_do.prospects),
            _("file opened within 30 days, nothing bought yet"),
            "user-heart",
            links.prospects,
        ),
    )
    return [task for task in found if task.count]


def requests_due(count: int) -> list[Task]:
    """Return the requests of people that have waited for twenty days; nothing without any."""
    label = npgettext_lazy("to do", "request of a person", "requests of people", count)
    task = Task(count, label, _("noted twenty days ago or more"), "shield-lock", reverse("rights"))
    return [task] if count else []


def states(file: FileState, links: Links) -> list[State]:
    """Return the states of the file by last purchase."""
    return [
        State(key, label, rule, file.in_state(key), _share(file.in_state(key), file.customers), links.in_state(key))
        for key, label, rule in STATES
    ]


def _share(count: int, whole: int) -> float:
    return count / whole if whole else 0


def recency_table(file: FileState, links: Links) -> Sequence[heat.Row]:
    """Return the customers by number of visits (rows) and days since the last one (columns)."""
    counts = {(frequency, recency): count for (recency, frequency), count in file.cells.items()}
    rows = [(index, span(band).replace("..", "–").replace(">=", "≥ ")) for index, band in enumerate(FREQUENCY)]
    rows[-1] = (rows[-1][0], "1")
    return heat.shaded(counts, rows, range(len(RECENCY)), lambda row, column: links.in_cell(column, row))
