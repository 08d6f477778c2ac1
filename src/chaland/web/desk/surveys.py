"""Screens of satisfaction surveys: writing one, sharing it, what people answered."""

from base64 import b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from chaland.accounts.rules import EDIT_COLLECTION
from chaland.customers.finding import find
from chaland.interactions import questions, surveys
from chaland.interactions.models import Survey
from chaland.interactions.questions import MOST_CHOICE_QUESTIONS, Choice, Questions, Scores
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.sentences.consents.words import REASONS
from chaland.stores import queries as stores
from chaland.stores.queries import network_zone
from chaland.usecases.collection.answer_survey import address_of, edit_survey, link_for, survey_to_edit
from chaland.usecases.collection.send_survey import send_survey
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.desk.insight.tables import FILES, Column, Table, as_file
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.settings_choices import StoreChoice

FOUND_SHOWN = 12
_LABEL = 200


class SurveyForm(forms.Form):
    """What a survey asks; its words in both languages, the second one only where wanted."""

    is_open = forms.BooleanField(label=_("Takes answers"), required=False, initial=True)
    store = StoreChoice(label=_("Store"), queryset=stores.stores(), required=False, empty_label=_("Every store"))
    title_fr = forms.CharField(label=_("Title in French"), max_length=_LABEL, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=_LABEL, required=False)
    score_fr = forms.CharField(label=_("Question for a score, in French"), max_length=_LABEL, required=False)
    score_en = forms.CharField(label=_("Question for a score, in English"), max_length=_LABEL, required=False)
    text_fr = forms.CharField(label=_("Question for a few words, in French"), max_length=_LABEL, required=False)
    text_en = forms.CharField(label=_("Question for a few words, in English"), max_length=_LABEL, required=False)

    def __init__(self, *, store_id: int | None, **options: Any) -> None:
        super().__init__(**options)
        if store_id is not None:
            del self.fields["store"]
        for place in range(MOST_CHOICE_QUESTIONS):
            self.fields[f"choice_{place}_fr"] = forms.CharField(
                label=_("Question to choose from, in French"), max_length=_LABEL, required=False
            )
            self.fields[f"choice_{place}_en"] = forms.CharField(
                label=_("Question to choose from, in English"), max_length=_LABEL, required=False
            )
            self.fields[f"answers_{place}"] = forms.CharField(
                label=_("Its answers"),
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One a line; French | English."),
            )

    def fixed(self) -> list[forms.BoundField]:
        """The fields that do not come several times."""
        names = ("is_open", "store", "title_fr", "title_en", "score_fr", "score_en", "text_fr", "text_en")
        return [self[name] for name in names if name in self.fields]

    def choices(self) -> list[list[forms.BoundField]]:
        """The fields of each question to choose from."""
        kinds = ("choice_{}_fr", "choice_{}_en", "answers_{}")
        return [[self[kind.format(place)] for kind in kinds] for place in range(MOST_CHOICE_QUESTIONS)]

    def words(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data[f"{name}_{language}"] for language in questions.LANGUAGES}

    def asked(self) -> Questions:
        """What was typed; a question without words is left out."""
        wanted = [place for place in range(MOST_CHOICE_QUESTIONS) if any(self.words(f"choice_{place}").values())]
        choices = [Choice(self.words(f"choice_{place}"), self._answers(place)) for place in wanted]
        return Questions(self.words("score"), choices, self.words("text"))

    def _answers(self, place: int) -> list[dict[str, str]]:
        lines = [line for line in self.cleaned_data[f"answers_{place}"].splitlines() if line.strip()]
        parts = [line.partition("|") for line in lines]
        return [{"fr": french, "en": english} for french, _mark, english in parts]


def _initial(row: Survey | None) -> dict[str, Any]:
    if row is None:
        return {}
    asked = questions.read(row.questions)
    told: dict[str, Any] = {"is_open": row.is_open, "store": row.store_id}
    named = [("title", row.title), ("score", asked.score), ("text", asked.text or {})]
    for place, one in enumerate(asked.choices):
        named.append((f"choice_{place}", one.label))
        told[f"answers_{place}"] = "\n".join(f"{answer['fr']} | {answer['en']}".strip(" |") for answer in one.answers)
    return told | {f"{name}_{language}": words.get(language, "") for name, words in named for language in ("fr", "en")}


@permission(EDIT_COLLECTION)
@require_safe
def surveys_list(request: DeskRequest) -> HttpResponse:
    """The surveys, with how many answered."""
    rows = [(one, questions.said(one.title, get_language() or "fr")) for one in surveys.surveys(request_scope(request))]
    return render(request, "desk/surveys/list.html", {"nav": "agenda", "rows": rows})


