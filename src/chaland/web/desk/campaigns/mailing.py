"""Lists at Brevo that follow the customers: which, what they are told, what the last run did."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.campaigns.models import MailingList
from chaland.campaigns.ports import list_service
from chaland.campaigns.rules.mailing import MailerStopped
from chaland.kernel.errors import Refusal
from chaland.privacy.queries import purposes_on
from chaland.sentences import sentence
from chaland.sentences.campaigns.lists import error_of, told_of
from chaland.sentences.consents.words import purpose_name
from chaland.usecases.campaigns.edit_lists import add_list, hurry_list, switch_list
from chaland.usecases.campaigns.follow_lists import Followed, follow_lists
from chaland.web.common.access import DeskRequest, permission, refuse_one_store, request_scope
from chaland.web.desk.campaigns.forms import ListForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal


@permission(EDIT_SETTINGS)
@require_GET
def lists(request: DeskRequest) -> HttpResponse:
    """Show the lists that follow, and a form for another of those there are at Brevo. The key itself is never shown."""
    refuse_one_store(request)
    return _page(request)


@permission(EDIT_SETTINGS)
@require_POST
def list_add(request: DeskRequest) -> HttpResponse:
    """Have a list of Brevo follow the customers."""
    refuse_one_store(request)
    try:
        known = _at_mailer()
    except MailerStopped:
        return redirect("campaign-lists")
    form = ListForm(scope=request_scope(request), lists=known, data=request.POST)
    if form.is_valid():
        try:
            add_list(**form.asked())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, gettext("The list follows from its next run on. Try it out to see what it will do.")
            )
            return redirect("campaign-lists")
    return _page(request, form=form)


@permission(EDIT_SETTINGS)
@require_POST
def list_act(request: DeskRequest, list_id: int) -> HttpResponse:
    """Try a list out, have it brought up to date at once, switch it off or on."""
    refuse_one_store(request)
    with not_found_as_404():
        match request.POST.get("do"):
            case "try":
                messages.info(request, gettext("It would do this: {what}").format(what=_tried(list_id)))
            case "hurry":
                hurry_list(list_id)
                messages.success(request, gettext("The server brings it up to date within a minute."))
            case "switch":
                switch_list(list_id)
    return redirect("campaign-lists")


def _tried(list_id: int) -> str:
    found = follow_lists(only=list_id, is_dry=True)
    return told_of(found[list_id]) if found else sentence(Refusal("mailing_list_unknown"))


def _page(request: DeskRequest, form: ListForm | None = None) -> HttpResponse:
    error, known = "", list[tuple[int, str]]()
    try:
        known = _at_mailer()
    except MailerStopped as stopped:
        error = error_of(stopped.why)
    purposes = {one.code: purpose_name(one) for one in purposes_on("email")}
    rows = [_row(one, purposes.get(one.purpose, one.purpose)) for one in _known()]
    context = {
        "nav": "campaigns",
        "has_key": bool(settings.MAILER_URL),
        "error": error,
        "rows": rows,
        "form": form or (ListForm(scope=request_scope(request), lists=known) if known else None),
    }
    return render(request, "desk/campaigns/lists.html", context, status=422 if form else 200)


def _at_mailer() -> list[tuple[int, str]]:
    service = list_service()
    return list(service.lists()) if service else []


def _known() -> QuerySet[MailingList]:
    return MailingList.objects.select_related("segment").order_by("name", "pk")


def _row(one: MailingList, purpose: str) -> tuple[MailingList, str, str, str]:
    return one, purpose, told_of(Followed(**one.counts)) if one.ended_at else "", error_of(one.error)
