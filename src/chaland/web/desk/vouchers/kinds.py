"""Which vouchers the shop gives."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from chaland.accounts.rules import EDIT_LOYALTY
from chaland.kernel.errors import Refusal
from chaland.loyalty import voucher_list
from chaland.loyalty.rules.vouchers import terms_of
from chaland.sentences.vouchers.words import gives
from chaland.usecases.loyalty.edit_voucher_kinds import edit_voucher_kind
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.desk.refusals import show_refusal
from chaland.web.desk.vouchers.forms import KindForm, kind_as_typed


@permission(EDIT_LOYALTY)
@require_safe
def voucher_kinds(request: DeskRequest) -> HttpResponse:
    """The kinds, those in use first."""
    refuse_one_store(request)
    rows = [(one, gives(terms_of(one.terms))) for one in voucher_list.kinds()]
    return render(request, "desk/vouchers/kinds.html", {"nav": "vouchers", "rows": rows})


@permission(EDIT_LOYALTY)
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_kind(request: DeskRequest, kind_id: int | None = None) -> HttpResponse:
    """Write a kind down, new or known."""
    refuse_one_store(request)
    kind = voucher_list.kinds().filter(pk=kind_id).first() if kind_id else None
    if kind_id and kind is None:
        raise Http404
    initial = kind_as_typed(kind, get_language() or "fr") if kind else {}
    form = KindForm(data=request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_voucher_kind(kind_id, form.new(kind), now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The kind of voucher is saved."))
            return redirect("voucher-kinds")
    context = {"nav": "vouchers", "form": form, "kind": kind}
    return render(request, "desk/vouchers/kind.html", context, status=422 if form.errors else 200)
