"""Customers: found, read, written down and corrected."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chaland.accounts.rules import VIEW_CUSTOMERS, Scope
from chaland.api.answers import answer, figures_told
from chaland.api.auth import Caller, caller
from chaland.api.customer_parsing import as_written, changed
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.problems import Problem
from chaland.api.schemas.answered import (
    CardAddedAnswered,
    CustomerAnswered,
    CustomerFiguresAnswered,
    CustomerReadAnswered,
    FoundListAnswered,
    ProblemAnswered,
    TimelineAnswered,
)
from chaland.api.schemas.asked import CardAsked, CustomerAsked, CustomerChanged
from chaland.api.validation import validated
from chaland.customers import queries
from chaland.customers.finding import Found
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.find_known_customers import find_known_customers
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.customers.read_timeline import Cursor, Event, Wanted, read_timeline
from chaland.usecases.customers.update_customer import update_customer
from chaland.usecases.rights.watch_accesses import note_looked_up
from chaland.usecases.till.tell_segments import tell_segments

MOST_FOUND = 50
MOST_EVENTS = 100
_WAYS = ("card", "phone", "email")

router = Router(tags=["Customers"])


@router.get(
    "/customers",
    response={200: FoundListAnswered, 422: ProblemAnswered},
    summary="Find customers",
    description="By one way only. q looks everywhere: a card, an e-mail, a telephone, a reference, the beginning of a "
    "name without its accents.",
)
def get_customers(  # noqa: PLR0917 - each is a parameter of the address
    request: HttpRequest,
    card: Annotated[str, Query(description="Number of the loyalty card, as read.")] = "",
    phone: Annotated[str, Query(description="Telephone number, or its beginning.")] = "",
    email: Annotated[str, Query(description="E-mail address, or its beginning.")] = "",
    q: Annotated[str, Query(description="Anything that they tell you.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND, description="At most so many.")] = 20,
) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CUSTOMERS)
    given = {way: text for way, text in {"card": card, "phone": phone, "email": email, "q": q}.items() if text.strip()}
    if len(given) != 1:
        raise Refusal("query_missing")
    ((way, text),) = given.items()
    found = queries.find_by(way, text, who.scope, limit) if way in _WAYS else queries.find(text, who.scope, limit)
    _note_seen(who, [one.customer_id for one in found])
    return answer({"customers": [_found(one) for one in found]})


@router.get(
    "/customers/alike",
    response={200: FoundListAnswered, 422: ProblemAnswered},
    summary="Find who is already in the file",
    description="Before writing somebody down: who shares the card, the e-mail address or the telephone, or has the "
    "same two names and the same birthday or postcode. found_by then says name_birthday or name_town.",
)
def get_customers_alike(  # noqa: PLR0917 - each is a parameter of the address
    request: HttpRequest,
    last_name: Annotated[str, Query(description="Last name.")] = "",
    first_name: Annotated[str, Query(description="First name.")] = "",
    birthday: Annotated[str, Query(description="Day, month and year, or day and month: 1984-11-24, 24/11.")] = "",
    postcode: Annotated[str, Query(description="Postcode.")] = "",
    phone: Annotated[str, Query(description="Telephone number.")] = "",
    email: Annotated[str, Query(description="E-mail address.")] = "",
    card: Annotated[str, Query(description="Number of the loyalty card, as read.")] = "",
) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CUSTOMERS)
    new = NewCustomer(
        last_name=last_name,
        first_name=first_name,
        birthday=Birthday.parse(birthday, today=timezone.localdate()) if birthday.strip() else None,
        addresses=(Address(postcode=postcode),),
        phones=(phone,),
        emails=(email,),
        cards=(card,),
    )
    known = find_known_customers(new, who.scope)
    _note_seen(who, [one.found.customer_id for one in known])
    return answer({"customers": [{**_found(one.found), "found_by": one.shares} for one in known]})


def _note_seen(who: Caller, customer_ids: list[int]) -> None:
    token_id = who.access.token_id if who.access else None
    user_id = who.user.pk if who.user else None
    now = timezone.now()
    note_looked_up(customer_ids, token_id=token_id, user_id=user_id, store_id=who.scope.store_id, now=now)


def _found(one: Found) -> dict[str, Any]:
    return {
        "id": one.customer_id,
        "reference": one.reference or None,
        "civility": one.civility,
        "last_name": one.last_name,
        "first_name": one.first_name,
        "postcode": one.postcode,
        "city": one.city,
        "found_by": one.by,
    }


@router.post(
    "/customers",
    response={201: CustomerAnswered, 403: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Write a customer down",
    description="What the network does not ask for is left out. 409 when the reference or a card is somebody's.",
    openapi_extra=body_of(CustomerAsked),
)
def post_customer(request: HttpRequest) -> HttpResponse:
    who, now = caller(request), timezone.now()
    asked = validated(CustomerAsked, read_json(request, ONE_RECEIPT_BYTES))
    new, channel = changed(NewCustomer(), asked, who.scope, now), "till" if who.access and who.access.till_id else "api"
    customer_id = create_customer(new, now=now, scope=who.scope, channel=channel, referred_by=asked.referred_by or "")
    return answer(_told(customer_id, who.scope), 201)


@router.get(
    "/customers/{int:customer_id}",
    response={200: CustomerReadAnswered, 404: ProblemAnswered},
    summary="Read a customer's file",
)
def get_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    scope = _seen(request, customer_id)
    _note_seen(caller(request), [customer_id])
    return answer({**_told(customer_id, scope), "segments": tell_segments(customer_id, scope, now=timezone.now())})


@router.patch(
    "/customers/{int:customer_id}",
    response={200: CustomerAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Correct a customer's file",
    description="What is not named stays. A list named replaces the whole list.",
    openapi_extra=body_of(CustomerChanged),
)
def patch_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    scope, now = _seen(request, customer_id), timezone.now()
    asked = validated(CustomerChanged, read_json(request, ONE_RECEIPT_BYTES))
    wanted = changed(queries.as_known(customer_id, scope), asked, scope, now)
    update_customer(customer_id, wanted, scope=scope, now=now)
    return answer(_told(customer_id, scope))


@router.post(
    "/customers/{int:customer_id}/cards",
    response={200: CardAddedAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Give a customer a card",
    description="What was bought with it before anybody knew whose it was becomes theirs. Safe to send again.",
    openapi_extra=body_of(CardAsked),
)
def post_card(request: HttpRequest, customer_id: int) -> HttpResponse:
    scope, now = _seen(request, customer_id), timezone.now()
    asked = validated(CardAsked, read_json(request, ONE_RECEIPT_BYTES))
    attached = add_card(customer_id, asked.number, scope=scope, now=now)
    return answer({"customer": _told(customer_id, scope), "receipts_attached": attached})


@router.get(
    "/customers/{int:customer_id}/figures",
    response={200: CustomerFiguresAnswered, 404: ProblemAnswered},
    summary="Read a customer's figures",
)
def get_figures(request: HttpRequest, customer_id: int) -> HttpResponse:
    return answer(figures_told(customer_id, _seen(request, customer_id)))


@router.get(
    "/customers/{int:customer_id}/timeline",
    response={200: TimelineAnswered, 404: ProblemAnswered, 422: ProblemAnswered},
    summary="Read what happened between a customer and the shop",
    description="Latest first, a page at a time.",
)
def get_timeline(
    request: HttpRequest,
    customer_id: int,
    after: Annotated[str, Query(description="Where to read on: what next said.")] = "",
    family: Annotated[Literal["", "personal", "action", "purchase"], Query(description="Only this family.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS, description="At most so many.")] = 25,
) -> HttpResponse:
    scope = _seen(request, customer_id)
    cursor = Cursor.parse(after) if after else None
    if after and cursor is None:
        raise Problem(422, "cursor_not_understood")
    wanted = Wanted(families=frozenset({family}) if family else frozenset())
    page = read_timeline(customer_id, scope, wanted=wanted, after=cursor, size=limit)
    return answer({"events": _events(page.events), "next": str(page.after) if page.after else None})


def _events(events: Sequence[Event]) -> list[dict[str, Any]]:
    names = ("at", "family", "kind", "id", "store", "subject", "text", "amount_cents", "number", "state", "items")
    return [{name: getattr(event, name) for name in names} for event in events]


def _seen(request: HttpRequest, customer_id: int) -> Scope:
    """Return the caller's scope. Raises NotFound unless it sees the customer."""
    who = caller(request)
    who.need(VIEW_CUSTOMERS)
    open_customer(customer_id, who.scope)
    return who.scope


def _told(customer_id: int, scope: Scope) -> dict[str, Any]:
    return as_written(customer_id, queries.as_known(customer_id, scope))
