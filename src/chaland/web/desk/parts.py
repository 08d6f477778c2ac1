"""Parts of pages: htmx asks for them alone; whoever opens their address is given a whole page."""

from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from chaland.web.common.access import DeskRequest
from chaland.web.desk.customer_contacts import opened
from chaland.web.desk.templatetags.person import full_name

Frame = Literal["", "card", "list"]
"""What a part needs around it that its page has: a card, a list."""


def show_part(
    request: DeskRequest, part: str, context: dict[str, Any], *, title: str, back: str, frame: Frame = ""
) -> HttpResponse:
    """Show a part; opened by its address it stands under `title`, in `frame`, with a way to its page at `back`."""
    if request.htmx:
        return render(request, part, context)
    around = {"part": part, "whole_title": title, "back": back, "frame": frame}
    return render(request, "desk/part.html", {**context, **around})


def show_part_of_customer(
    request: DeskRequest, part: str, context: dict[str, Any], *, customer_id: int, frame: Frame = ""
) -> HttpResponse:
    """Show a part of the page of a customer."""
    title = "" if request.htmx else full_name(opened(request, customer_id))
    back = reverse("customer", args=[customer_id])
    return show_part(request, part, {"nav": "customers", **context}, title=title, back=back, frame=frame)
