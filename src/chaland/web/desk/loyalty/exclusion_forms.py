"""What gives no points: the fields of one row of the form, and the rule it stands for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chaland.loyalty.rules.programme import EVERYTHING, Choice
from chaland.stores.models import Category
from chaland.web.desk.loyalty.earning_forms import WORDS
from chaland.web.desk.loyalty.fields import FamiliesField, WordsField
from chaland.web.desk.loyalty.rows import MOST_SHOWN
from chaland.web.desk.loyalty.shown_rules import Sort


def exclusion_fields() -> dict[str, forms.Field]:
    """Return the fields of one row."""
    return {
        "families": FamiliesField(
            label=_("Families that give nothing"),
            queryset=Category.objects.order_by("path"),
            required=False,
            help_text=_("Such as gift cards. An article must match every field of the row that is filled in."),
        ),
        "brands": WordsField(label=_("Brands that give nothing"), help_text=WORDS),
        "prices": WordsField(
            label=_("Price levels that give nothing"),
            help_text=_("Such as sale, with commas. Capitals and accents do not matter."),
        ),
        "sizes": WordsField(label=_("Sizes that give nothing"), help_text=WORDS),
    }


def _said(row: Mapping[str, Any]) -> Choice | None:
    """Return the rule of a row in which anything is filled in."""
    families = frozenset(one.pk for one in row["families"] or ())
    choice = Choice(families, *(frozenset(row[name] or ()) for name in ("brands", "sizes", "prices")))
    return None if choice == EVERYTHING else choice


def _as_typed(one: Choice) -> dict[str, Any]:
    return {
        "families": sorted(one.categories),
        "brands": sorted(one.brands),
        "prices": sorted(one.price_levels),
        "sizes": sorted(one.sizes),
    }


EXCLUSIONS: Sort[Choice] = Sort(_as_typed, _said, exclusion_fields(), MOST_SHOWN)
