"""The catalogue: a web shop or another program says what is sold, at what price, and where it is seen."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.openapi import body_of
from chaland.api.parsing import BATCH_BYTES, read_json
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.products import ProductAnswered, ProductAsked, ProductsAnswered, ProductsAsked
from chaland.api.validation import validated
from chaland.campaigns.content.compiled import picture_address
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.sentences import sentence
from chaland.stores.catalogue_file import ProductRow, RowError, read_row
from chaland.stores.models import Product
from chaland.usecases.imports.import_products import take_products

_TEXTS = (
    "sku", "name", "ean", "kind", "brand", "line", "price_level", "size", "colour", "material", "price_cents", "link",
)  # fmt: skip

router = Router(tags=["Catalogue"])


@router.post(
    "/products",
    response={200: ProductsAnswered, 403: ProblemAnswered, 422: ProblemAnswered},
    summary="Describe products",
    description="Known ones are described anew, the others added; nothing is removed. Safe to send again. Pictures are "
    "not fetched: mails show them from where they are.",
    openapi_extra=body_of(ProductsAsked),
)
def post_products(request: HttpRequest) -> HttpResponse:
    _check(request)
    asked = validated(ProductsAsked, read_json(request, BATCH_BYTES))
    done = take_products(_rows(asked), now=timezone.now())
    errors = [
        {
            "row": one.row,
            "code": one.refusal.code,
            "field": one.refusal.field or "",
            "detail": sentence(one.refusal),
        }
        for one in done.errors
    ]
    return answer({"created": done.created, "changed": done.changed, "unchanged": done.unchanged, "errors": errors})


def _rows(asked: ProductsAsked) -> Iterator[ProductRow | RowError]:
    seen: set[str] = set()
    for place, one in enumerate(asked.products, start=1):
        try:
            cells = _cells(one)
        except Refusal as refusal:
            yield RowError(place, refusal)
        else:
            yield read_row(place, cells, seen)


def _cells(one: ProductAsked) -> dict[str, str]:
    """Return a product as a row of a file has it."""
    told = one.model_dump(exclude={"price", "price_cents"})
    if one.price_cents is not None and one.price is not None:
        raise Refusal("amount_given_twice", field="price")
    cents = one.price_cents
    price = one.price or "" if cents is None else f"{'-' * (cents < 0)}{abs(cents) // 100}.{abs(cents) % 100:02}"
    return {**told, "price": price}


@router.get(
    "/products/{sku}",
    response={200: ProductAnswered, 403: ProblemAnswered, 404: ProblemAnswered},
    summary="Read a product",
    description="As the catalogue has it.",
)
def get_product(request: HttpRequest, sku: str) -> HttpResponse:
    _check(request)
    found = Product.objects.select_related("category").filter(sku=sku.replace("\x00", "")).first()
    if found is None:
        raise NotFound("row_unknown")
    said = {name: getattr(found, name) for name in _TEXTS}
    picture = picture_address(found.picture) if found.picture else ""
    return answer({**said, "category": found.category.path if found.category else "", "picture": picture})


def _check(request: HttpRequest) -> None:
    """Refuse who does not see the whole network: every store sells by one catalogue."""
    who = caller(request)
    who.need(EDIT_SETTINGS)
    if not (who.user.all_stores if who.user else who.scope.store_id is None):
        raise Forbidden("catalogue_needs_network")
