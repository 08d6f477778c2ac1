"""Reports: screens of what the file knows, kept under a name as they were asked."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chaland.accounts import rules
from chaland.insight.models import SavedReport
from chaland.insight.queries import reports_of
from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.usecases.insight import keep_report
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.insight.frame import OF_FILES
from chaland.web.desk.insight.screens import BY_NAME, Screen
from chaland.web.desk.refusals import not_found_as_404


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is listed. is_own: of who looks. of: whose it is."""

    report: SavedReport
    screen: Screen
    is_own: bool
    of: str

    @property
    def url(self) -> str:
        return _address(self.screen, self.report.query)

    @property
    def label(self) -> str | Promise:
        return self.screen.label


def kept_by(user_id: int) -> list[Kept]:
    """Return the reports that a user opens: their own, and those shared. Screens that are gone are left out."""
    return [
        Kept(one, BY_NAME[one.screen], one.user_id == user_id, one.user.name)
        for one in reports_of(user_id)
        if one.screen in BY_NAME
    ]


@permission(rules.VIEW_FIGURES)
@require_POST
def report_save(request: DeskRequest) -> HttpResponse:
    """Keep the screen that the form carries, and go back to it."""
    screen = BY_NAME.get(request.POST.get("screen", ""))
    if screen is None:
        raise Http404
    query, name = _asked(request.POST.get("query", "")), request.POST.get("name", "")
    is_shared = "is_shared" in request.POST
    try:
        keep_report.save_report(
            request.user.pk, name, screen=screen.name, query=query, is_shared=is_shared, now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The report “%(name)s” is kept.") % {"name": name.strip()})
    return redirect(_address(screen, query))


@permission(rules.VIEW_FIGURES)
@require_POST
def report_change(request: DeskRequest, report_id: int) -> HttpResponse:
    """Rename, share or remove one of the user's own reports."""
    with not_found_as_404():
        if "remove" in request.POST:
            keep_report.remove_report(request.user.pk, report_id)
            messages.success(request, gettext("The report is removed."))
            return redirect("insight")
        try:
            keep_report.rename_report(
                request.user.pk, report_id, request.POST.get("name", ""), is_shared="is_shared" in request.POST
            )
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, gettext("The report is changed."))
    return redirect("insight")


def _asked(text: str) -> str:
    """Return a query string without what names a file or a page."""
    values = QueryDict(text.removeprefix("?").replace("\x00", ""), mutable=True)
    for name in (*OF_FILES, "page"):
        values.pop(name, None)
    return values.urlencode()


def _address(screen: Screen, query: str) -> str:
    return f"{reverse(f'insight-{screen.name}')}?{query}".rstrip("?")
