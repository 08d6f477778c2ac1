"""The forms of quotes and order forms: what is offered, line by line, and asking about it later."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chaland.interactions.models import Interaction
from chaland.kernel.errors import Refusal
from chaland.kernel.money import parse_cents
from chaland.kernel.quantity import parse_milli
from chaland.sales.models import Cart
from chaland.sales.queries.quotes import STATES, QuoteFilter
from chaland.sales.rules.carts import MOST_LINES
from chaland.sentences import sentence
from chaland.stores import queries as stores
from chaland.usecases.sales.write_quote import NewQuote, QuoteLine
from chaland.web.desk.interaction_forms import DayField, TextField, outcome_choices
from chaland.web.desk.settings_choices import StoreChoice

FEWEST_ROWS, MORE_ROWS = 4, 4
KINDS = [(kind.value, kind.label) for kind in (Cart.Kind.QUOTE, Cart.Kind.ORDER)]
STATE_LABELS = {
    "open": pgettext_lazy("quote", "Open"),
    "late": _("To follow up"),
    "bought": pgettext_lazy("quote", "Bought"),
    "lost": pgettext_lazy("quote", "Lost"),
}
_ROW = re.compile(r"line-(\d{1,3})-what")


class LineForm(forms.Form):
    """One line; one without words is left out."""

    what = forms.CharField(label=_("Article or description"), max_length=200, required=False)
    quantity = forms.CharField(label=_("Quantity"), max_length=20, required=False)
    price = forms.CharField(label=_("Price of one, €"), max_length=20, required=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields["what"].widget.attrs |= {"list": "articles", "autocomplete": "off"}
        for name in ("quantity", "price"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_quantity(self) -> int | None:
        return self._read("quantity", parse_milli, "1")

    def clean_price(self) -> int | None:
        return self._read("price", parse_cents, "")

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("what") and typed.get("price", 0) is None:
            self.add_error("price", _("Give the price of one."))
        if typed.get("what") and typed.get("quantity") is not None and typed["quantity"] <= 0:
            self.add_error("quantity", _("Give a quantity above zero."))
        if typed.get("price") is not None and not typed.get("what") and "what" not in self.errors:
            self.add_error("what", _("Say what it is the price of."))
        return typed

    def line(self) -> QuoteLine | None:
        typed = self.cleaned_data
        return QuoteLine(typed["what"], typed["quantity"], typed["price"]) if typed["what"] else None

    def _read(self, name: str, read: Any, usual: str) -> int | None:
        typed = str(self.cleaned_data[name]).strip() or usual
        try:
            return int(read(typed)) if typed else None
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from None


class QuoteForm(forms.Form):
    """A quote or an order form, without its lines."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS, initial="quote", widget=forms.RadioSelect)
    store = StoreChoice(label=_("Store"), queryset=stores.stores(), empty_label=None)
    valid_until = DayField(label=_("Valid until"), required=False)
    follow_up = DayField(
        label=_("Follow up on"), required=False, help_text=_("On that day it stands in the agenda, among things to do.")
    )

    def __init__(self, *, store_id: int | None, **options: Any) -> None:
        super().__init__(**options)
        if store_id is not None:
            del self.fields["store"]
        self.store_id = store_id

    def new(self, lines: Sequence[QuoteLine]) -> NewQuote:
        """What was typed, to hand over."""
        typed = self.cleaned_data
        store_id = self.store_id or typed["store"].pk
        return NewQuote(typed["kind"], store_id, lines, typed["valid_until"], typed["follow_up"])


def line_forms(data: QueryDict | None) -> list[LineForm]:
    """Return the rows of lines: those sent, and empty ones where somebody asked for more."""
    sent = _rows_sent(data) if data is not None else 0
    rows = max(sent, FEWEST_ROWS) + (MORE_ROWS if data is not None and "more" in data else 0)
    bound = {"data": data} if data is not None else {}
    return [LineForm(prefix=f"line-{row}", **bound) for row in range(min(rows, MOST_LINES))]


def _rows_sent(data: Mapping[str, object]) -> int:
    found = [int(match[1]) + 1 for name in data if (match := _ROW.fullmatch(name))]
    return max(found, default=0)


def lines_typed(rows: Sequence[LineForm]) -> Iterator[QuoteLine]:
    """Return the lines that hold something; every row must be valid."""
    return (line for row in rows if (line := row.line()))


class QuoteFilterForm(forms.Form):
    """What the list is narrowed to; a filter that is not understood filters nothing."""

    text = forms.CharField(label=_("Number or customer"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Quotes and order forms")), *KINDS, ("cart", _("Abandoned cart"))],
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Everything")), *((one, STATE_LABELS[one]) for one in STATES)]
    )

    def wanted(self) -> QuoteFilter:
        self.is_valid()
        return QuoteFilter(**{name: value for name, value in self.cleaned_data.items() if value})


class FollowUpForm(forms.Form):
    """What the customer said when asked, and when to ask again."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[*outcome_choices(Interaction.Kind.CALL)],
        error_messages={"required": _("Choose an outcome from the list.")},
    )
    text = TextField(label=_("Note"))
    next = DayField(label=_("Ask again on"), required=False)
