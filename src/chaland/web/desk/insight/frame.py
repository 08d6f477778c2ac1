"""What the screens of "what the file knows" share: whom they are about, and how a page or a file is answered.

To add a screen:
1. its line in screens.py: name, label, question, icon (a Tabler name of web/common/icons.txt), and its group;
2. a pure expression in `insight/<name>.py`, a use case `usecases/insight/read_<name>.py` that takes a `Whom`;
3. a view in `web/desk/insight/<name>.py` with `@permission(rules.VIEW_FIGURES)`: `asked = Asked(request, "<name>")`,
   make `Table`s and `Chart`s, `return show(asked, tables=…, charts=…, formula=…, …)`, which also answers the files;
4. its address in urls.py, named `insight-<name>`; a `Tile` for the landing page in landing.py (`TILES`);
5. a template `desk/insight/<name>.html` that extends `desk/insight/base.html` and fills the block `screen` with
   `{% include "desk/insight/table.html" with table=tables.<key> %}` and `chart.html" with chart=charts.<key>` alike;
6. `people_link(rule)` makes of any number a link to its people. French in locale/parts. Tests, guide, changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom, segments_to_choose
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import request_scope
from chaland.web.common.context import address_of
from chaland.web.desk.insight.charts import Chart
from chaland.web.desk.insight.screens import BY_NAME, GROUPS, Screen, group_of
from chaland.web.desk.insight.tables import FILES, Table, as_file

PERIODS = {
    "30d": (30, _("30 days")),
    "90d": (90, _("90 days")),
    "12m": (365, _("12 months")),
    "24m": (730, _("24 months")),
}
USUAL = "12m"
OF_FILES = ("file", "table")
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the landing page as it is shown, and the sentence that it is the subject of."""

    figure: str
    sentence: str | Promise


class Asked:
    """What the address of a screen asks: the store of the top bar, `period`, `segment`; unknown values are left out."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.request = request
        self.screen: Screen | None = BY_NAME.get(name)

    @cached_property
    def choice(self) -> str:
        """The period chosen, a key of PERIODS."""
        wanted = self.request.GET.get("period", USUAL)
        return wanted if wanted in PERIODS else USUAL

    @cached_property
    def segments(self) -> list[tuple[int, str]]:
        """The segments to choose from."""
        return segments_to_choose(request_scope(self.request))

    @cached_property
    def whom(self) -> Whom:
        """Whose figures, seen from where, over which days."""
        period = Period.ending(today_of_network(timezone.now()), PERIODS[self.choice][0])
        return Whom(request_scope(self.request), period, self._segment_id)

    @property
    def _segment_id(self) -> int | None:
        wanted = self.request.GET.get("segment", "")
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS):
            return None
        return next((pk for pk, _name in self.segments if pk == int(wanted)), None)

    def address(self, **changes: str) -> str:
        """Return the address of this screen with these values changed; an empty value is left out."""
        values = {**self.request.GET.dict(), **changes}
        return f"?{urlencode({name: value for name, value in values.items() if value and name not in OF_FILES})}"


def show(
    asked: Asked,
    *,
    tables: Sequence[Table] = (),
    charts: Sequence[Chart] = (),
    formula: str | Promise = "",
    **more: Any,
) -> HttpResponseBase:
    """Answer a screen: its page, or the file of one of its tables that the address asks (`file=csv&table=<key>`).

    formula: how it is counted, in a line or two. more: what else the screen's own template shows.
    """
    if asked.screen is None:
        raise Http404
    named = {table.key: table for table in tables}
    kind = asked.request.GET.get("file")
    if kind is not None:
        return _file(named, asked.request.GET.get("table", ""), kind, asked)
    context = {
        **bar(asked),
        "tables": named,
        "charts": {chart.key: chart for chart in charts},
        "formula": formula,
        **more,
    }
    return render(asked.request, f"desk/insight/{asked.screen.name.replace('-', '_')}.html", context)


def bar(asked: Asked) -> dict[str, Any]:
    """Return what the frame around a screen shows."""
    return {
        "nav": "insight",
        "groups": GROUPS,
        "group": asked.screen and group_of(asked.screen),
        "screen": asked.screen,
        "whom": asked.whom,
        "periods": [(key, PERIODS[key][1], key == asked.choice, asked.address(period=key)) for key in PERIODS],
        "choice": asked.choice,
        "segments": asked.segments,
        "kept_query": asked.address(),
        "file_address": f"{asked.address()}&file=",
    }


def _file(tables: Mapping[str, Table], key: str, kind: str, asked: Asked) -> HttpResponseBase:
    if key not in tables or kind not in FILES:
        raise Http404
    return as_file(tables[key], kind, asked.whom.today)


def people_link(rule: Mapping[str, Any]) -> str:
    """Return the address of the builder of segments filled with a rule; empty while there is none."""
    builder = address_of("segment-new")
    return f"{builder}?{urlencode({'rule': json.dumps(rule, separators=(',', ':'))})}" if builder else ""
