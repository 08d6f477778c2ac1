"""What the settings screens share: their index, who may open which, and how a form is shown and saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.accounts.models import User
from chaland.kernel.errors import Refusal
from chaland.web.common.access import DeskRequest, request_scope
from chaland.web.desk.refusals import show_refusal

Row = TypeVar("Row", bound=Model)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the settings. network_wide: only for users who see every store."""

    key: str
    label: Promise
    about: Promise
    icon: str
    permission: str = rules.EDIT_SETTINGS
    network_wide: bool = False

    @property
    def view(self) -> str:
        """The name of its address."""
        return f"settings-{self.key}"

    def is_open_to(self, user: User) -> bool:
        return rules.may(user.role, self.permission) and (user.all_stores or not self.network_wide)


SECTIONS = (
    Section("network", _("Network"), _("Name, time zone, notice at the foot of pages"), "world", network_wide=True),
    Section("merchants", _("Merchants"), _("The companies that trade here"), "building", network_wide=True),
    Section("stores", _("Stores"), _("Code, time zone, address, position"), "building-store"),
    Section("tills", _("Tills"), _("The cash registers of each store"), "cash-register"),
    Section("till-screens", _("Till screens"), _("Browsers that are tills, PINs of sellers"), "device-desktop"),
    Section("tokens", _("Tokens"), _("What tills and partners sign in to the API with"), "key"),
    Section("sellers", _("Sellers"), _("Who serves, by the till’s own code"), "id-badge-2"),
    Section(
        "users",
        _("Users"),
        _("Who signs in, their role, their stores"),
        "user-cog",
        rules.EDIT_USERS,
        network_wide=True,
    ),
    Section("fields", _("Fields"), _("What is asked of customers, and why"), "forms", network_wide=True),
    Section(
        "purposes",
        _("Consents"),
        _("What people are contacted for, and in which words"),
        "shield-lock",
        rules.EDIT_PRIVACY,
        network_wide=True,
    ),
    Section("products", _("Products"), _("The catalogue, and products to describe"), "packages", network_wide=True),
    Section("categories", _("Families"), _("The tree in which products are placed"), "category", network_wide=True),
    Section("receipts", _("Receipts to look at"), _("Conflicts, and what looks odd"), "receipt"),
)


def sections_for(user: User) -> list[Section]:
    """Return the parts of the settings that a user may open."""
    return [section for section in SECTIONS if section.is_open_to(user)]


def show(request: DeskRequest, section: str, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a settings page. Raises PermissionDenied if the user may not open this part."""
    check_open(request, section)
    shared = {"nav": "settings", "section": section, "sections": sections_for(request.user)}
    return render(request, f"desk/settings/{template}.html", {**shared, **context}, status=status)


def check_open(request: DeskRequest, section: str) -> None:
    """Raise PermissionDenied if the user may not open this part; the index is open to all who have a part."""
    if section != "index" and section not in {one.key for one in sections_for(request.user)}:
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: which part of the settings it belongs to, what it says, where it leads."""

    section: str
    title: str | Promise
    done: str | Promise
    template: str = "form"

    @property
    def back(self) -> str:
        return f"settings-{self.section}"


def edit(
    request: DeskRequest, page: FormPage, form: forms.Form, save: Callable[..., object], **context: object
) -> HttpResponse:
    """Show the form; once it is valid, save its values by one call, say so and go back to the list."""
    check_open(request, page.section)
    if request.method == "POST" and form.is_valid():
        try:
            save(**form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, str(page.done))
            return redirect(page.back)
    status = 422 if form.is_bound else 200
    return show(request, page.section, page.template, {"page": page, "form": form, **context}, status)


def posted(request: DeskRequest) -> Any:
    """Return what a form is bound to: the values sent, or None while it is only shown."""
    return request.POST if request.method == "POST" else None


def store_limit(request: DeskRequest) -> int | None:
    """Return the only store whose settings the user may see, or None for all."""
    return None if request.user.all_stores else request_scope(request).store_id


def one_of(rows: QuerySet[Row], pk: int | None) -> Row | None:
    """Return the row of this id among those the user may see, None without an id; otherwise 404."""
    if pk is None:
        return None
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def page_of(request: DeskRequest, rows: QuerySet[Row]) -> Page[Row]:
    """Return the page of rows that the address asks for; beyond the last it is the last."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
