"""What gives points besides the amount and the visit: the fields of one row of the form, and the rule it stands for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chaland.loyalty.rules.programme import Choice, Earning
from chaland.stores.models import Category
from chaland.web.desk.loyalty.fields import EurosField, FamiliesField, WordsField, euros, whole
from chaland.web.desk.loyalty.rows import MOST_SHOWN
from chaland.web.desk.loyalty.shown_rules import Sort

KINDS = {"item": _("for each item"), "amount": _("for each full amount below"), "visit": _("for each visit")}
WORDS = _("With commas. Capitals and accents do not matter.")


def way_fields() -> dict[str, forms.Field]:
    """Return the fields of one row."""
    families = Category.objects.order_by("path")
    return {
        "given": whole(_("Points"), help_text=_("Empty: none.")),
        "kind": forms.ChoiceField(label=_("They are given"), choices=KINDS.items(), required=False),
        "per": EurosField(label=_("for each (€)"), required=False),
        "least": EurosField(
            label=_("From a purchase of (€)"), required=False, help_text=_("Of these articles. Empty: of any amount.")
        ),
        "families": FamiliesField(label=_("Only of these families"), queryset=families, required=False),
        "brands": WordsField(label=_("Only of these brands"), help_text=WORDS),
        "sizes": WordsField(label=_("Only in these sizes"), help_text=WORDS),
        "prices": WordsField(label=_("Only of these price levels"), help_text=WORDS),
    }


def mistakes(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what is not right in a row: the field, and the code of the sentence."""
    if row["given"] and (row["kind"] == "amount") != bool(row["per"]):
        yield "per", "amount_wanted" if row["kind"] == "amount" else "amount_unasked"


def _said(row: Mapping[str, Any]) -> Earning | None:
    """Return the rule of a row that gives anything."""
    if not row["given"] or list(mistakes(row)):
        return None
    what = Choice(
        frozenset(one.pk for one in row["families"] or ()),
        *(frozenset(row[name] or ()) for name in ("brands", "sizes", "prices")),
    )
    per = {"per_cents": row["per"]} if row["per"] else {}
    return Earning(row["kind"] or "item", row["given"], what=what, least_cents=row["least"] or 0, **per)


def _as_typed(one: Earning) -> dict[str, Any]:
    language = get_language() or "fr"
    return {
        "given": one.points,
        "kind": one.kind,
        "per": euros(one.per_cents, language) if one.kind == "amount" else "",
        "least": euros(one.least_cents, language) if one.least_cents else "",
        "families": sorted(one.what.categories),
        "brands": sorted(one.what.brands),
        "sizes": sorted(one.what.sizes),
        "prices": sorted(one.what.price_levels),
    }


WAY = way_fields()
WAYS: Sort[Earning] = Sort(_as_typed, _said, WAY, MOST_SHOWN)
