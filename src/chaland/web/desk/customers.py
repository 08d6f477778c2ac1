"""The customer list: the screen of the file, filtered and sorted like a spreadsheet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url

from chaland.accounts import rules
from chaland.accounts.rules import may
from chaland.kernel.dates import business_day
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales import customer_list
from chaland.sales.customer_list import Calendar, Conditions, ListQuestion
from chaland.sentences import sentence
from chaland.stores.queries import the_network
from chaland.usecases.customers import save_view as views
from chaland.usecases.segments.look_at_segment import members_of
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.customers_bought import bought_label, bought_words
from chaland.web.desk.customers_cells import shown_row
from chaland.web.desk.customers_columns import CHOICES, Heading, filter_choices, headings_for
from chaland.web.desk.customers_state import ALL, ListState
from chaland.web.desk.customers_views import Tab, tabs_for
from chaland.web.desk.parts import show_part
from chaland.web.desk.refusals import not_found_as_404

FORMAT_LABELS = (
    ("xlsx", _("Excel (XLSX)")),
    ("csv", _("CSV")),
    ("txt", _("Text with tabs (TXT)")),
    ("ods", _("LibreOffice (ODS)")),
)


class Asked:
    """What one request asks of the list: its state, the headings its user may see, the question to the file."""

    def __init__(self, request: HttpRequest, query: QueryDict) -> None:
        self.request = cast("DeskRequest", request)
        self.scope = request_scope(request)
        self.headings = headings_for(self.request.user, self.scope)
        self.columns = {key: heading.column for key, heading in self.headings.items()}
        zone = ZoneInfo(the_network().time_zone)
        self.calendar = Calendar(business_day(timezone.now(), zone), zone)
        self.state = ListState.read(query, self.columns)

    @property
    def shown(self) -> list[Heading]:
        return [self.headings[key] for key in self.state.columns if key in self.headings]

    def conditions(self, state: ListState) -> Conditions:
        return customer_list.read_conditions(state.filters, self.columns, self.calendar, self.scope)

    def question(self, conditions: Conditions, state: ListState) -> ListQuestion:
        sort = self.columns[state.sort]
        chosen = self._chosen(state, conditions)
        return ListQuestion(self.scope, self.calendar, conditions, sort, state.descending, chosen)

    def _chosen(self, state: ListState, conditions: Conditions) -> Sequence[int] | None:
        """Return who is in the segment that the list is narrowed to, None without one."""
        if "segment" not in state.filters or "segment" in conditions.refusals:
            return None
        try:
            return members_of(int(state.filters["segment"].strip()), self.scope, now=timezone.now())
        except Refusal:
            # A rule about another store describes nobody whom one sees from here.
            return ()


@require_GET
@permission(rules.VIEW_CUSTOMERS)
def customers(request: HttpRequest) -> HttpResponse:
    """Show the list, or only its table when a filter, an order or a page changes."""
    asked = Asked(request, request.GET)
    htmx = asked.request.htmx
    context = _context(asked)
    if not htmx or htmx.history_restore_request:
        return render(request, "desk/customers/page.html", context)
    address = f"{reverse('customers')}?{asked.state.query(page=context['page'].number)}".rstrip("?")
    return push_url(render(request, "desk/customers/grid.html", context), address)


def list_context(request: HttpRequest, query: QueryDict) -> dict[str, Any]:
    """Return what the table of the list is shown with, for a page that holds it."""
    return _context(Asked(request, query))


def _context(asked: Asked) -> dict[str, Any]:
    state = asked.state
    conditions = asked.conditions(state)
    question = asked.question(conditions, state)
    totals = customer_list.totals(question)
    shown = asked.shown
    page = customer_list.page(question, [heading.column for heading in shown], state.page, totals.customers)
    tabs = tabs_for(asked.request.user.pk, asked.columns)
    civilities = {key: str(label) for key, label in CHOICES["civility"]}
    return {
        "nav": "customers",
        "state": state,
        "tabs": tabs,
        "tab": _current(tabs, state),
        "totals": totals,
        "share": _share(totals.share),
        "page": page,
        "columns": [_column(heading, state, conditions) for heading in shown],
        "rows": [shown_row(row, shown[1:], civilities) for row in page.rows],
        "chips": [_chip(asked.headings[key], text, state, conditions) for key, text in state.filters.items()],
        "choosable": _choosable(asked),
        "hidden": [(key, text) for key, text in state.filters.items() if key not in state.columns],
        "previous": state.query(page=page.number - 1) if page.number > 1 else None,
        "following": state.query(page=page.number + 1) if page.number < page.pages else None,
        "may_export": may(asked.request.user.role, rules.EXPORT_CUSTOMERS),
        "may_edit": may(asked.request.user.role, rules.EDIT_CUSTOMERS),
        "may_see_figures": may(asked.request.user.role, rules.VIEW_FIGURES),
        "may_import": may(asked.request.user.role, rules.IMPORT_FILES),
        "pairs": state.pairs(),
        "cleared": state.query(filters={}, view=ALL),
        "formats": FORMAT_LABELS,
    }


def _share(share: float) -> str:
    """Write a share of the file: none of it only when it is none of it."""
    tenth = 0.001
    if 0 < share < tenth:
        return f"< {percent(tenth, 1)}"
    return percent(share, 1 if 0 < share < 100 * tenth else 0)


def _current(tabs: Sequence[Tab], state: ListState) -> dict[str, Any]:
    tab = next((tab for tab in tabs if tab.key == state.view), tabs[0])
    return {"key": tab.key, "saved_id": tab.saved_id, "label": tab.label, "is_same": tab.is_shown_by(state)}


def _column(heading: Heading, state: ListState, conditions: Conditions) -> dict[str, Any]:
    """Say how a heading stands: its filter and what is wrong with it, its order and what a click makes of it."""
    key, is_sorted = heading.key, heading.key == state.sort
    refusal = conditions.refusals.get(key)
    # What counts most is asked for first: amounts from the top, names from A.
    descends_first = heading.column.is_number or heading.column.kind == "moment"
    descending = not state.descending if is_sorted else descends_first
    return {
        "key": key,
        "label": heading.label,
        "hint": heading.hint,
        "size": heading.size,
        "choices": filter_choices(heading),
        "is_number": heading.column.is_number,
        "is_birthday": heading.column.kind == "birthday",
        "text": state.filters.get(key, ""),
        "error": sentence(refusal) if refusal else "",
        "sorted": ("descending" if state.descending else "ascending") if is_sorted else "",
        "sort_query": state.query(sort=key, descending=descending),
    }


def _chip(heading: Heading, text: str, state: ListState, conditions: Conditions) -> dict[str, str]:
    refusal, purchases = conditions.refusals.get(heading.key), conditions.purchases
    if heading.key == "bought":
        label, words = bought_label(purchases), bought_words(purchases, heading) if purchases else text
    else:
        label = heading.label
        words = next((str(label) for key, label in filter_choices(heading) if key == text), text)
    return {
        "key": heading.key,
        "label": label,
        "text": words,
        "query": state.without(heading.key).query(),
        "error": sentence(refusal) if refusal else "",
    }


def _choosable(asked: Asked) -> list[tuple[Heading, bool]]:
    chosen = [key for key in asked.state.columns if key != "name"]
    others = [key for key in asked.headings if key not in asked.state.columns and asked.columns[key].is_shown]
    return [(asked.headings[key], key in chosen) for key in (*chosen, *others)]


@require_GET
@permission(rules.VIEW_CUSTOMERS)
def customers_counts(request: DeskRequest) -> HttpResponse:
    """Show the tabs again, each with how many customers it holds."""
    asked = Asked(request, request.GET)
    tabs = tabs_for(asked.request.user.pk, asked.columns)
    counted = [(tab, customer_list.count(asked.question(asked.conditions(tab.state), tab.state))) for tab in tabs]
    context = {"counted": counted, "tab": _current(tabs, asked.state)}
    title, back = gettext("Customers"), reverse("customers")
    return show_part(request, "desk/customers/tabs_counted.html", context, title=title, back=back)


@require_POST
@permission(rules.VIEW_CUSTOMERS)
def customers_view_save(request: HttpRequest) -> HttpResponse:
    """Keep the state the form carries as a view of the user's own, and open it."""
    asked = Asked(request, QueryDict(request.POST.get("query", "")))
    name = request.POST.get("name", "")
    try:
        view_id = views.save_view(asked.request.user.pk, name, asked.state.content())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return _to_list(asked.state)
    messages.success(request, gettext("The view “%(name)s” is saved.") % {"name": name.strip()})
    return _to_list(replace(asked.state, view=str(view_id)))


@require_POST
@permission(rules.VIEW_CUSTOMERS)
def customers_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename, update or delete one of the user's own views."""
    asked = Asked(request, QueryDict(request.POST.get("query", "")))
    user_id = asked.request.user.pk
    with not_found_as_404():
        if "delete" in request.POST:
            views.delete_view(user_id, view_id)
            messages.success(request, gettext("The view is deleted."))
            return redirect("customers")
        try:
            views.rename_view(user_id, view_id, request.POST.get("name", ""))
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
    return _to_list(asked.state)


def _to_list(state: ListState) -> HttpResponse:
    return redirect(f"{reverse('customers')}?{state.query()}".rstrip("?"))
