"""Signing in and out, language, store looked at, credits, health."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as sign_in
from django.contrib.auth import logout as sign_out
from django.contrib.auth import update_session_auth_hash
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland import __version__
from chaland.accounts import queries, services
from chaland.kernel.errors import Refusal
from chaland.web.common.access import CHOSEN_STORE, SIGNED_IN, DeskRequest, permission, public
from chaland.web.common.context import home_for
from chaland.web.common.forms import LoginForm, NewPasswordForm, OwnPasswordForm
from chaland.web.common.language import keep_language

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD_TO_CHOOSE = "choose_password"  # noqa: S105 - a key of the session


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign in with an e-mail address and a password."""
    if request.user.is_authenticated:
        return redirect(home_for(request.user))
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        sign_in(request, user)
        return redirect(safe_next(request, home_for(user)))
    return render(request, "common/login.html", {"form": form, "next": request.GET.get("next", "")})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that uses the link up: programs that open links in e-mails must not."""
    now = timezone.now()
    if request.method != "POST":
        link = queries.open_login_link(token, now=now)
        return render(request, "common/login_link.html", {"link": link}, status=200 if link else 404)
    try:
        user = services.use_login_link(token, now=now)
    except Refusal:
        return render(request, "common/login_link.html", {"link": None}, status=404)
    sign_in(request, user, backend=MODEL_BACKEND)
    request.session[PASSWORD_TO_CHOOSE] = True
    return redirect("password-change")


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return redirect("login")


@permission(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: DeskRequest) -> HttpResponse:
    """Change one's password, or choose one after a login link; the user's other sessions end."""
    chooses = PASSWORD_TO_CHOOSE in request.session
    data = request.POST if request.method == "POST" else None
    form = NewPasswordForm(request.user, data) if chooses else OwnPasswordForm(request.user, data)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        request.session.pop(PASSWORD_TO_CHOOSE, None)
        messages.success(request, gettext("Your password is saved. Your other sessions are signed out."))
        return redirect(home_for(user))
    return render(request, "common/password_change.html", {"form": form, "chooses": chooses})


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, on this browser and for this user."""
    response = redirect(safe_next(request, "/"))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        keep_language(response, chosen)
        if request.user.is_authenticated:
            services.set_language(request.user, language=chosen)
    return response


@permission(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def store_switch(request: DeskRequest) -> HttpResponse:
    """List the stores one may look at, or look at another from now on."""
    if request.method == "POST":
        return _look_at(request, request.POST.get("store", ""))
    search = request.GET.get("search", "")[:100]
    stores = queries.stores_of(request.user, search)
    chosen = queries.scope_of(request.user, request.session.get(CHOSEN_STORE))
    context = {"stores": stores, "search": search, "chosen": chosen.store_id if chosen else None}
    template = "common/store_list.html" if request.GET.get("part") else "common/store_switch.html"
    return render(request, template if request.htmx else "common/store_page.html", context)


def _look_at(request: DeskRequest, store: str) -> HttpResponseRedirect:
    allowed = {str(one.pk): one.pk for one in queries.stores_of(request.user)}
    if store in allowed:
        request.session[CHOSEN_STORE] = allowed[store]
    elif request.user.all_stores:
        request.session.pop(CHOSEN_STORE, None)
    return redirect(safe_next(request, home_for(request.user)))


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return the address of our own that a form asks to go to next, never another site's."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if own else otherwise


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Thank the libraries and the sources of data."""
    path = settings.BUILD / "credits.json"
    libraries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return render(request, "common/about.html", {"libraries": libraries})


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell machines whether the product works: 200 and "ok", or 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database_unreachable", "version": __version__}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
