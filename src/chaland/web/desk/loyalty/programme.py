"""What the programme says: now, before, and from a day on."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland.accounts.rules import EDIT_LOYALTY, VIEW_LOYALTY
from chaland.kernel.errors import Refusal
from chaland.loyalty import voucher_list
from chaland.loyalty.schemes import Scheme, schemes
from chaland.sentences.loyalty.told import Names, rules_said, said
from chaland.stores import queries as stores
from chaland.stores.models import Merchant
from chaland.usecases.loyalty.edit_programme import edit_programme, stop_programme
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.loyalty.forms import Beginners, ProgrammeForm, as_typed, unshown
from chaland.web.desk.refusals import not_found_as_404, show_refusal

SUGGESTED = {"points": 1, "burn_points": 100, "tier_days": 365, "grace_days": 30, "notice_days": 30, "lasts_months": 24}


@permission(VIEW_LOYALTY)
@require_safe
def programmes(request: DeskRequest) -> HttpResponse:
    """Each programme in plain words, with what it said before."""
    today, language = today_of_network(timezone.now()), get_language() or "fr"
    names = _names()
    every = schemes()
    merchants: dict[int | None, str] = dict(Merchant.objects.values_list("pk", "name"))
    rows = [(one, _versions(one, language, names), one.on(today), merchants.get(one.merchant_id)) for one in every]
    may_begin = request.user.all_stores and bool(not every or _beginners(every).merchants)
    context = {"nav": "loyalty", "tab": "programme", "rows": rows, "may_begin": may_begin}
    return render(request, "desk/loyalty/programmes.html", context)


def _beginners(every: Sequence[Scheme]) -> Beginners:
    """Return whose a programme can be that begins now; of no merchant where there is but one."""
    merchants, own = list(Merchant.objects.order_by("name")), {one.merchant_id for one in every}
    left = [one for one in merchants if one.pk not in own] if len(merchants) > 1 else []
    return Beginners(left, everybody=None not in own)


def _names() -> Names:
    families = dict(stores.categories().values_list("pk", "path"))
    return Names(voucher_list.names_of_kinds(), families, dict(stores.stores().values_list("pk", "name")))


def _versions(scheme: Scheme, language: str, names: Names) -> list[tuple[object, list[str]]]:
    return [(one, said(one, language, names)) for one in reversed(scheme.versions)]


@permission(EDIT_LOYALTY)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_edit(request: DeskRequest, programme_id: int | None = None) -> HttpResponse:
    """Begin a programme, or have it say something else from a day on."""
    if not request.user.all_stores:
        raise PermissionDenied
    now = timezone.now()
    every = schemes()
    scheme = next((one for one in every if one.programme_id == programme_id), None)
    if programme_id and scheme is None:
        raise Http404
    today = today_of_network(now)
    latest = scheme.versions[-1] if scheme else None
    suggested = {**SUGGESTED, "name": gettext("Loyalty card"), "valid_from": today}
    initial = as_typed(scheme.name, latest, today) if scheme and latest else suggested
    beside = {"versions": scheme.rules} if scheme else {"beginners": _beginners(every)}
    if "more" in request.POST:
        form = ProgrammeForm.with_another(request.POST["more"], request.POST, **beside)
    else:
        form = ProgrammeForm(request.POST or None, initial=initial, **beside)
    if form.is_valid():
        try:
            edit_programme(programme_id, form.change(), now=now, user=request.user, merchant_id=form.merchant_id)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The programme is saved. What was given before stays."))
            return redirect("loyalty")
    besides = rules_said(unshown(latest.rules), get_language() or "fr", _names()) if latest else ()
    context = {"nav": "loyalty", "form": form, "scheme": scheme, "besides": besides}
    return render(request, "desk/loyalty/programme.html", context, status=422 if form.errors else 200)


@permission(EDIT_LOYALTY)
@require_POST
def programme_stop(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Have a programme give nothing more."""
    if not request.user.all_stores:
        raise PermissionDenied
    with not_found_as_404():
        stop_programme(programme_id, now=timezone.now())
    messages.success(request, gettext("The programme is stopped. The points stay written down."))
    return redirect("loyalty")
