"""The clearing of a shopping street: what each merchant gave and honoured, and who pays whom."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chaland.accounts.rules import VIEW_LOYALTY
from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.clearing import ClearingAnswered, SettlementsAnswered
from chaland.kernel.errors import Refusal
from chaland.usecases.loyalty.clear_points import Line, read_month, settlements
from chaland.usecases.sales.record_receipts import today_of_network

router = Router(tags=["Clearing"])


@router.get(
    "/clearing",
    response={200: ClearingAnswered, 403: ProblemAnswered, 422: ProblemAnswered},
    summary="Read a month of the clearing of a street",
    description="The token of a store sees its own merchant alone.",
)
def get_clearing(
    request: HttpRequest,
    month: Annotated[str, Query(description="The month, as 2026-11; the one under way without it.")] = "",
) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_LOYALTY)
    told = read_month(_first_day(month), who.scope)
    return answer(
        {
            "month": f"{told.first:%Y-%m}",
            "months": [f"{one:%Y-%m}" for one in told.months],
            "merchants": [_told(line) for line in told.lines],
        }
    )


@router.get(
    "/clearing/settlements",
    response={200: SettlementsAnswered, 403: ProblemAnswered},
    summary="List the settlements of a street",
    description="The token of a store sees the payments of its own merchant alone.",
)
def get_settlements(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_LOYALTY)
    found = [
        {
            "id": row.pk,
            "until_on": row.until_on,
            "payments": [
                {"debtor": one.debtor.name, "creditor": creditor.name, "cents": cents}
                for one in owed
                for creditor, cents in one.payments
            ],
        }
        for row, owed in settlements(who.scope)
    ]
    return answer({"settlements": found})


def _first_day(month: str) -> date:
    if not month:
        return today_of_network(timezone.now()).replace(day=1)
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refusal("month_not_understood", field="month", text=month) from None


def _told(line: Line) -> dict[str, object]:
    return {
        "merchant": line.merchant.name,
        "given": line.given,
        "honoured": line.honoured,
        "claims_cents": line.claims,
        "used_elsewhere": line.used_elsewhere,
        "debts_cents": line.debts,
        "net_cents": line.net,
        "customers_in_common": line.common,
    }
