"""The screen of a month of clearing: who gave, who honoured, who pays whom."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_LOYALTY, VIEW_LOYALTY, may
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.loyalty.clear_points import last_day, members, read_month, settle_month, settlements
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, refuse_one_store, request_scope


def month_asked(text: str | None) -> date:
    """Return the first day of the month that an address names, of the one under way for anything else."""
    today = today_of_network(timezone.now())
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def may_settle(request: DeskRequest) -> bool:
    """Tell whether somebody decides for the whole street."""
    return request.user.all_stores and may(request.user.role, EDIT_LOYALTY)


@permission(VIEW_LOYALTY)
@require_safe
def clearing(request: DeskRequest) -> HttpResponse:
    """Show one month, and what was settled so far."""
    scope, today = request_scope(request), today_of_network(timezone.now())
    month = read_month(month_asked(request.GET.get("month")), scope)
    settled = settlements(scope)
    context = {
        "nav": "loyalty",
        "month": month,
        "members": members(scope),
        "settlements": settled,
        "may_settle": may_settle(request),
        "is_over": last_day(month.first) < today,
        "is_settled": any(row.until_on >= last_day(month.first) for row, _ in settled),
    }
    return render(request, "desk/clearing/month.html", context)


@permission(EDIT_LOYALTY)
@require_POST
def settle(request: DeskRequest) -> HttpResponse:
    """Settle everything up to the end of a month."""
    refuse_one_store(request)
    first = month_asked(request.POST.get("month"))
    try:
        settle_month(first, user_id=request.user.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The month is settled. The payments stand below."))
    return redirect(address_of(first))


def address_of(first: date) -> str:
    """Return the address of a month."""
    return f"{reverse('clearing')}?month={first:%Y-%m}"
