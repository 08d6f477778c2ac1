"""Settings of products and their families."""

from functools import partial
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.stores import queries
from chaland.stores.catalogue_file import COLUMNS, LARGEST_MB
from chaland.stores.models import Category, Product
from chaland.stores.rules import LONGEST_ADDRESS, is_digest
from chaland.usecases.campaigns.add_picture import add_picture
from chaland.usecases.imports.import_products import ProductsImported, import_products
from chaland.usecases.network.edit_catalogue import edit_category, edit_product
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.loyalty.fields import EurosField, euros
from chaland.web.desk.refusals import show_refusal
from chaland.web.desk.settings_choices import CategoryChoice
from chaland.web.desk.settings_pages import FormPage, check_open, edit, one_of, page_of, posted, show

methods = require_http_methods(["GET", "HEAD", "POST"])

SHOWN_ERRORS = 100


class ProductForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    sku = forms.CharField(label=_("SKU"), max_length=64, help_text=_("As the till software writes it."))
    ean = forms.RegexField(
        r"^[0-9]{8,14}$",
        label=_("EAN"),
        required=False,
        error_messages={"invalid": _("An EAN has 8 to 14 digits.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Product.Kind.choices)
    category = CategoryChoice(label=_("Family"))
    brand = forms.CharField(label=_("Brand"), max_length=100, required=False)
    line = forms.CharField(
        label=_("Line"), max_length=100, required=False, help_text=_("For instance man, woman, child, comfort.")
    )
    price_level = forms.CharField(label=_("Price level"), max_length=50, required=False)
    size = forms.CharField(label=_("Size"), max_length=50, required=False)
    colour = forms.CharField(label=_("Colour"), max_length=50, required=False)
    material = forms.CharField(label=_("Material"), max_length=100, required=False)
    price = EurosField(label=_("Price (€)"), required=False, help_text=_("Taxes included, as your mails show it."))
    link = forms.CharField(
        label=_("Page in your web shop"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Begins with https://. Your mails lead there."),
    )
    picture = forms.CharField(
        label=_("Picture on your site"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Its https:// address. Left empty where you choose a picture below."),
    )
    file = forms.FileField(
        label=_("Picture from this computer"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    no_picture = forms.BooleanField(label=_("Take the picture away"), required=False)

    def __init__(self, *args: Any, own_picture: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own_picture:
            del self.fields["no_picture"]


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    parent = CategoryChoice(label=_("Below"), help_text=_("Left empty, the family stands at the top."))


class FileForm(forms.Form):
    file = forms.FileField(label=_("CSV file"), allow_empty_file=True)


@permission(EDIT_SETTINGS)
@require_safe
def products(request: DeskRequest) -> HttpResponse:
    text, shown = request.GET.get("q", "")[:100], request.GET.get("show", "")
    asked = request.GET.get("category", "")
    category_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len("999999999") else None
    rows = queries.find_products(text, only_stubs=shown == "stubs", category_id=category_id)
    context = {
        "rows": page_of(request, rows),
        "text": text,
        "shown": shown,
        "stubs": queries.stub_count(),
        "category": Category.objects.filter(pk=category_id).first() if category_id else None,
    }
    return show(request, "products", "products", context)


@permission(EDIT_SETTINGS)
@methods
def product(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    check_open(request, "products")
    row = one_of(Product.objects.select_related("category"), pk)
    own = row.picture if row and is_digest(row.picture) else ""
    initial = _typed(row) if row else None
    form = ProductForm(posted(request), request.FILES or None, initial=initial, own_picture=bool(own))
    page = FormPage("products", row.name if row else _("New product"), _("The product is saved."), "product")
    return edit(request, page, form, partial(_save, pk, own), grid=True, row=row, own=own)


def _typed(row: Product) -> dict[str, object]:
    """Return a product as its form shows it."""
    price = "" if row.price_cents is None else euros(row.price_cents, get_language() or "fr")
    picture = "" if is_digest(row.picture) else row.picture
    return {**model_to_dict(row), "category": row.category, "price": price, "picture": picture}


def _save(
    pk: int | None, own: str, *, price: int | None, picture: str, file: Any, no_picture: bool = False, **fields: Any
) -> None:
    """Write a product down; a picture chosen counts before an address typed, and that before the one there is."""
    now = timezone.now()
    shown = add_picture(file.read(), now=now).digest if file else picture or ("" if no_picture else own)
    edit_product(pk, now=now, price_cents=price, picture=shown, **fields)


@permission(EDIT_SETTINGS)
@methods
def products_import(request: DeskRequest) -> HttpResponse:
    """Take in a file of products and say what was done, row by row where something is wrong."""
    check_open(request, "products")
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "columns": COLUMNS, "largest": LARGEST_MB}
    if request.method == "POST" and form.is_valid():
        result = _import(request, form)
        if result:
            context |= {"result": result, "errors": _told(result), "more": len(result.errors) - SHOWN_ERRORS}
    return show(request, "products", "products_import", context, 422 if form.errors else 200)


def _import(request: HttpRequest, form: FileForm) -> ProductsImported | None:
    file = form.cleaned_data["file"]
    try:
        if file.size > LARGEST_MB * 1024 * 1024:
            raise Refusal("file_too_large", limit=LARGEST_MB)  # noqa: TRY301 - before the file is read into memory
        return import_products(file.read(), now=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal.about("file"))
        return None


def _told(result: ProductsImported) -> list[tuple[int, str]]:
    return [(error.row, sentence(error.refusal)) for error in result.errors[:SHOWN_ERRORS]]


@permission(EDIT_SETTINGS)
@require_safe
def categories(request: DeskRequest) -> HttpResponse:
    return show(request, "categories", "categories", {"rows": page_of(request, queries.categories())})


@permission(EDIT_SETTINGS)
@methods
def category(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    check_open(request, "categories")
    row = one_of(Category.objects.select_related("parent"), pk)
    form = CategoryForm(posted(request), initial={"name": row.name, "parent": row.parent} if row else None)
    page = FormPage("categories", row.path if row else _("New family"), _("The family is saved."))
    return edit(request, page, form, partial(edit_category, pk))


@permission(EDIT_SETTINGS)
@require_safe
def categories_find(request: DeskRequest) -> HttpResponse:
    """Suggest families whose path holds what is typed."""
    check_open(request, "categories")
    text = request.GET.get("category") or request.GET.get("parent") or ""
    return render(request, "desk/settings/families.html", {"paths": queries.category_paths(text[:100])})
