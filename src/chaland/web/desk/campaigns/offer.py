"""What a campaign offers: to each person the first case that fits them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import PREPARE_CAMPAIGNS, Scope
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.kernel.errors import Refusal
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.segments.queries import segments
from chaland.segments.tree import parse, plain
from chaland.sentences import sentence
from chaland.sentences.segments.words import rule_phrase
from chaland.usecases.campaigns.edit_campaign import MOST_CASES, change_offer
from chaland.usecases.segments.name_things import names_in
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404

KEPT, EVERYBODY = "kept", "everybody"


class CaseForm(forms.Form):
    """One case: who, and what they get. `who` is a segment, everybody left, or the rule kept as it is."""

    who = forms.ChoiceField(label=_("For"), required=False)
    kind = forms.ChoiceField(label=_("Voucher"), required=False)

    def __init__(self, *, who: list[tuple[str, Any]], kinds: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(**options)
        for name, choices in (("who", who), ("kind", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


@permission(PREPARE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Say who is offered which voucher, in order."""
    scope = request_scope(request)
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, scope)
    if campaign.state != Campaign.State.DRAFT:
        return redirect("campaign", campaign_id)
    rows = _forms(campaign, scope, request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and all([one.is_valid() for one in rows]):  # noqa: C419 - each says its own errors
        try:
            change_offer(campaign_id, _typed(campaign, rows, scope), scope=scope, now=timezone.now())
        except Refusal as refusal:
            errors.append(sentence(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("campaign-offer" if "more" in request.POST else "campaign-what", campaign_id)
    context = {"nav": "campaigns", "campaign": campaign, "step": "offer", "rows": rows, "errors": errors}
    return render(request, "desk/campaigns/offer.html", context, status=422 if request.method == "POST" else 200)


def _forms(campaign: Campaign, scope: Scope, data: Any) -> list[CaseForm]:
    """Return a form for each case and two more; of those with a rule of their own it says the rule."""
    kinds = [("", _("No voucher")), *((str(one.pk), one.name) for one in _kinds(campaign))]
    known = [(str(one.pk), one.name) for one in segments(scope)]
    found = []
    for place in range(min(len(campaign.cases) + 2, MOST_CASES)):
        case = campaign.cases[place] if place < len(campaign.cases) else None
        own = [(KEPT, _said(case["rule"], scope))] if case and case["rule"] else []
        who = [("", "—"), *own, (EVERYBODY, _("Everybody else")), *known]
        first = {"who": KEPT if own else EVERYBODY if case else "", "kind": str(case["kind_id"] or "") if case else ""}
        found.append(CaseForm(who=who, kinds=kinds, data=data, initial=first, prefix=f"case{place}"))
    return found


def _kinds(campaign: Campaign) -> list[VoucherKind]:
    given = VoucherKind.objects.filter(is_active=True).order_by("name")
    return [one for one in given if one.merchant_id in (None, campaign.merchant_id)]


def _said(rule: Any, scope: Scope) -> str:
    tree = parse(rule)
    return "".join(piece.text for piece in rule_phrase(tree, names_in([tree], scope)))


def _typed(campaign: Campaign, rows: list[CaseForm], scope: Scope) -> list[dict[str, Any]]:
    """Return the cases that were chosen; a segment's rule is taken over as it is now."""
    known = {str(one.pk): one.rule for one in segments(scope)}
    cases: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        who, kind = row.cleaned_data["who"], row.cleaned_data["kind"]
        if not who:
            continue
        rule = campaign.cases[place]["rule"] if who == KEPT else known.get(who)
        cases.append({"rule": plain(parse(rule)) if rule else None, "kind_id": int(kind) if kind else None})
    return cases
