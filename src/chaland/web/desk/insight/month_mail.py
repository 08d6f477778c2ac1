"""The month of a shop by mail: at once to who asks, and on the first of the month to those chosen."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chaland.accounts import rules
from chaland.accounts.models import User
from chaland.insight.monthly import Month
from chaland.insight.queries import month_readers
from chaland.kernel.errors import Refusal
from chaland.sentences.month.letter import letter
from chaland.usecases.insight.mail_month import choose_readers, mail_month_now, may_be_sent
from chaland.web.common.access import DeskRequest, permission, request_scope


@dataclass(frozen=True, slots=True)
class Reader:
    """A user who may be sent the month. is_chosen: whether they are; of: the store, empty for all they see."""

    user: User
    is_chosen: bool
    of: str


def to_choose(user: User) -> list[Reader]:
    """Return whom a user may choose: an owner everybody who may read it, others themselves."""
    chosen = {one.user_id: one.store.name if one.store else "" for one in month_readers()}
    return [Reader(one, one.pk in chosen, chosen.get(one.pk, "")) for one in _choosable(user)]


def _choosable(user: User) -> list[User]:
    if rules.may(user.role, rules.EDIT_USERS):
        return may_be_sent()
    return [one for one in may_be_sent() if one.pk == user.pk]


@permission(rules.VIEW_FIGURES)
@require_POST
def send(request: DeskRequest) -> HttpResponse:
    """Send the user the month they look at."""
    month = read_month_of(request.POST.get("month", ""))
    mail_month_now(request.user, request_scope(request), month, letter, now=timezone.now())
    said = (
        gettext("The month leaves for %(address)s.")
        if settings.EMAIL_URL
        else gettext("The month waits for %(address)s: no mail server is named yet in the settings of the machine.")
    )
    messages.success(request, said % {"address": request.user.email})
    return _back(month)


@permission(rules.VIEW_FIGURES)
@require_POST
def readers(request: DeskRequest) -> HttpResponse:
    """Choose who is sent the month on the first of the next one."""
    among = {user.pk for user in _choosable(request.user)}
    chosen = {pk for pk in among if str(pk) in request.POST.getlist("user")}
    choose_readers(chosen, among=among, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("The choice is kept."))
    return _back(read_month_of(request.POST.get("month", "")))


def read_month_of(text: str) -> Month | None:
    """Return the month of an address or a form; one that cannot be read is left out."""
    try:
        return Month.read(text)
    except Refusal:
        return None


def _back(month: Month | None) -> HttpResponse:
    address = reverse("insight-month")
    return redirect(f"{address}?month={month}" if month else address)
