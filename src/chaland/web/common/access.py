"""Who may open which address, and which store they look at."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from chaland.accounts.models import User
from chaland.accounts.queries import scope_of
from chaland.accounts.rules import Scope, may
from chaland.stores.models import Network
from chaland.stores.queries import the_network
from chaland.web.common import watching

CHOSEN_STORE = "store_id"
PUBLIC = "public"
SIGNED_IN = "signed_in"


class DeskRequest(HttpRequest):
    """A request of a signed-in user, as the views behind `permission` receive it."""

    user: User
    htmx: HtmxDetails


View: TypeAlias = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)


def permission(name: str) -> Callable[[View], View]:
    """Let only users whose role carries this permission of `accounts.rules` open the view.

    Others get 403; those who are not signed in are sent to the login page. `SIGNED_IN` lets every user in.
    What the view answers is never kept by the browser or a proxy. Views read `guarded.permission`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            if not opens_to(guarded, request.user.role):
                raise PermissionDenied
            timezone.activate(network_of(request).time_zone)
            if stopped := watching.refused(request, request.user, kwargs):
                return stopped
            response = view(request, *args, **kwargs)
            watching.noted(request, request.user, kwargs, response)
            response.headers["Cache-Control"] = "no-store"
            return response

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: AnyView) -> AnyView:
    """Declare a view open to everybody; every address declares either this or a permission."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


class late:  # noqa: N801 - reads as the decorators beside it
    """A view whose module is loaded when it is first opened; it declares the permission once more.

    Those that need the columnar libraries: a second, and a hundred megabytes, that no till waits for.
    """

    def __init__(self, name: str, permission: str) -> None:
        self.name = name
        self.permission = permission

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: View = import_string(self.name)
        return view(request, *args, **kwargs)


def opens_to(view: View, role: str) -> bool:
    """Tell whether a role may open a view, after what the view declares; one that declares nothing opens to nobody."""
    name = getattr(view, "permission", None)
    return name in (PUBLIC, SIGNED_IN) or (name is not None and may(role, name))


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send to the login page, from which one comes back here; for a part of a page, to the page around it."""
    htmx = cast("DeskRequest", request).htmx
    back = htmx.current_url_abs_path if htmx else request.get_full_path() if request.method == "GET" else None
    answer = redirect_to_login(back or "/")
    return HttpResponseClientRedirect(answer.url) if htmx else answer


def network_of(request: HttpRequest) -> Network:
    """Return the network, read once per request."""
    known: Network | None = getattr(request, "_network", None)
    if known is None:
        known = the_network()
        request._network = known  # type: ignore[attr-defined]  # noqa: SLF001
    return known


def request_scope(request: HttpRequest) -> Scope:
    """Return what the user looks at: the network, or the store chosen in the top bar.

    Raises PermissionDenied for a user who has no store at all. Asked once per request.
    """
    known = getattr(request, "_scope", None)
    if known is None:
        known = scope_of(cast("User", request.user), request.session.get(CHOSEN_STORE))
        if known is None:
            raise PermissionDenied("no_store")
        request._scope = known  # type: ignore[attr-defined]  # noqa: SLF001
    return cast("Scope", known)


def refuse_one_store(request: DeskRequest) -> None:
    """Raise PermissionDenied for somebody of some stores: what holds for the whole network is not theirs to see."""
    if not request.user.all_stores:
        raise PermissionDenied


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer somebody who typed too many wrong passwords."""
    return render(request, "common/locked_out.html", status=429)
