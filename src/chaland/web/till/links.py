"""A link makes the browser that follows it a till: for whom it was made, once, within a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chaland.accounts import devices
from chaland.web.common.access import public
from chaland.web.till.guard import give_cookie


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def till_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that uses the link up, for programs that look at links must not; then the till."""
    now = timezone.now()
    if request.method == "POST" and (secret := devices.claim(token, now=now)):
        answer = redirect("till")
        give_cookie(answer, secret)
        return answer
    device = devices.waiting(token, now=now)
    return render(request, "till/link.html", {"device": device}, status=200 if device else 404)
