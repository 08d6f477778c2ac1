"""How long things are kept, and the register of processing with its history."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chaland.accounts.rules import EDIT_PRIVACY, VIEW_PRIVACY
from chaland.kernel.errors import Refusal
from chaland.privacy.rules.retention import CHOOSABLE, TABLE
from chaland.sentences.rights.words import FATES, KINDS, PARTS, PROCESSOR_PARTS, duration, line, rule_said
from chaland.usecases.rights.keep_no_longer import choose_days, days_kept, last_run
from chaland.usecases.rights.keep_no_longer import run as keep_no_longer
from chaland.usecases.rights.keep_register import Change, editions, has_neighbours, how_many, keep_edition
from chaland.usecases.rights.keep_register import edition as read_edition
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.rights.pages import network_only, pdf_answer

LONGEST_DAYS = 36_500
LONGEST_NUMBER = 18
STUDIED_FROM = 10_000
"""People from whom on an impact study is told to be due. Source: RGPD art. 35(3); the number is ours."""


class DaysForm(forms.Form):
    """For how long one kind of data is kept."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=LONGEST_DAYS)
    reason = forms.CharField(label=_("Reason, for longer than proposed"), max_length=200, required=False)


@permission(VIEW_PRIVACY)
@require_safe
def retention(request: DeskRequest) -> HttpResponse:
    """The table: each kind of data, how long it is kept, what went at the last look; what would go now, if asked."""
    network_only(request)
    kept, run = days_kept(), last_run()
    would_go = keep_no_longer(now=timezone.now(), dry_run=True) if "look" in request.GET else None
    gone = run.outcome if run else {}
    rows = [
        {
            "code": code,
            "name": KINDS[code],
            "kept": duration(kept.get(code, row.days)),
            "fate": FATES[row.fate],
            "source": rule_said(row.source),
            "gone": gone.get(code),
            "would_go": would_go.get(code) if would_go else None,
            "is_fixed": code not in CHOOSABLE,
        }
        for code, row in TABLE.items()
        if code in KINDS
    ]
    context = {"nav": "rights", "section": "retention", "rows": rows, "run": run, "looked": would_go is not None}
    return render(request, "desk/rights/retention.html", context)


@permission(EDIT_PRIVACY)
def retention_edit(request: DeskRequest, row: str) -> HttpResponse:
    """Choose for how long one kind of data is kept."""
    network_only(request)
    if row not in CHOOSABLE:
        raise Http404
    form = DaysForm(request.POST if request.method == "POST" else None, initial={"days": days_kept()[row]})
    if request.method == "POST" and form.is_valid():
        try:
            choose_days(row, **form.cleaned_data, user_id=request.user.pk, now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            keep_edition(now=timezone.now())
            messages.success(request, gettext("The time is saved, and stands in the register."))
            return redirect("retention")
    proposed = duration(TABLE[row].days)
    context = {"nav": "rights", "form": form, "name": KINDS[row], "proposed": proposed}
    return render(request, "desk/rights/retention_edit.html", context)


@permission(VIEW_PRIVACY)
@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """The register in force, and what has changed in it, when, in the reader's language; each edition on paper."""
    network_only(request)
    asked, now = request.GET.get("format", ""), timezone.now()
    with not_found_as_404():
        edition = read_edition(_number(request.GET.get("edition", "")) if asked == "pdf" else None, now=now)
    is_street = has_neighbours()
    for_others = is_street and request.GET.get("view") == "processor"
    shown = PROCESSOR_PARTS if for_others else PARTS
    if asked == "pdf":
        from chaland.sentences.rights.register import register_sheet

        sheet = register_sheet(edition.content, edition.made_at, shown)
        return pdf_answer(sheet, f"register-{edition.made_at:%Y-%m-%d}")
    if asked == "impact" or (asked == "arrangement" and is_street):
        from chaland.sentences.rights import papers

        if asked == "arrangement":
            return pdf_answer(papers.arrangement_sheet(edition.content, now), asked)
        return pdf_answer(papers.impact_sheet(edition.content, how_many(), now), asked)
    parts = [(title, [line(part, row) for row in edition.content.get(part, [])]) for part, title in shown.items()]
    history = [(row, [_changed(one) for one in found]) for row, found in editions()]
    context = {"nav": "rights", "section": "register", "edition": edition, "parts": parts, "history": history}
    is_due = how_many() > STUDIED_FROM
    context |= {"is_street": is_street, "for_others": for_others, "is_due": is_due}
    return render(request, "desk/rights/register.html", context)


def _changed(change: Change) -> tuple[object, list[str], list[str]]:
    gone, come = ([line(change.part, row) for row in rows] for rows in (change.gone, change.come))
    return {**PROCESSOR_PARTS, **PARTS}[change.part], gone, come


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER else None
