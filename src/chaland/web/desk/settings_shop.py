"""Settings of the network, its merchants, stores, tills and sellers."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.stores import queries
from chaland.usecases.network.edit_network import edit_merchant, edit_network
from chaland.usecases.network.edit_store import edit_seller, edit_store, edit_till
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.settings_forms import MerchantForm, NetworkForm, SellerForm, StoreForm, TillForm
from chaland.web.desk.settings_pages import FormPage, check_open, edit, one_of, page_of, posted, show, store_limit

methods = require_http_methods(["GET", "HEAD", "POST"])


@permission(EDIT_SETTINGS)
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return show(request, "index", "index", {})


@permission(EDIT_SETTINGS)
@methods
def network(request: DeskRequest) -> HttpResponse:
    form = NetworkForm(posted(request), initial=model_to_dict(queries.the_network()))
    page = FormPage("network", _("Network"), _("The network is saved."))
    return edit(request, page, form, edit_network)


@permission(EDIT_SETTINGS)
@require_safe
def merchants(request: DeskRequest) -> HttpResponse:
    return show(request, "merchants", "merchants", {"rows": queries.merchants()})


@permission(EDIT_SETTINGS)
@methods
def merchant(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    check_open(request, "merchants")
    row = one_of(queries.merchants(), pk)
    form = MerchantForm(posted(request), initial=model_to_dict(row) if row else None)
    page = FormPage("merchants", row.name if row else _("New merchant"), _("The merchant is saved."))
    return edit(request, page, form, partial(edit_merchant, pk))


@permission(EDIT_SETTINGS)
@require_safe
def stores(request: DeskRequest) -> HttpResponse:
    rows = page_of(request, queries.stores(store_limit(request)))
    return show(request, "stores", "stores", {"rows": rows, "may_add": request.user.all_stores})


@permission(EDIT_SETTINGS)
@methods
def store(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    limit = store_limit(request)
    if pk is None and limit is not None:
        raise PermissionDenied
    row = one_of(queries.stores(limit), pk)
    initial = model_to_dict(row) if row else {"time_zone": queries.the_network().time_zone}
    page = FormPage("stores", row.name if row else _("New store"), _("The store is saved."))
    form = StoreForm(posted(request), initial=initial)
    return edit(request, page, form, partial(edit_store, pk), grid=True)


@permission(EDIT_SETTINGS)
@require_safe
def tills(request: DeskRequest) -> HttpResponse:
    return show(request, "tills", "tills", {"rows": page_of(request, queries.tills(store_limit(request)))})


@permission(EDIT_SETTINGS)
@methods
def till(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    limit = store_limit(request)
    row = one_of(queries.tills(limit), pk)
    form = TillForm(posted(request), initial=model_to_dict(row) if row else None, stores=queries.stores(limit))
    page = FormPage("tills", (row.name or row.code) if row else _("New till"), _("The till is saved."))
    return edit(request, page, form, partial(edit_till, pk))


@permission(EDIT_SETTINGS)
@require_safe
def sellers(request: DeskRequest) -> HttpResponse:
    return show(request, "sellers", "sellers", {"rows": page_of(request, queries.sellers(store_limit(request)))})


@permission(EDIT_SETTINGS)
@methods
def seller(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    limit = store_limit(request)
    row = one_of(queries.sellers(limit), pk)
    form = SellerForm(posted(request), initial=model_to_dict(row) if row else None, stores=queries.stores(limit))
    page = FormPage("sellers", row.name if row else _("New seller"), _("The seller is saved."))
    return edit(request, page, form, partial(edit_seller, pk))
