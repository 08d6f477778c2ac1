"""The rows of tiers: what each takes, and what it brings. A row is named by a number that stays its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.errors import Refusal
from chaland.kernel.money import parse_cents
from chaland.loyalty.models import VoucherKind
from chaland.loyalty.rules.programme import Multiplier, Programme, Tier
from chaland.usecases.loyalty.edit_programme import tiers_of
from chaland.web.desk.loyalty.fields import MOST, euros
from chaland.web.desk.loyalty.multiplier_forms import of_tier
from chaland.web.desk.loyalty.shown_rules import replaced, typed_of
from chaland.web.desk.vouchers.forms import KindChoice

MOST_PERCENT = 100
GIFTS = ("reached", "yearly", "birthday")


class GivenKind(KindChoice):
    """A kind of voucher that is given; one that a tier has although it is given no more says so."""

    def label_from_instance(self, obj: VoucherKind) -> str:
        """Return its name."""
        is_given = obj.is_active or obj.replaced_by_id is not None
        return obj.name if is_given else gettext("{name} (no longer given)").format(name=obj.name)


def tier_fields(kinds: Iterable[int]) -> dict[str, forms.Field]:
    """Return the fields of one tier, by their names in its row. kinds: given by tiers as they are."""
    return {
        "code": forms.CharField(widget=forms.HiddenInput, required=False),
        "name": forms.CharField(label=_("Name of the tier"), max_length=30, required=False),
        "least": forms.CharField(label=_("Reached from"), max_length=12, required=False),
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
        "reached": _kind(
            _("Voucher when it is reached"), kinds, _("Given once; those of the tiers below come with it.")
        ),
        "yearly": _kind(_("Voucher each year"), kinds, _("Once in a calendar year, while the tier is held.")),
        "birthday": _kind(_("Voucher on the birthday"), kinds, ""),
        "remove": forms.BooleanField(label=_("Remove this tier"), required=False),
    }


def _kind(label: Any, known: Iterable[int], help_text: Any) -> GivenKind:
    # One that was replaced gives what took its place.
    given = Q(reference=None) & (Q(is_active=True) | Q(replaced_by__isnull=False))
    kinds = VoucherKind.objects.filter(given | Q(pk__in=list(known))).order_by("-is_active", "points", "name", "pk")
    return GivenKind(label=label, queryset=kinds, required=False, empty_label=_("None"), help_text=help_text)


def kinds_of(rules: Programme | None) -> set[int]:
    """Return the kinds of voucher that tiers give."""
    tiers = rules.tiers if rules else ()
    return {kind for one in tiers for gift in GIFTS if (kind := getattr(one, gift))}


def read_least(text: str, measure: str) -> int:
    """Return what a tier takes, in the measure that was chosen. Raises Refusal."""
    try:
        least = parse_cents(text) if measure == "spend" else int(re.sub(r"\s", "", text))
    except ValueError:
        least = -1
    if least < 0:
        raise Refusal("programme_number", least=0, most=MOST)
    return least


def tiers_typed(rules: Programme, language: str) -> list[dict[str, Any]]:
    """Return what the rows show of the tiers."""
    typed = []
    for tier in rules.tiers:
        told = {
            name: getattr(tier, name) or None
            for name in ("code", "name", "advantage", "percent", "early_access", *GIFTS)
        }
        told["least"] = euros(tier.least, language) if rules.tier_measure == "spend" else str(tier.least)
        [more] = typed_of(rules.multipliers, [of_tier(tier.code)])
        typed.append(told | {"times": None} | (more[0] if more else {}))
    return typed


def tiers_said(
    rows: Iterable[Mapping[str, Any]], versions: Sequence[Programme], multipliers: Sequence[Multiplier]
) -> tuple[tuple[Tier, ...], tuple[Multiplier, ...]]:
    """Return the tiers of the rows, the lowest first, and the rules of when points count more with theirs.

    A tier keeps its code, by which those who hold it are known; a new one gets one that no version had.
    """
    kept = [one for one in rows if (one["name"] or one["least"]) and not one["remove"]]
    kept.sort(key=lambda one: one["least"] or 0)
    known = {one.code: one.name for one in versions[-1].tiers} if versions else {}
    said = [_tier(one, _known_code(one, known)) for one in kept]
    tiers = tiers_of(said, used={code for one in versions for code in _codes(one)})
    # Of those left in `known`, which are no more, points count no more.
    times = dict.fromkeys(known) | {tier.code: one["times"] for tier, one in zip(tiers, kept, strict=True)}
    for code, percent in times.items():
        multipliers = replaced(multipliers, [of_tier(code)], [[{"times": percent}]])
    return tiers, tuple(multipliers)


def _known_code(typed: Mapping[str, Any], known: dict[str, str]) -> str:
    """Take the code of a row out of those known, or that of the same name; none for a new tier."""
    same = (code for code, name in known.items() if name == typed["name"])
    code: str = typed["code"] if typed["code"] in known else next(same, "")
    known.pop(code, None)
    return code


def _codes(rules: Programme) -> set[str]:
    return {tier.code for tier in rules.tiers} | {code for one in rules.multipliers for code in one.tiers}


def _tier(typed: Mapping[str, Any], code: str) -> Tier:
    kinds = {name: typed[name] and typed[name].pk for name in GIFTS}
    plain = {name: typed[name] for name in ("name", "advantage", "early_access")}
    return Tier(code, typed["least"] or 0, percent=typed["percent"] or 0, **plain, **kinds)
