"""Files of the clearing: the statement of a merchant, and its order to the bank."""

import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from chaland.accounts.rules import EDIT_LOYALTY, VIEW_LOYALTY
from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.usecases.loyalty.clear_points import Statement, order_payment, read_statement
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.clearing.month import month_asked
from chaland.web.desk.customers_files import Cells, Euros, write_csv
from chaland.web.desk.refusals import not_found_as_404


@permission(VIEW_LOYALTY)
@require_safe
def statement(request: DeskRequest, merchant_id: int, statement_as: str) -> HttpResponse:
    """Give the statement of a month as PDF or CSV."""
    from chaland.sentences.clearing.statement import statement_pdf

    if statement_as not in ("pdf", "csv"):
        raise Http404
    with not_found_as_404():
        found = read_statement(merchant_id, month_asked(request.GET.get("month")), request_scope(request))
    name = f"clearing-{found.first:%Y-%m}-{merchant_id}.{statement_as}"
    if statement_as == "csv":
        return _given(_csv(found), "text/csv; charset=utf-8", name)
    return _given(statement_pdf(found), "application/pdf", name)


def _csv(found: Statement) -> bytes:
    from chaland.sentences.clearing.statement import headings

    file = io.BytesIO()
    write_csv(file, headings(), _rows(found), get_language() or "fr")
    return file.getvalue()


def _rows(found: Statement) -> Iterator[Cells]:
    from chaland.sentences.clearing.statement import lines

    for on, other, points, claim, debt in lines(found):
        yield on, other, points, Euros(claim), Euros(debt)


@permission(EDIT_LOYALTY)
@require_safe
def order(request: DeskRequest, settlement_id: int, merchant_id: int) -> HttpResponse:
    """Give the order by which a merchant pays what was settled, for its bank."""
    today = today_of_network(timezone.now())
    try:
        content = order_payment(settlement_id, merchant_id, request_scope(request), today=today)
    except NotFound as refusal:
        raise Http404(refusal.code) from refusal
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("clearing")
    return _given(content, "application/xml", f"sepa-{settlement_id}-{merchant_id}.xml")


def _given(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
