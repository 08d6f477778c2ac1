"""How a form that is open reaches customers: its address, a QR code, a poster, a script for a web site, a tablet."""

from base64 import b64encode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from chaland.accounts.rules import EDIT_COLLECTION
from chaland.signups import queries, rules
from chaland.signups.models import SignupForm
from chaland.stores.queries import the_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.desk.refusals import not_found_as_404


@permission(EDIT_COLLECTION)
@require_safe
def share(request: DeskRequest, form_code: str) -> HttpResponse:
    """Show the ways to a form."""
    one = _form(request, form_code)
    address = address_of(one)
    script = f"{settings.PUBLIC_URL}{reverse('public-popup-script', args=[one.code])}"
    context = {
        "nav": "collection",
        "one": one,
        "address": address,
        "picture": f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}",
        "script": f'<script src="{script}" async></script>',
        "origin": settings.PUBLIC_URL,
        "tablet": reverse("public-tablet", args=[one.code]),
    }
    return render(request, "desk/collection/share.html", context)


@permission(EDIT_COLLECTION)
@require_safe
def qr(request: DeskRequest, form_code: str) -> HttpResponse:
    """Give the QR code as a picture to print or to place in a leaflet."""
    one = _form(request, form_code)
    return _file(qr_svg(address_of(one)), "image/svg+xml", f"{one.code}.svg")


@permission(EDIT_COLLECTION)
@require_safe
def poster(request: DeskRequest, form_code: str) -> HttpResponse:
    """Give the sheet for the counter."""
    from chaland.web.desk.collection.poster import poster_pdf

    one = _form(request, form_code)
    sheet = poster_pdf(
        shop=one.store.name if one.store else the_network().name,
        title=rules.read(one.content).said("title", get_language() or "fr"),
        invitation=gettext("Point your telephone’s camera here"),
        address=address_of(one),
    )
    return _file(sheet, "application/pdf", f"{one.code}.pdf")


def address_of(one: SignupForm) -> str:
    """Return where the public finds a form."""
    return f"{settings.PUBLIC_URL}{reverse('public-form', args=[one.code])}"


def _form(request: DeskRequest, code: str) -> SignupForm:
    with not_found_as_404():
        return queries.form(code, request_scope(request))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
