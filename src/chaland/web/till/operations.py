"""What the screen did, at once or kept during a cut: each is answered by its key, and takes effect once."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chaland.accounts.models import Device
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.loyalty.services.offline import Handed
from chaland.sentences import sentence
from chaland.stores.models import Seller
from chaland.usecases.till.burn_offline import burn_offline
from chaland.usecases.till.record_at_till import Sale, record_sale
from chaland.web.till.allowances import allowance_of
from chaland.web.till.guard import TillRequest, enrolled
from chaland.web.till.named import customer_named

MOST = 100
# A clock that was reset tells 1970; what is beyond these years is no clock's.
_YEARS = range(1970, 2101)
_logger = logging.getLogger(__name__)


@enrolled("POST")
def operations(request: TillRequest) -> HttpResponse:
    """Take in what the screen kept. Nothing personal is told: nobody needs to be at the till for that."""
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        told = None
    asked = told.get("operations") if type(told) is dict else None
    if type(asked) is not list or len(asked) > MOST:
        return JsonResponse({}, status=400)
    return JsonResponse({"results": [_one(one, request.device) for one in asked]})


def _one(told: Any, device: Device) -> dict[str, Any]:
    """Answer one operation. state: done, replayed, waiting, conflict, refused, or later for one to send again."""
    key = str(told.get("key", ""))[:40] if type(told) is dict else ""
    try:
        return {"key": key, "state": _taken_in(told, device)}
    except Refusal as refusal:
        state = "conflict" if isinstance(refusal, Conflict) else "refused"
        return {"key": key, "state": state, "code": refusal.code, "said": sentence(refusal)}
    except DatabaseError:
        _logger.exception("an operation of a till is left for later")
        return {"key": key, "state": "later"}


def _taken_in(told: Any, device: Device) -> str:
    """Do what an operation asks. Raises as `_read`, `record_sale` and `burn_offline`; Conflict `points_beyond`."""
    if type(told) is not dict:
        raise Refusal("operation_not_understood")
    if told.get("till") != device.till_id:
        raise Refusal("operation_of_another_till")
    if told.get("kind", "sale") != "burn":
        return record_sale(_read(told, device), device, now=timezone.now()).state
    taken = burn_offline(_read_burn(told, device), device, now=timezone.now())
    if taken.missing:
        raise Conflict("points_beyond", points=taken.missing, missing_cents=taken.missing_cents)
    return taken.state


def _read_burn(told: Mapping[str, Any], device: Device) -> Handed:
    points = told.get("points")
    try:
        key = UUID(_text(told, "key"))
        burnt_at = _moment(told)
    except ValueError:
        raise Refusal("operation_not_understood") from None
    if type(points) is not int:
        raise Refusal("operation_not_understood")
    return Handed(key, allowance_of(_text(told, "word", 400)), points, burnt_at, _seller(_text(told, "seller"), device))


def _read(told: Mapping[str, Any], device: Device) -> Sale:
    """Raises Refusal `operation_not_understood`, NotFound `customer_unknown`."""
    try:
        sale = Sale(
            UUID(_text(told, "key")), _moment(told), number=_text(told, "number").strip(), total_cents=_cents(told)
        )
    except ValueError:
        raise Refusal("operation_not_understood") from None
    card = _text(told, "card")
    ref = _text(told, "ref", 300)
    return replace(
        sale,
        seller=_seller(_text(told, "seller"), device),
        customer_id=_customer(device, ref) if ref else None,
        card=normalise_card(card) if card else "",
    )


def _customer(device: Device, ref: str) -> int:
    try:
        return customer_named(device, ref)
    except NotFound as refusal:
        raise refusal.about("ref") from None


def _text(told: Mapping[str, Any], name: str, longest: int = 64) -> str:
    value = "" if told.get(name) is None else told[name]
    if type(value) is not str or len(value) > longest or not value.isprintable():
        raise Refusal("operation_not_understood")
    return value


def _cents(told: Mapping[str, Any]) -> int | None:
    value = told.get("total_cents")
    if value is not None and type(value) is not int:
        raise ValueError
    return value


def _moment(told: Mapping[str, Any]) -> datetime:
    moment = parse_datetime(_text(told, "sold_at"))
    if moment is None or moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError
    return moment


def _seller(code: str, device: Device) -> str:
    """The code of a seller of the store; one who left sells no more, their sales stay theirs."""
    known = Seller.objects.filter(store=device.till.store_id, code=code).exists() if code else False
    return code if known else ""
