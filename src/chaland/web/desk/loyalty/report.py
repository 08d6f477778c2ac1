"""What the shop owes its customers in points, and the days that are sealed."""

import io
from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from chaland.accounts.rules import VIEW_LOYALTY
from chaland.loyalty import closing
from chaland.loyalty.liability import Liability, liabilities
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customers_files import Cells, Euros, Share, write_csv, write_xlsx

WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@permission(VIEW_LOYALTY)
@require_safe
def liability(request: DeskRequest) -> HttpResponse:
    """Points outstanding and what they are worth; closings of the stores one sees."""
    context = {
        "nav": "loyalty",
        "tab": "report",
        "rows": _rows(request),
        "is_of_store": request_scope(request).store_id is not None,
        "closings": closing.days_of(request_scope(request).store_id),
    }
    return render(request, "desk/loyalty/report.html", context)


def _rows(request: DeskRequest) -> list[Liability]:
    return liabilities(now=timezone.now(), store_id=request_scope(request).store_id)


@permission(VIEW_LOYALTY)
@require_safe
def liability_file(request: DeskRequest, file_as: str) -> HttpResponse:
    """Give the same table as a file."""
    if file_as not in WRITERS:
        raise Http404
    write, kind = WRITERS[file_as]
    file = io.BytesIO()
    write(file, _headings(), _cells(_rows(request)), get_language() or "fr")
    name = f"points-{timezone.localdate():%Y-%m-%d}.{file_as}"
    return HttpResponse(
        file.getvalue(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _headings() -> list[str]:
    return [
        gettext("Programme"), gettext("Customers with points"), gettext("Points given"), gettext("Points used"),
        gettext("Points lost"), gettext("Points outstanding"), gettext("Debt"), gettext("Worth"),
        gettext("Expected never to be used"), gettext("Expected cost"),
    ]  # fmt: skip


def _cells(rows: list[Liability]) -> Iterator[Cells]:
    for one in rows:
        yield (
            one.name, one.holders, one.issued, one.used, one.lost, one.outstanding, one.debt, Euros(one.cents),
            Share(one.breakage * 100), Euros(one.expected_cents),
        )  # fmt: skip
