"""The pages shown when something cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without its proof, most often from a page left open too long."""
    return render(request, "common/csrf_refused.html", status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody whose role does not open the page, or who has no store to look at."""
    return render(request, "common/forbidden.html", {"no_store": str(exception) == "no_store"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return render(request, "common/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, without the request: the database may be what failed."""
    return HttpResponse(loader.get_template("common/server_error.html").render(), status=500)