@permission(EDIT_COLLECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_edit(request: DeskRequest, survey_code: str = "") -> HttpResponse:
    """Write a survey, new or known."""
    scope = request_scope(request)
    with not_found_as_404():
        row = survey_to_edit(survey_code, scope) if survey_code else None
    form = SurveyForm(store_id=scope.store_id, data=request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        typed, store = form.cleaned_data, form.cleaned_data.get("store")
        try:
            saved = edit_survey(
                survey_code,
                title=form.words("title"),
                asked=form.asked(),
                is_open=typed["is_open"],
                store_id=store.pk if store else None,
                scope=scope,
                now=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("It is saved."))
            return redirect("survey-share", saved.code)
    context = {"nav": "agenda", "survey": row, "form": form}
    return render(request, "desk/surveys/edit.html", context, status=422 if form.errors else 200)


@permission(EDIT_COLLECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_share(request: DeskRequest, survey_code: str) -> HttpResponse:
    """The ways to a survey: its page, a QR code for each counter, a link for one customer."""
    scope, link, query = request_scope(request), "", request.GET.get("q", "")
    row = _seen(request, survey_code)
    if request.method == "POST":
        customer = request.POST.get("customer") or request.POST.get("mail", "")
        customer_id = int(customer[:18]) if customer.isdecimal() else 0
        try:
            if "mail" in request.POST:
                send_survey(survey_code, customer_id, scope=scope, now=timezone.now())
                messages.success(request, gettext("The survey leaves by mail within the minute."))
            else:
                link = link_for(survey_code, customer_id, scope=scope, now=timezone.now())
        except Refusal as refusal:
            why = REASONS.get(str(refusal.params.get("reason")), "")
            messages.error(request, f"{sentence(refusal)} {why}".strip())
    places = [(one.name, address_of(row.code, store_id=one.pk)) for one in _places(row, scope.store_id)]
    context = {
        "nav": "agenda",
        "survey": row,
        "title": questions.said(row.title, get_language() or "fr"),
        "places": [(name, address, _picture(address)) for name, address in places],
        "query": query,
        "found": find(query, scope, FOUND_SHOWN),
        "link": link,
        "may_edit": scope.store_id in (None, row.store_id),
    }
    return render(request, "desk/surveys/share.html", context)


def _places(row: Survey, store_id: int | None) -> Any:
    return stores.stores(row.store_id or store_id).filter(is_open=True)[:20]


def _picture(address: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}"


@permission(EDIT_COLLECTION)
@require_safe
def survey_results(request: DeskRequest, survey_code: str) -> HttpResponseBase:
    """What people answered: the mean, the spread, promoters less detractors, by store and month, and their words."""
    row, scope = _seen(request, survey_code), request_scope(request)
    months = surveys.by_store_and_month(row.pk, scope, network_zone())
    total = sum((one.scores for one in months), Scores())
    by_month = _by_month(months)
    tables = {one.key: one for one in (by_month, _spread(total), *_chosen(row, request))}
    wanted = tables.get(request.GET.get("table", ""))
    if request.GET.get("file") in FILES and wanted:
        return as_file(wanted, request.GET["file"], today_of_network(timezone.now()))
    context = {
        "nav": "agenda",
        "survey": row,
        "title": questions.said(row.title, get_language() or "fr"),
        "total": total,
        "tables": list(tables.values()),
        "file_address": "?file=",
        "comments": surveys.comments(row.pk, scope),
    }
    return render(request, "desk/surveys/results.html", context)


def _by_month(months: list[surveys.MonthScores]) -> Table:
    columns = [
        Column(_("Month"), "month"),
        Column(_("Store")),
        Column(_("Answers"), "count"),
        Column(_("Mean score"), "decimal"),
        Column(_("Promoters less detractors"), "percent"),
    ]
    rows = [
        (one.month, one.store or "–", one.scores.answers, one.scores.mean, one.scores.net_promoters) for one in months
    ]
    return Table("survey_months", _("By store and month"), columns, rows)


def _spread(total: Scores) -> Table:
    columns = [Column(_("Score")), Column(_("Answers"), "count"), Column(_("Share"), "percent")]
    rows = [
        (str(score), count, count / total.answers if total.answers else None)
        for score, count in enumerate(total.counts)
    ]
    return Table("survey_scores", _("Spread of the scores"), columns, rows)


def _chosen(row: Survey, request: DeskRequest) -> list[Table]:
    asked, language = questions.read(row.questions), get_language() or "fr"
    made = surveys.choices_made(row.pk, request_scope(request), asked)
    return [
        Table(
            f"survey_choice_{place}",
            questions.said(one.label, language),
            [Column(questions.said(one.label, language)), Column(_("Answers"), "count")],
            [(questions.said(answer, language), count) for answer, count in zip(one.answers, counts, strict=True)],
        )
        for place, (one, counts) in enumerate(zip(asked.choices, made, strict=True))
    ]


def _seen(request: DeskRequest, survey_code: str) -> Survey:
    with not_found_as_404():
        return surveys.survey(survey_code, request_scope(request))
