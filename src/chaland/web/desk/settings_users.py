"""Settings of the users, and of the tokens of tills and partners."""

from functools import partial

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland.accounts import services
from chaland.accounts.models import Token, User
from chaland.accounts.queries import tokens as every_token
from chaland.accounts.queries import users as every_user
from chaland.accounts.rules import EDIT_SETTINGS, EDIT_USERS
from chaland.kernel.errors import Refusal
from chaland.stores import queries
from chaland.usecases.network.add_token import add_token
from chaland.usecases.network.add_user import add_user
from chaland.usecases.network.edit_user import edit_user, renew_login_link
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.settings_forms import KnownUserForm, TokenForm, UserForm
from chaland.web.desk.settings_pages import (
    FormPage,
    check_open,
    edit,
    one_of,
    page_of,
    posted,
    show,
    store_limit,
)

methods = require_http_methods(["GET", "HEAD", "POST"])


@permission(EDIT_USERS)
@require_safe
def users(request: DeskRequest) -> HttpResponse:
    return show(request, "users", "users", {"rows": page_of(request, every_user())})


@permission(EDIT_USERS)
@methods
def user_new(request: DeskRequest) -> HttpResponse:
    """Add a user; their one-time link is shown this once."""
    form = UserForm(posted(request), stores=queries.stores())
    page = FormPage("users", _("New user"), "")
    if request.method == "POST" and form.is_valid():
        try:
            token = _add_user(form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _show_link(request, token, form.cleaned_data["name"])
    return show(request, "users", "form", {"page": page, "form": form}, 422 if form.is_bound else 200)


def _add_user(form: UserForm) -> str:
    asked = form.cleaned_data
    codes = [] if asked["all_stores"] else [store.code for store in asked["stores"]]
    return add_user(
        email=asked["email"],
        name=asked["name"],
        role=asked["role"],
        store_codes=codes,
        language=get_language() or "fr",
        now=timezone.now(),
    )


@permission(EDIT_USERS)
@methods
def user(request: DeskRequest, pk: int) -> HttpResponse:
    check_open(request, "users")
    row = one_of(User.objects.all(), pk)
    form = KnownUserForm(
        posted(request),
        initial=model_to_dict(row) if row else None,
        stores=queries.stores(),
        sellers=queries.sellers().filter(is_active=True),
    )
    page = FormPage("users", row.name if row else "", _("The user is saved."), "user")
    return edit(request, page, form, partial(edit_user, pk), row=row)


@permission(EDIT_USERS)
@require_POST
def user_link(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a new one-time link for a user and show it this once."""
    check_open(request, "users")
    with not_found_as_404():
        token = renew_login_link(pk, now=timezone.now())
    return _show_link(request, token, User.objects.get(pk=pk).name)


def _show_link(request: DeskRequest, token: str, name: str) -> HttpResponse:
    context = {
        "title": gettext("Sign-in link for %(name)s") % {"name": name},
        "secret": request.build_absolute_uri(reverse("login-link", args=[token])),
        "explained": gettext(
            "It signs them in once within 24 hours, to choose their password. Give it to nobody else."
        ),
        "back": "settings-users",
    }
    return show(request, "users", "secret", context)


@permission(EDIT_SETTINGS)
@require_safe
def tokens(request: DeskRequest) -> HttpResponse:
    return show(request, "tokens", "tokens", {"rows": page_of(request, _tokens(request))})


def _tokens(request: DeskRequest) -> QuerySet[Token]:
    limit = store_limit(request)
    rows = every_token()
    return rows if limit is None else rows.filter(Q(store=limit) | Q(till__store=limit))


@permission(EDIT_SETTINGS)
@methods
def token_new(request: DeskRequest) -> HttpResponse:
    """Make a token; its secret is shown this once."""
    limit = store_limit(request)
    form = TokenForm(
        posted(request),
        initial=request.GET.dict(),
        stores=queries.stores(limit),
        tills=queries.tills(limit),
        limited=limit is not None,
    )
    if request.method == "POST" and form.is_valid():
        return _show_secret(request, _add_token(form), form.cleaned_data["name"])
    page = FormPage("tokens", _("New token"), "")
    return show(request, "tokens", "form", {"page": page, "form": form}, 422 if form.is_bound else 200)


def _add_token(form: TokenForm) -> str:
    till, store = form.cleaned_data["till"], form.cleaned_data["store"]
    if till:
        return add_token(name=form.cleaned_data["name"], store_code=till.store.code, till_code=till.code)
    return add_token(name=form.cleaned_data["name"], store_code=store.code if store else None)


def _show_secret(request: DeskRequest, secret: str, name: str) -> HttpResponse:
    context = {
        "title": gettext("Token “%(name)s”") % {"name": name},
        "secret": secret,
        "explained": gettext("Copy it into the till software now: it is not kept here and cannot be shown again."),
        "back": "settings-tokens",
    }
    return show(request, "tokens", "secret", context)


@permission(EDIT_SETTINGS)
@require_POST
def token_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    check_open(request, "tokens")
    token = one_of(_tokens(request), pk)
    if token:
        services.revoke_token(token.pk, now=timezone.now())
        messages.success(request, gettext("The token “%(name)s” no longer opens anything.") % {"name": token.name})
    return redirect("settings-tokens")
