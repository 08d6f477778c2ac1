"""The customer list as a file: the rows asked for, the columns shown, in the order of the screen."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import IO, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from chaland.accounts import rules
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import format_phone
from chaland.sales import customer_list
from chaland.sales.customer_list import ListQuestion
from chaland.sentences import sentence
from chaland.usecases.rights.watch_accesses import note_exported, without_erased
from chaland.web.common.access import permission
from chaland.web.desk.customers import Asked
from chaland.web.desk.customers_cells import written
from chaland.web.desk.customers_columns import Heading
from chaland.web.desk.customers_files import FORMATS, Cell, Euros, Share

_MOST_TICKED = 500


@require_GET
@permission(rules.EXPORT_CUSTOMERS)
def customers_export(request: HttpRequest) -> HttpResponseBase:
    """Send the list of the address as a file; with `id`s, only those of its rows."""
    asked = Asked(request, request.GET)
    name = request.GET.get("format", "")
    if name not in FORMATS:
        raise Http404
    question = _question(asked, request.GET.getlist("id"))
    most = FORMATS[name].most_rows
    if most is not None and customer_list.count(question) > most:
        messages.error(request, sentence(Refusal("too_many_rows_for_format", limit=most)))
        return cast("HttpResponse", redirect(f"{reverse('customers')}?{asked.state.query()}"))
    return _file(asked, question, name)


def _question(asked: Asked, ticked: Sequence[str]) -> ListQuestion:
    question = asked.question(asked.conditions(asked.state), asked.state)
    ids = [int(one) for one in ticked[:_MOST_TICKED] if one.isascii() and one.isdigit() and len(one) <= 18]  # noqa: PLR2004
    return replace(question, chosen=tuple(ids)) if ticked else question


def _file(asked: Asked, question: ListQuestion, name: str) -> FileResponse:
    # Written whole before it is sent: a failure halfway must not look like a shorter list.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    headings = asked.shown
    taken = without_erased(lambda: _write(file, question, headings, name))
    who = asked.request.user.pk
    note_exported(taken, user_id=who, store_id=asked.scope.store_id, detail=name, now=timezone.now())
    file.seek(0)
    stem = gettext("customers")
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{stem}_{asked.calendar.today.isoformat()}.{name}",
        content_type=FORMATS[name].content_type,
    )


def _write(file: IO[bytes], question: ListQuestion, headings: Sequence[Heading], name: str) -> list[int]:
    """Write the rows instead of what the file held, and return whose they are."""
    file.seek(0)
    file.truncate()
    taken: list[int] = []
    language = get_language() or "fr"
    rows = _rows(question, headings, language, taken)
    FORMATS[name].write(file, [heading.label for heading in headings], rows, language)
    return taken


def _rows(question: ListQuestion, headings: Sequence[Heading], language: str, taken: list[int]) -> Iterator[list[Cell]]:
    for row in customer_list.rows(question, [heading.column for heading in headings]):
        taken.append(row.customer_id)
        yield [_cell(heading, row.values[heading.key], language) for heading in headings]


def _cell(heading: Heading, value: Any, language: str) -> Cell:
    if value is None:
        return None
    typed = _TYPED.get(heading.column.kind)
    return typed(value) if typed else written(heading, value, language)


def _birthday(value: Birthday) -> Cell:
    return value.born_on or value.format("fr")


def _rounded(value: float) -> int:
    """Round as the screen does, halves away from zero."""
    return int(Decimal(str(value)).to_integral_value(rounding=ROUND_HALF_UP))


def _mobile(value: str) -> str:
    """Write it without the + that would start a formula: 06 39 98 01 23, 0032 470 12 34 56."""
    shown = format_phone(value)
    return f"00{shown[1:]}" if shown.startswith("+") else shown


_TYPED: Mapping[str, Callable[[Any], Cell]] = {
    "money": Euros,
    "count": int,
    "age": int,
    "recency": int,
    "days": _rounded,
    "percent": lambda value: Share(_rounded(value * 100)),
    "moment": lambda value: timezone.localtime(value).date(),
    "birthday": _birthday,
    "mobile": _mobile,
    "custom_number": lambda value: value,
    "custom_date": date.fromisoformat,
}
