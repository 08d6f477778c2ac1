"""Customers who may be in the file twice, or live together: the list, one pair after the other, many at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS
from chaland.customers.duplicates import keeping
from chaland.customers.models import Likeness
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.duplicates import decide_duplicates as deciding
from chaland.usecases.duplicates.compare_customers import compare_customers, fuller_first, pair_with
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_merge import chosen, number, shown
from chaland.web.desk.duplicates_labels import reason_labels
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.templatetags.person import rounded_down

PAGE_SIZE = 50
SURE = 99


@permission(EDIT_CUSTOMERS)
@require_GET
def duplicates(request: DeskRequest) -> HttpResponse:
    """The pairs to look at, the likeliest first."""
    scope = request_scope(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Likeness.Kind.values else Likeness.Kind.PERSON
    decision = request.GET.get("decision", "")
    decision = decision if decision in ("later", "different") else ""
    found = keeping.to_decide(kind, scope, decision)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    sure = found.filter(is_plain=True, score__gte=SURE / 100).count() if not decision and kind == "person" else 0
    context = {
        "nav": "customers",
        "kind": kind,
        "decision": decision,
        "page": page,
        "pairs": [(pair, reason_labels(pair.reasons)) for pair in page],
        "search": keeping.last_search(),
        "is_wanted": keeping.is_wanted(),
        "sure": sure,
        "percent": SURE,
    }
    return render(request, "desk/duplicates/list.html", context)


@permission(EDIT_CUSTOMERS)
@require_GET
def duplicate(request: DeskRequest, pair_id: int) -> HttpResponse:
    """One pair, side by side."""
    scope = request_scope(request)
    with not_found_as_404():
        pair = pair_with(pair_id, scope)
        kept_id, other_id = fuller_first(pair, scope)
        if request.GET.get("keep") == str(other_id):
            kept_id, other_id = other_id, kept_id
        comparison = compare_customers(kept_id, other_id, scope)
    context: dict[str, Any] = {
        "nav": "customers",
        "pair": pair,
        "reasons": reason_labels(pair.reasons),
        "percent": round(rounded_down(pair.score) * 100),
        **shown(comparison),
    }
    return render(request, "desk/duplicates/pair.html", context)


@permission(EDIT_CUSTOMERS)
@require_POST
def duplicate_decide(request: DeskRequest, pair_id: int) -> HttpResponse:
    """Merge the pair, join their households, or note that they are never the same, or for later."""
    scope, now, user_id = request_scope(request), timezone.now(), request.user.pk
    action = request.POST.get("action", "")
    try:
        with not_found_as_404():
            pair = pair_with(pair_id, scope)
            if action == "merge":
                kept = number(request.POST.get("kept", ""))
                deciding.merge_pair(pair_id, kept, chosen=chosen(request), scope=scope, now=now, user_id=user_id)
                messages.success(request, gettext("The two files are one."))
            elif action == "join":
                deciding.join_pair(pair_id, scope=scope, now=now, user_id=user_id)
                messages.success(request, gettext("They now share a household."))
            else:
                deciding.say_of_pair(pair_id, action, scope=scope, now=now, user_id=user_id)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("duplicates")
    return _following(request, pair)


def _following(request: DeskRequest, pair: Likeness) -> HttpResponse:
    """Show the next pair of the kind, or the list after the last one or where the list was asked from."""
    left = keeping.to_decide(pair.kind, request_scope(request)).exclude(pk=pair.pk)
    following = left.filter(score__lte=pair.score).first() or left.first()
    if following is None or request.POST.get("from") == "list":
        return redirect(f"{reverse('duplicates')}?kind={pair.kind}")
    return redirect("duplicate", following.pk)


@permission(EDIT_CUSTOMERS)
@require_POST
def duplicates_accept(request: DeskRequest) -> HttpResponse:
    """Make one of all pairs as sure as this against which nothing speaks."""
    text = request.POST.get("percent", "")
    at_least = int(text) / 100 if text.isascii() and text.isdecimal() and len(text) < 4 else 0.0  # noqa: PLR2004
    try:
        done = deciding.accept_pairs(
            at_least, scope=request_scope(request), now=timezone.now(), user_id=request.user.pk
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        told = ngettext("%(count)s pair is one file now.", "%(count)s pairs are one file each now.", done.merged)
        messages.success(request, told % {"count": done.merged})
    return redirect("duplicates")


@permission(EDIT_CUSTOMERS)
@require_POST
def duplicates_search(request: DeskRequest) -> HttpResponse:
    """Ask for the file to be searched; the server does it in the background."""
    keeping.want_search(now=timezone.now())
    messages.success(request, gettext("The file is being searched. Come back in a few minutes."))
    return redirect("duplicates")
