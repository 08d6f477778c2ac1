"""What the pages about rights share: they are about the whole network."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from chaland.web.common.access import DeskRequest


def network_only(request: DeskRequest) -> None:
    """Keep out who does not see every store: requests, breaches and the register are the network's.

    Raises PermissionDenied.
    """
    if not request.user.all_stores:
        raise PermissionDenied


def pdf_answer(sheet: bytes, name: str) -> HttpResponse:
    """Answer a document to keep under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(sheet, content_type="application/pdf", headers=headers)
