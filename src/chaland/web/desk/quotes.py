"""Screens of quotes and order forms: the list, writing one, asking about it, the sheet to hand over."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chaland.accounts.rules import VIEW_CUSTOMERS, WRITE_INTERACTIONS
from chaland.customers.finding import find
from chaland.customers.models import Customer
from chaland.kernel.errors import Refusal
from chaland.sales.models import Cart
from chaland.sales.queries import quotes as queries
from chaland.stores.queries import find_products
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.usecases.sales.write_quote import follow_up_quote, write_quote
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.interactions import page_of
from chaland.web.desk.quote_forms import (
    STATE_LABELS,
    FollowUpForm,
    LineForm,
    QuoteFilterForm,
    QuoteForm,
    line_forms,
    lines_typed,
)
from chaland.web.desk.refusals import not_found_as_404, show_refusal

FOUND_SHOWN = 12
ARTICLES_SHOWN = 20
_LINE = re.compile(r"lines/(\d+)/label")


@permission(VIEW_CUSTOMERS)
@require_GET
def quotes(request: DeskRequest) -> HttpResponse:
    """The list, with its filters in the address."""
    form, today = QuoteFilterForm(data=request.GET), today_of_network(timezone.now())
    page = page_of(queries.quotes(request_scope(request), form.wanted(), today=today), request)
    rows = [(cart, *state_of(cart)) for cart in page]
    context = {"nav": "quotes", "filters": form, "page": page, "rows": rows, "today": today}
    return render(request, "desk/quotes/list.html", context)


def state_of(cart: Cart) -> tuple[str, str]:
    """Return how far a quote is, as the list words it, and the chip it has."""
    if cart.receipt_id:
        return str(STATE_LABELS["bought"]), "ok"
    if cart.cancelled_at:
        return str(STATE_LABELS["lost"]), ""
    today = today_of_network(timezone.now())
    if cart.follow_up_on and cart.follow_up_on <= today:
        return str(STATE_LABELS["late"]), "warn"
    return str(STATE_LABELS["open"]), "info"


@permission(WRITE_INTERACTIONS)
@require_GET
def quote_customer(request: DeskRequest) -> HttpResponse:
    """Choose for whom a quote is: somebody of the file, or somebody new."""
    query = request.GET.get("q", "")
    context = {"nav": "quotes", "query": query, "found": find(query, request_scope(request), FOUND_SHOWN)}
    context["new_customer"] = f"{reverse('customer-new')}?{urlencode({'for': 'quote', 'last_name': query})}"
    return render(request, f"desk/quotes/{'found' if request.htmx else 'customer'}.html", context)


@permission(WRITE_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def quote_new(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write a quote or an order form for a customer."""
    scope = request_scope(request)
    with not_found_as_404():
        customer = open_customer(customer_id, scope)
    sent = request.POST if request.method == "POST" else None
    initial = {"store": customer.home_store_id}
    form = QuoteForm(store_id=scope.store_id, data=sent, initial=initial)
    rows = line_forms(sent)
    wrong = [one for one in (form, *rows) if not one.is_valid()]
    if sent is None or "more" in sent or wrong:
        return _new_page(request, customer, form, rows)
    try:
        new = form.new(list(lines_typed(rows)))
        cart_id = write_quote(new, customer_id=customer_id, scope=scope, now=timezone.now())
    except Refusal as refusal:
        _show(refusal, form, rows)
        return _new_page(request, customer, form, rows)
    messages.success(request, gettext("It is written down."))
    return redirect("quote", cart_id)


def _show(refusal: Refusal, form: QuoteForm, rows: list[LineForm]) -> None:
    """Say a refusal beside the line it is about, or above."""
    about = _LINE.fullmatch(refusal.field or "")
    if about:
        show_refusal([row for row in rows if row.line()][int(about[1])], refusal, {about[0]: "what"})
    else:
        show_refusal(form, refusal)


def _new_page(request: DeskRequest, customer: Customer, form: QuoteForm, rows: list[LineForm]) -> HttpResponse:
    context = {"nav": "quotes", "customer": customer, "form": form, "rows": rows}
    is_wrong = form.is_bound and "more" not in request.POST
    return render(request, "desk/quotes/new.html", context, status=422 if is_wrong else 200)


@permission(WRITE_INTERACTIONS)
@require_GET
def quote_articles(request: DeskRequest) -> HttpResponse:
    """The articles whose name or code holds what is typed in a line, to choose from."""
    typed = next((str(value).strip() for name, value in request.GET.items() if name.endswith("-what")), "")
    found = find_products(typed[:100])[:ARTICLES_SHOWN] if typed else ()
    return render(request, "desk/quotes/articles.html", {"articles": found})


@permission(VIEW_CUSTOMERS)
@require_GET
def quote(request: DeskRequest, cart_id: int) -> HttpResponse:
    """One quote: its lines, its days, what became of it."""
    return _page(request, _seen(request, cart_id), FollowUpForm())


@permission(WRITE_INTERACTIONS)
@require_http_methods(["POST"])
def quote_follow_up(request: DeskRequest, cart_id: int) -> HttpResponse:
    """Write down that the customer was asked."""
    cart, form = _seen(request, cart_id), FollowUpForm(data=request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            follow_up_quote(
                cart_id,
                outcome=typed["outcome"],
                text=typed["text"],
                next_on=typed["next"],
                scope=request_scope(request),
                author_id=request.user.pk,
                now=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal, {"follow_up": "next"})
        else:
            messages.success(request, gettext("It is written down."))
            return redirect("quote", cart_id)
    return _page(request, cart, form)


@permission(VIEW_CUSTOMERS)
@require_GET
def quote_pdf(request: DeskRequest, cart_id: int) -> HttpResponse:
    """The sheet that the customer takes along."""
    from chaland.sentences.quotes.sheet import quote_sheet

    cart = _seen(request, cart_id)
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in cart.reference)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(quote_sheet(cart), content_type="application/pdf", headers=headers)


def _seen(request: DeskRequest, cart_id: int) -> Cart:
    with not_found_as_404():
        return queries.quote(cart_id, request_scope(request))


def _page(request: DeskRequest, cart: Cart, form: FollowUpForm) -> HttpResponse:
    state, chip = state_of(cart)
    context = {"nav": "quotes", "cart": cart, "customer": cart.customer, "state": state, "chip": chip, "form": form}
    context["is_open"] = not (cart.receipt_id or cart.cancelled_at)
    context["today"] = today_of_network(timezone.now())
    return render(request, "desk/quotes/quote.html", context, status=422 if form.errors else 200)
