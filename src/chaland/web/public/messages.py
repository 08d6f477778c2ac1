"""What the mails of campaigns point to: their pictures, and their links."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaland.campaigns.models import Picture
from chaland.usecases.campaigns.follow_link import follow_link
from chaland.web.common.access import public
from chaland.web.public.pages import neutral, public_page

FOR_EVER = "public, max-age=31536000, immutable"
"""A picture's address is the digest of its bytes: it never shows another."""


@public
@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """Give a picture."""
    found = Picture.objects.filter(digest=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type=found.content_type, headers={"Cache-Control": FOR_EVER})


@public_page
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead on to where a link of a message leads; the neutral page for any other token."""
    agent = request.headers.get("User-Agent", "")
    url = follow_link(token, method=request.method or "", agent=agent, now=timezone.now())
    if not url:
        return neutral(request)
    # The page that is opened is not told from which mail one comes.
    return HttpResponseRedirect(url, headers={"Referrer-Policy": "no-referrer"})
