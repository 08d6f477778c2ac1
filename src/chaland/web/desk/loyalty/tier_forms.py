"""The fields of one tier: what it takes, and what it brings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chaland.loyalty import voucher_list
from chaland.loyalty.rules.programme import Tier
from chaland.web.desk.vouchers.forms import KindChoice

PLACES = (_("First tier"), _("Second tier"), _("Third tier"))
TIERS = len(PLACES)
MOST_PERCENT = 100
TIER = ("name", "least", "advantage", "percent", "early_access", "reached", "yearly", "birthday")
TIER_SHOWN = ("name", "least", "advantage", "percent", "times", "early_access", "reached", "yearly", "birthday")
"""Those of a tier, and how points count for whoever holds it, which is a rule of the programme."""


def tier_fields() -> dict[str, forms.Field]:
    """Return the fields of one tier by the names of `TIER_SHOWN`."""
    return {
        "name": forms.CharField(label=_("Name of the tier"), max_length=30, required=False),
        "least": forms.CharField(label=_("reached from"), max_length=12, required=False),
        "advantage": forms.CharField(
            label=_("What it brings, in your words"),
            max_length=120,
            required=False,
            help_text=_("Such as free delivery or parking: sellers and customers read it."),
        ),
        "percent": forms.IntegerField(
            label=_("Off at the till (%)"),
            min_value=0,
            max_value=MOST_PERCENT,
            required=False,
            help_text=_("Each time, on everything that may give points."),
        ),
        "times": forms.IntegerField(
            label=_("Its points count (%)"),
            min_value=100,
            max_value=1000,
            required=False,
            help_text=_("200 doubles them, from the day after it is reached."),
        ),
        "early_access": forms.BooleanField(label=_("Opens private sales"), required=False),
        "reached": _kind(_("Voucher when it is reached"), _("Given once; those of the tiers below come with it.")),
        "yearly": _kind(_("Voucher each year"), _("Once in a calendar year, while the tier is held.")),
        "birthday": _kind(_("Voucher on the birthday"), ""),
    }


def _kind(label: Any, help_text: Any) -> KindChoice:
    # One that was replaced gives what took its place.
    kinds = voucher_list.kinds().filter(Q(is_active=True) | Q(replaced_by__isnull=False))
    return KindChoice(label=label, queryset=kinds, required=False, empty_label=_("None"), help_text=help_text)


def tier_said(typed: Mapping[str, Any]) -> Tier:
    """Return a tier from its fields, without its code yet."""
    kinds = {name: typed[name] and typed[name].pk for name in ("reached", "yearly", "birthday")}
    plain = {name: typed[name] for name in ("name", "advantage", "early_access")}
    return Tier("", typed["least"] or 0, percent=typed["percent"] or 0, **plain, **kinds)
