"""Points and vouchers at the till: used once for the key that the open file carries, however often that is sent."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chaland.accounts.rules import EVERYWHERE
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_number
from chaland.loyalty.rules.vouchers import Use
from chaland.loyalty.services.vouchers import Place
from chaland.sentences import sentence
from chaland.sentences.loyalty.told import given_back_told
from chaland.stores.queries import merchant_of
from chaland.usecases.customers.change_card import replace_card, set_card_status
from chaland.usecases.loyalty.give_points_back import give_back_at_till
from chaland.usecases.loyalty.give_voucher import choose_voucher
from chaland.usecases.loyalty.use_points import burn_at_till
from chaland.usecases.loyalty.use_voucher import redeem_voucher, release_voucher
from chaland.web.till.customers import show_card
from chaland.web.till.guard import TillRequest, at_till, scope_of
from chaland.web.till.named import customer_named

# Whose file a till could open may use what is theirs there: their card was in hand, or they are the store's.
_LONGEST = 9


@at_till
def burn(request: TillRequest) -> HttpResponse:
    """Use points of the open customer."""

    def act(customer_id: int, key: UUID) -> str:
        points = _whole(request.POST.get("points", ""))
        cents = burn_at_till(
            customer_id,
            points=points,
            store_id=request.device.till.store_id,
            key=key,
            scope=EVERYWHERE,
            now=timezone.now(),
            reference=f"seller:{request.seller.code}",
        )
        language = get_language() or "fr"
        return gettext("{points} points used: take {worth} off the receipt.").format(
            points=format_number(points, language), worth=format_euros(cents, language)
        )

    return _do(request, act)


@at_till
def points_back(request: TillRequest) -> HttpResponse:
    """Give back points that the open customer used today in this store, by the key of that use."""

    def act(customer_id: int, key: UUID) -> str:
        back = give_back_at_till(
            customer_id,
            key,
            store_id=request.device.till.store_id,
            scope=EVERYWHERE,
            now=timezone.now(),
            reference=f"seller:{request.seller.code}",
        )
        return given_back_told(back.done.entry.points, back.done.ran_out, get_language() or "fr")

    return _do(request, act)


@at_till
def redeem(request: TillRequest) -> HttpResponse:
    """Use a voucher of the open customer, or one that whoever bears it shows."""
    store_id = request.device.till.store_id

    def act(customer_id: int, key: UUID) -> None:
        merchant_id = merchant_of(store_id)
        use = Use(str(key), store_id, merchant_id, customer_id)
        redeem_voucher(request.POST.get("code", "")[:40], use, place=Place(store_id, merchant_id), now=timezone.now())

    return _do(request, act, used=request.POST.get("code", "")[:40])


@at_till
def give_back(request: TillRequest) -> HttpResponse:
    """Give back a voucher whose sale did not take place: it can be used again, once."""
    store_id = request.device.till.store_id

    def act(customer_id: int, key: UUID) -> None:
        merchant_id = merchant_of(store_id)
        use = Use(str(key), store_id, merchant_id, customer_id)
        release_voucher(request.POST.get("code", "")[:40], use, place=Place(store_id, merchant_id), now=timezone.now())

    return _do(request, act)


@at_till
def card(request: TillRequest) -> HttpResponse:
    """Note that a card of the open customer is lost, and give them another one where its number is told."""
    scope = scope_of(request.device)

    def act(customer_id: int, _key: UUID) -> None:
        old, new = (request.POST.get(name, "").strip()[:40] for name in ("old", "new"))
        if new:
            replace_card(customer_id, old, new, scope=scope, now=timezone.now())
        else:
            set_card_status(customer_id, old, "lost", scope=scope)

    return _do(request, act)


@at_till
def choose(request: TillRequest) -> HttpResponse:
    """Turn points of the open customer into a voucher."""

    def act(customer_id: int, key: UUID) -> None:
        choose_voucher(
            customer_id,
            _whole(request.POST.get("kind", "")),
            store_id=request.device.till.store_id,
            scope=EVERYWHERE,
            key=str(key),
            now=timezone.now(),
        )

    return _do(request, act)


def _do(request: TillRequest, act: Callable[[int, UUID], str | None], used: str = "") -> HttpResponse:
    """Act once on the open customer and show them anew, with what `act` tells the seller to do.

    used: the voucher that may be given back afterwards.
    """
    said, done = "", None
    try:
        customer_id = customer_named(request.device, request.POST.get("ref", ""))
        key = UUID(request.POST.get("key", ""))
        done = act(customer_id, key)
    except Refusal as refusal:
        if refusal.code == "customer_unknown":
            return render(request, "till/refused.html", {"said": sentence(refusal)}, status=422)
        said = sentence(refusal)
    except ValueError:
        return render(request, "till/refused.html", {"said": sentence(Refusal("operation_not_understood"))}, status=422)
    back = (used, key) if used and not said else None
    return show_card(
        request, customer_id, card=request.POST.get("card", "")[:40], said=said, done=done or "", used=back
    )


def _whole(text: str) -> int:
    plain = text.replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _LONGEST else 0
