"""The public page of a satisfaction survey: by a customer's own link, or by the code on the counter."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from chaland.interactions import questions, surveys
from chaland.interactions.models import Survey
from chaland.interactions.questions import Questions
from chaland.interactions.rules import MAX_TEXT, SCORES
from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.signups.rules import TICKET_LASTS
from chaland.usecases.collection.answer_survey import Answer, answer_survey
from chaland.web.public import signup_tickets as tickets
from chaland.web.public.pages import neutral, public_page
from chaland.web.public.signup import comes_from_here, refused, too_many, visitor_address
from chaland.web.public.signup_form import HONEYPOT
from chaland.web.public.signup_limits import Limit

SENT_BY_ADDRESS = Limit(settings.SIGNUP_RATE, 600.0)


class SurveyForm(forms.Form):
    """What a survey asks, in one language."""

    score = forms.TypedChoiceField(
        coerce=int,
        choices=[(score, score) for score in SCORES],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a score from 0 to 10.")},
    )

    def __init__(self, *, asked: Questions, language: str, **options: Any) -> None:
        super().__init__(**options, auto_id="f_%s")
        self.fields["score"].label = questions.said(asked.score, language)
        self.choice_names = [f"choice_{place}" for place in range(len(asked.choices))]
        for name, one in zip(self.choice_names, asked.choices, strict=True):
            answers = [(place, questions.said(answer, language)) for place, answer in enumerate(one.answers)]
            self.fields[name] = forms.TypedChoiceField(
                label=questions.said(one.label, language),
                coerce=int,
                empty_value=None,
                required=False,
                choices=answers,
                widget=forms.RadioSelect,
            )
        if asked.text:
            self.fields["text"] = forms.CharField(
                label=questions.said(asked.text, language),
                required=False,
                max_length=MAX_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=gettext("280 characters at most. Give no name, no number of a card or an account."),
            )
        self.fields[HONEYPOT] = forms.CharField(
            label=gettext("Leave this field empty"),
            required=False,
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )

    def radios(self) -> list[forms.BoundField]:
        """The score, then the questions to choose from."""
        return [self["score"], *(self[name] for name in self.choice_names)]

    def words(self) -> forms.BoundField | None:
        return self["text"] if "text" in self.fields else None

    def chosen(self) -> list[int | None]:
        return [self.cleaned_data[name] for name in self.choice_names]


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, survey_code: str, token: str = "", store_id: int | None = None) -> HttpResponse:
    """Show a survey, or take the answer in. Of a customer's link that was used, nothing is told."""
    now = timezone.now()
    try:
        survey = surveys.link_with(survey_code, token, now).survey if token else surveys.open_survey(survey_code)
    except NotFound:
        return neutral(request)
    asked, language = questions.read(survey.questions), request.LANGUAGE_CODE or "fr"
    if request.method != "POST":
        return _show(request, survey, SurveyForm(asked=asked, language=language))
    if not comes_from_here(request):
        return refused(request)
    if wait := SENT_BY_ADDRESS.seconds_to_wait(visitor_address(request)):
        return too_many(request, wait)
    return _take_in(request, survey, SurveyForm(asked=asked, language=language, data=request.POST), token, store_id)


def _take_in(request: HttpRequest, survey: Survey, form: SurveyForm, token: str, store_id: int | None) -> HttpResponse:
    try:
        ticket = tickets.read(request.POST.get("ticket", ""))
    except tickets.TicketRefusedError:
        return refused(request)
    done = redirect(f"{reverse('public-survey-thanks', args=[survey.code])}?lang={request.LANGUAGE_CODE}")
    if request.POST.get(HONEYPOT):
        return done
    now = timezone.now()
    if ticket.is_over(now, TICKET_LASTS):
        form.add_error(None, gettext("Please read your answers again, then send the form."))
    if form.is_valid():
        said = form.cleaned_data.get("text", "").replace("\r", "")
        answer = Answer(
            ticket.key, survey.code, form.cleaned_data["score"], form.chosen(), said, token=token, store_id=store_id
        )
        try:
            answer_survey(answer, now=now)
        except NotFound:
            return neutral(request)
        except Refusal as refusal:
            form.add_error("text" if refusal.field == "text" else None, sentence(refusal))
        else:
            return done
    return _show(request, survey, form)


def _show(request: HttpRequest, survey: Survey, form: SurveyForm) -> HttpResponse:
    language = request.LANGUAGE_CODE or "fr"
    ticket = tickets.write(survey.pk, language, {}, now=timezone.now())
    context = {"title": questions.said(survey.title, language), "survey": survey, "form": form, "ticket": ticket}
    return render(request, "public/survey.html", context, status=422 if form.is_bound else 200)


@public_page
@require_safe
def thanks(request: HttpRequest, survey_code: str) -> HttpResponse:
    """Say that the answer arrived, in the same words to everybody."""
    return render(request, "public/survey_thanks.html")
