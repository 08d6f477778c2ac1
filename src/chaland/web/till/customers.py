"""The customer at the till: found, shown, asked, written down. What is typed never stands in an address."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from chaland.customers.finding_at_till import find_at_till
from chaland.customers.queries import lost_card, opened_by_form, policy, purposes
from chaland.customers.rules import NewCustomer, Policy
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.schemes import scheme_of_store
from chaland.privacy.models import ConsentText
from chaland.privacy.queries import Box, boxes, texts_for
from chaland.privacy.rules import CHANNELS, Proof
from chaland.sentences import sentence
from chaland.sentences.loyalty.advantages import advantages, sales_told
from chaland.sentences.vouchers.words import gives
from chaland.stores.queries import sellers
from chaland.usecases.consents.record_consent import Answers, record_consent
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.find_known_customers import find_known_customers
from chaland.usecases.loyalty.give_points_back import used_today
from chaland.usecases.rights.tell_origin import note_origin_told
from chaland.usecases.rights.watch_accesses import note_looked_up
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.usecases.till.ask_at_till import ASKED_AT_TILL
from chaland.usecases.till.serve_at_till import last_receipts, serve_customer
from chaland.web.desk.customer_forms import CustomerForm
from chaland.web.public.signup_limits import Limit
from chaland.web.till.allowances import word_of
from chaland.web.till.guard import TillRequest, at_till, scope_of
from chaland.web.till.named import customer_named, name_of

SEARCHES = Limit(120, 600.0)
"""Searches of one till in ten minutes: a queue of customers, not a file read out."""
SHORTEST = 3
MOST_HISTORY = 20
QUICK = ("identity", "contact")
WHOLE = ("identity", "contact", "address", "about", "household", "custom")
UNPROCESSABLE = 422


@at_till
def find(request: TillRequest) -> HttpResponse:
    """Show the customer whom what was scanned or typed points at, or those to choose from."""
    typed = request.POST.get("q", "").strip()[:100]
    if wait := SEARCHES.seconds_to_wait(str(request.device.pk)):
        answer = render(request, "till/too_many.html", status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    found = find_at_till(typed, scope_of(request.device)) if len(typed) >= SHORTEST else ()
    _note(request, [one.customer_id for one in found])
    if len(found) == 1:
        return show_card(request, found[0].customer_id, card=_card_number(typed) if found[0].by == "card" else "")
    named = [(one, name_of(request.device, one.customer_id)) for one in found]
    context = {"found": named, "typed": typed, "card": _scanned(typed), "is_short": len(typed) < SHORTEST}
    return render(request, "till/found.html", context)


@at_till
def show(request: TillRequest) -> HttpResponse:
    """Show a customer chosen from a list, or the open one anew."""
    try:
        customer_id = customer_named(request.device, request.POST.get("ref", ""))
        return show_card(request, customer_id, card=request.POST.get("card", "")[:40])
    except NotFound as refusal:
        return _refused(request, refusal)


@at_till
def history(request: TillRequest) -> HttpResponse:
    """Show what the open customer bought in this store, and the points used there today, which can be given back."""
    try:
        customer_id = customer_named(request.device, request.POST.get("ref", ""))
    except NotFound as refusal:
        return _refused(request, refusal)
    store_id = request.device.till.store_id
    used = used_today(customer_id, store_id=store_id, now=timezone.now())
    names = {f"seller:{one.code}": one.name for one in sellers(store_id)} if used else {}
    context = {
        "rows": last_receipts(customer_id, scope_of(request.device), MOST_HISTORY),
        "used": [(one, names.get(one.entry.reference, "")) for one in used],
    }
    return render(request, "till/history.html", context)


@at_till
def consent(request: TillRequest) -> HttpResponse:
    """Write down what the open customer just answered, and show them anew."""
    purpose, channel = request.POST.get("purpose", "")[:20], request.POST.get("channel", "")[:10]
    act = "granted" if request.POST.get("said") == "yes" else "refused"
    try:
        text = _text(purpose, channel)
        customer_id = customer_named(request.device, request.POST.get("ref", ""))
        record_consent(
            customer_id,
            purpose=purpose,
            channel=channel,
            act=act,
            proof=_proof(request, "oral", text.pk),
            scope=scope_of(request.device),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return show_card(request, customer_id, card=request.POST.get("card", "")[:40])


@at_till
def told(request: TillRequest) -> HttpResponse:
    """Note that the open customer was told from which file their details come, and show them anew."""
    try:
        customer_id = customer_named(request.device, request.POST.get("ref", ""))
        note_origin_told(customer_id, scope=scope_of(request.device), now=timezone.now())
    except NotFound as refusal:
        return _refused(request, refusal)
    return show_card(request, customer_id, card=request.POST.get("card", "")[:40])


@at_till
def create(request: TillRequest) -> HttpResponse:
    """Show the short form of a new customer, the long one at the welcome desk, or open the file it asks for."""
    sent = "send" in request.POST
    form = _form(request, request.POST if sent else None)
    if not sent or not form.is_valid():
        return _new(request, form)
    number = request.POST.get("card", "").strip()
    new = form.told(NewCustomer(cards=(number,) if number else ()))
    key = uuid5(_form_key(request), repr(new))
    known = () if "anyway" in request.POST else find_known_customers(new, scope_of(request.device))
    if known and not opened_by_form(key):
        return _new(request, form, [(one, name_of(request.device, one.found.customer_id)) for one in known])
    try:
        customer_id = _open(request, new, key)
    except Refusal as refusal:
        form.refuse(refusal)
        return _new(request, form)
    _note(request, [customer_id])
    return show_card(request, customer_id, card=normalise_card(number) if number else "", is_new=True)


def _open(request: TillRequest, new: NewCustomer, key: UUID) -> int:
    ticked = [box.text_id for box in _boxes() if f"box_{box.text_id}" in request.POST]
    said = Answers(_boxes(), ticked, _proof(request, "box"))
    return create_customer(
        new,
        now=timezone.now(),
        scope=scope_of(request.device),
        form_key=key,
        channel="till",
        said=said,
        referred_by=request.POST.get("referred_by", "")[:64],
    )


def _text(purpose: str, channel: str) -> ConsentText:
    text = texts_for(purpose, channel, get_language() or "fr") if channel in CHANNELS else None
    if purpose not in ASKED_AT_TILL or text is None:
        raise Refusal("consent_text_unknown")
    return text


def _proof(request: TillRequest, method: str, text_id: int | None = None) -> Proof:
    store = request.device.till.store_id
    who = f"seller:{request.seller.code}"
    return Proof("till", method, get_language() or "fr", text_id, store_id=store, reference=who)


def _boxes() -> list[Box]:
    return boxes(get_language() or "fr", sorted(ASKED_AT_TILL))


def _form(request: TillRequest, data: Any) -> CustomerForm:
    asked = policy()
    parts = WHOLE if request.POST.get("place") == "welcome" else (*QUICK, *_needed(asked))
    form = CustomerForm(
        policy=asked,
        purposes=purposes(),
        parts=parts,
        today=today_of_network(timezone.now()),
        store_id=request.device.till.store_id,
        data=data,
    )
    form.fields.pop("language", None)
    return form


def _needed(asked: Policy) -> list[str]:
    """The other parts without which the network writes nobody down."""
    places = {"address": "address", "profession": "about", "hobbies": "about", "marital_status": "about",
              "household": "household", "children": "household"}  # fmt: skip
    needed = [places[name] for name in asked.required if name in places]
    return list(dict.fromkeys([*needed, *(["custom"] if asked.custom else [])]))


def _form_key(request: TillRequest) -> UUID:
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid4()


def _new(request: TillRequest, form: CustomerForm, known: Any = ()) -> HttpResponse:
    context = {
        "form": form,
        "form_key": _form_key(request),
        "known": known,
        "card": request.POST.get("card", "").strip()[:40],
        "asks_referrer": scheme_of_store(request.device.till.store_id) is not None,
        "referred_by": request.POST.get("referred_by", "")[:64],
        "boxes": [(box, f"box_{box.text_id}", f"box_{box.text_id}" in request.POST) for box in _boxes()],
    }
    return render(request, "till/new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def show_card(
    request: TillRequest,
    customer_id: int,
    *,
    card: str,
    is_new: bool = False,
    said: str = "",
    done: str = "",
    used: tuple[str, UUID] | None = None,
) -> HttpResponse:
    """Show the file of a customer. said: why what was just asked for was not done. done: what to do now.

    used: a voucher, and its key.
    """
    now = timezone.now()
    try:
        shown = serve_customer(
            customer_id,
            scope_of(request.device),
            till=request.device.till,
            now=now,
            today=timezone.localdate(now),
            language=get_language() or "fr",
        )
    except NotFound as refusal:
        return _refused(request, refusal)
    context = {
        "shown": shown,
        "customer": shown.customer,
        "ref": name_of(request.device, customer_id),
        "card": card,
        "is_new": is_new,
        "lost": lost_card(card) if card else None,
        "said": said,
        "done": done,
        "used": used,
        "key": uuid4(),
        "vouchers": [(one, gives(one.terms)) for one in shown.vouchers],
        "brought": advantages(shown.standing.tier) if shown.standing and shown.standing.tier else (),
        "sales": [(told, one.is_on) for told, one in zip(sales_told(shown.sales), shown.sales, strict=True)],
        "word": word_of(shown.allowance) if shown.allowance else "",
    }
    return render(request, "till/card.html", context)


def _refused(request: TillRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "till/refused.html", {"said": sentence(refusal)}, status=UNPROCESSABLE)


def _note(request: TillRequest, customer_ids: list[int]) -> None:
    store = request.device.till.store_id
    note_looked_up(customer_ids, token_id=None, user_id=None, store_id=store, now=timezone.now())


def _card_number(typed: str) -> str:
    try:
        return normalise_card(typed)
    except Refusal:
        return ""


def _scanned(typed: str) -> str:
    """Return the number where what was typed looks like a card's: a file can be opened with it."""
    number = _card_number(typed)
    return number if number.isdecimal() and len(number) >= 8 else ""  # noqa: PLR2004 - as the screen takes a scan
