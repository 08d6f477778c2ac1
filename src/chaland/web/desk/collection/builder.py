"""The screen where a form for the public is prepared, looked at while it changes, and published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from chaland.accounts.rules import EDIT_COLLECTION
from chaland.customers import queries as customers
from chaland.kernel.errors import Refusal
from chaland.loyalty.schemes import schemes
from chaland.privacy import queries as privacy
from chaland.signups import queries, rules
from chaland.signups.models import FormVersion, SignupForm
from chaland.stores import queries as stores
from chaland.usecases.collection.edit_form import close_form, publish_form, save_form
from chaland.usecases.collection.show_form import show_version
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.collection.form import BuilderForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.public.signup import build, said

methods = require_http_methods(["GET", "HEAD", "POST"])


@permission(EDIT_COLLECTION)
@methods
def form_new(request: DeskRequest, form_kind: str) -> HttpResponse:
    """Prepare a new form of a kind."""
    if form_kind not in SignupForm.Kind.values:
        raise Http404
    return _edit(request, SignupForm(kind=form_kind))


@permission(EDIT_COLLECTION)
@methods
def form_edit(request: DeskRequest, form_code: str) -> HttpResponse:
    """Change a form; what the public sees changes when it is published."""
    with not_found_as_404():
        return _edit(request, queries.form(form_code, request_scope(request)))


@permission(EDIT_COLLECTION)
@require_POST
def form_close(request: DeskRequest, form_code: str) -> HttpResponse:
    """Take a form back from the public."""
    with not_found_as_404():
        close_form(form_code, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("The form is closed: it takes nothing more in."))
    return redirect("collection-form", form_code)


def _edit(request: DeskRequest, one: SignupForm) -> HttpResponse:
    form = _builder(request, one)
    if request.method == "POST" and request.htmx:
        form.is_valid()
        return render(request, "desk/collection/preview.html", _preview(request, one, form))
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, one, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("collection-share" if saved.is_open else "collection-form", saved.code)
    return _page(request, one, form)


def _builder(request: DeskRequest, one: SignupForm) -> BuilderForm:
    scope = request_scope(request)
    purposes = [purpose.code for purpose in privacy.purposes()]
    return BuilderForm(
        kind=one.kind,
        policy=customers.policy(),
        boxes=privacy.boxes(get_language() or "fr", purposes),
        stores=stores.stores(scope.store_id),
        form=one if one.code else None,
        content=rules.read(one.content) if one.code else None,
        has_programme=bool(schemes()),
        data=request.POST if request.method == "POST" else None,
    )


def _save(request: DeskRequest, one: SignupForm, form: BuilderForm) -> SignupForm:
    scope, now, wanted = request_scope(request), timezone.now(), form.wanted()
    if request.POST.get("action") == "publish":
        saved = publish_form(one.code, wanted, scope=scope, author_id=request.user.pk, now=now)
        messages.success(request, gettext("The form is open to the public."))
        return queries.form(saved.code, scope)
    saved = save_form(one.code, wanted, scope=scope, now=now)
    messages.success(request, gettext("The form is saved. The public sees it once you publish it."))
    saved.is_open = False
    return saved


def _page(request: DeskRequest, one: SignupForm, form: BuilderForm) -> HttpResponse:
    context = {"nav": "collection", "one": one, "form": form, **_preview(request, one, form)}
    return render(request, "desk/collection/builder.html", context, status=422 if form.is_bound else 200)


def _preview(request: DeskRequest, one: SignupForm, form: BuilderForm) -> dict[str, Any]:
    """Return what the public would see of what is typed so far."""
    content = form.wanted().content if form.is_bound else form.shown()
    draft = FormVersion(form=one, content=rules.plain(content))
    shown = show_version(draft, get_language() or "fr", now=timezone.now())
    return {
        "public": build(shown),
        "said": said(request, shown),
        "is_unconfirmable": rules.is_unconfirmable(content),
    }
