"""The API as a whole: its parts, who may call it, its OpenAPI file and its page of documentation."""

from importlib.metadata import PackageNotFoundError, version

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from ninja import Router

from chaland.api.answers import answer
from chaland.api.auth import Token, session_user
from chaland.api.campaigns import router as campaigns
from chaland.api.carts import router as carts
from chaland.api.clearing import router as clearing
from chaland.api.consents import router as consents
from chaland.api.customers import router as customers
from chaland.api.documentation import documentation
from chaland.api.imports import router as imports
from chaland.api.interactions import router as interactions
from chaland.api.journeys import router as journeys
from chaland.api.openapi import DescribedAPI
from chaland.api.points import router as points
from chaland.api.problems import Problem, handle_problems
from chaland.api.products import router as products
from chaland.api.receipts import router as receipts
from chaland.api.schemas.answered import HealthAnswered, ProblemAnswered
from chaland.api.segments import router as segments
from chaland.api.vouchers import router as vouchers

DESCRIPTION = (
    "Tills, web shops and partners record receipts and read the customer file here. Every call but the health check "
    "carries a token, made in the settings: Authorization: Bearer, a space, then the token. A token belongs to a till, "
    'a store or a partner, and sees only that. Amounts are whole cents; euros in quotes, such as "12.50", are taken '
    "too. Refusals are problem documents (RFC 9457) in the language of Accept-Language."
)


def _version() -> str:
    try:
        return version("chaland")
    except PackageNotFoundError:
        return "0"


api = DescribedAPI(
    title="Chaland",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), session_user],
)
handle_problems(api)
service = Router(tags=["Service"])


@service.get(
    "/health",
    auth=None,
    response={200: HealthAnswered, 503: ProblemAnswered},
    summary="Tell whether receipts can be recorded",
)
def get_health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return answer({"status": "ok", "version": _version()})


@service.get("/docs", auth=None, include_in_schema=False, url_name="docs")
def get_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"documentation": documentation(api)})


@service.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], "/{path:address}", auth=None, include_in_schema=False
)
def nothing_here(request: HttpRequest, address: str) -> HttpResponseBase:
    raise Problem(404, "address_unknown")


# In this order: the last one also answers for every address that the others do not have.
for router in (
    receipts,
    points,
    vouchers,
    clearing,
    customers,
    consents,
    interactions,
    carts,
    products,
    imports,
    segments,
    campaigns,
    journeys,
    service,
):
    api.add_router("", router)
