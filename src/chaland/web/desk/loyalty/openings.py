"""The points that customers bring from an earlier program, handed in as a file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import EDIT_LOYALTY
from chaland.loyalty.schemes import schemes
from chaland.usecases.imports import import_points
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.desk.imports import LARGEST_MB, ImportForm, handed_in


class PointsForm(ImportForm):
    kind = None  # type: ignore[assignment]  # Django leaves the field out


@permission(EDIT_LOYALTY)
@require_http_methods(["GET", "HEAD", "POST"])
def points_import(request: DeskRequest) -> HttpResponse:
    """Hand in a file of opening balances to import or only to check; the page of imports tells how it went."""
    refuse_one_store(request)
    form = PointsForm(request.POST, request.FILES) if request.method == "POST" else PointsForm()
    if form.is_bound and form.is_valid() and (handed := handed_in(form, request.POST, import_points.KIND)):
        return redirect("upload", handed.pk)
    context = {
        "nav": "loyalty", "tab": "programme", "form": form, "columns": import_points.COLUMNS, "largest": LARGEST_MB,
        "has_programme": bool(schemes()),
    }  # fmt: skip
    return render(request, "desk/loyalty/points_import.html", context, status=422 if form.errors else 200)
