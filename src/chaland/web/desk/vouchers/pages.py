"""The list of vouchers, one voucher, and the vouchers of one customer."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_CUSTOMERS, EDIT_LOYALTY, EXPORT_CUSTOMERS, VIEW_CUSTOMERS, VIEW_LOYALTY, may
from chaland.kernel.errors import Refusal
from chaland.loyalty import voucher_list
from chaland.loyalty.models import Voucher, VoucherKind
from chaland.loyalty.rules.vouchers import terms_of
from chaland.loyalty.services.vouchers import held, terms
from chaland.loyalty.wallet import choosable
from chaland.sentences import sentence, sentences
from chaland.sentences.vouchers.words import STATES, gives
from chaland.usecases.loyalty.give_voucher import cancel_voucher, choose_voucher, give_voucher, open_voucher
from chaland.usecases.rights.watch_accesses import note_exported, without_erased
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_contacts import opened
from chaland.web.desk.insight.tables import FILES, Column, Table, as_file
from chaland.web.desk.interactions import page_of
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.templatetags.person import list_name
from chaland.web.desk.vouchers.forms import VoucherFilterForm

MOST_EXPORTED = 100_000
CHIPS = {"issued": "ok", "reserved": "info", "redeemed": "", "cancelled": "bad", "expired": "warn"}


@permission(VIEW_LOYALTY)
@require_safe
def vouchers(request: DeskRequest) -> HttpResponseBase:
    """The list, with its filters in the address; as a file too."""
    form, now = VoucherFilterForm(data=request.GET), timezone.now()
    found = voucher_list.listed(request_scope(request), form.wanted(), now=now)
    exports = may(request.user.role, EXPORT_CUSTOMERS)
    if request.GET.get("file") in FILES and exports:
        return without_erased(lambda: _file(request, list(found[:MOST_EXPORTED])))
    page = page_of(found, request)
    context = {"nav": "vouchers", "filters": form, "page": page, "rows": [shown(one) for one in page]}
    return render(request, "desk/vouchers/list.html", {**context, "exports": exports})


def shown(voucher: Voucher) -> dict[str, Any]:
    """Return a voucher as the screens write it."""
    state = held(voucher).state_at(timezone.now())
    return {"voucher": voucher, "state": STATES[state], "chip": CHIPS[state], "gives": gives(terms(voucher)),
            "may_cancel": state in ("issued", "reserved")}  # fmt: skip


def _file(request: DeskRequest, found: Sequence[Voucher]) -> HttpResponseBase:
    columns = [
        Column(_("Code")),
        Column(_("Kind")),
        Column(_("It gives")),
        Column(_("Customer")),
        Column(_("State")),
        Column(_("Given on"), "day"),
        Column(_("Valid until"), "day"),
        Column(_("Uses left"), "count"),
        Column(_("Store")),
    ]
    rows = [
        (
            one.code,
            one.kind.name,
            gives(terms(one)),
            list_name(one.customer) if one.customer else "",
            str(STATES[held(one).state_at(timezone.now())]),
            timezone.localdate(one.issued_at),
            timezone.localdate(one.valid_until),
            one.uses_left,
            one.store.name if one.store else "",
        )
        for one in found
    ]
    taken = [one.customer_id for one in found if one.customer_id]
    store_id, kind = request_scope(request).store_id, request.GET["file"]
    note_exported(taken, user_id=request.user.pk, store_id=store_id, detail=kind, now=timezone.now())
    return as_file(Table(gettext("vouchers"), _("Vouchers"), columns, rows), kind, today_of_network(timezone.now()))


@permission(VIEW_LOYALTY)
@require_safe
def voucher(request: DeskRequest, voucher_id: int) -> HttpResponse:
    """One voucher: what it gives, and everything that happened to it."""
    with not_found_as_404():
        found = open_voucher(voucher_id, request_scope(request))
    context = {
        "nav": "vouchers",
        **shown(found),
        "terms": terms(found),
        "history": [(one, reason_of(one.reason)) for one in voucher_list.history(voucher_id)],
    }
    return render(request, "desk/vouchers/voucher.html", context)


def reason_of(reason: str) -> str:
    """Return a reason in words: some are what a person wrote, others codes of a refusal."""
    return sentence(Refusal(reason)) if reason in sentences() else reason


@permission(EDIT_LOYALTY)
@require_POST
def voucher_cancel(request: DeskRequest, voucher_id: int) -> HttpResponse:
    """Take a voucher back, with the reason."""
    scope, reason = request_scope(request), request.POST.get("reason", "")
    try:
        with not_found_as_404():
            cancel_voucher(
                voucher_id, reason=reason, key=f"desk-{uuid4()}", scope=scope, now=timezone.now(),
                operator_id=request.user.pk,
            )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The voucher is cancelled."))
    return redirect("voucher", voucher_id)


@permission(VIEW_CUSTOMERS)
@require_safe
def customer_vouchers(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The vouchers of a customer, what may be given and what they may have for their points."""
    customer, scope = opened(request, customer_id), request_scope(request)
    store_id = scope.store_id or customer.home_store_id
    context = {
        "customer_id": customer_id,
        "asked": True,
        "rows": [
            {**shown(one), "history": [(use, reason_of(use.reason)) for use in one.history.all()]}
            for one in voucher_list.of_customer(customer_id)
        ],
        "giveable": [(one, gives_of(one)) for one in voucher_list.giveable()[:50]],
        "choosable": choosable(store_id) if store_id else [],
        "key": uuid4().hex,
    }
    return show_part_of_customer(request, "desk/customer/vouchers.html", context, customer_id=customer_id)


def gives_of(kind: VoucherKind) -> str:
    """Return what a kind gives, in words."""
    return gives(terms_of(kind.terms))


@permission(EDIT_CUSTOMERS)
@require_POST
def voucher_issue(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give a voucher, or exchange points for one; a form sent twice gives one. Giving takes who may edit loyalty."""
    customer, scope = opened(request, customer_id), request_scope(request)
    kind, key, deed = request.POST.get("kind", ""), request.POST.get("key", "")[:40], request.POST.get("deed", "")
    kind_id = int(kind[:18]) if kind.isascii() and kind.isdecimal() else 0
    if deed != "choose" and not may(request.user.role, EDIT_LOYALTY):
        raise PermissionDenied
    store_id = scope.store_id or customer.home_store_id
    named: dict[str, Any] = {"scope": scope, "key": f"desk-{key}", "now": timezone.now()}
    named["operator_id"] = request.user.pk
    try:
        if deed == "choose" and store_id:
            choose_voucher(customer_id, kind_id, store_id=store_id, **named)
        else:
            give_voucher(customer_id, kind_id, **named)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The voucher is given."))
    return redirect("customer", customer_id)
