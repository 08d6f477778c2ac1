"""The rules one may start from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.accounts.rules import Scope
from chaland.stores.queries import stores
from chaland.web.desk.segments.form import DraftCondition, DraftGroup, started

_LATE = DraftCondition("rhythm", ("is",), {"is": ("late", "very_late")})
_REGULAR = DraftCondition("visits", ("is",), {"is-operator": ("at_least",), "is-amount": ("3",)})


@dataclass(frozen=True, slots=True)
class Template:
    """A rule to start from; some of it may be left to choose. It is called by its label."""

    label: str | Promise
    icon: str
    draft: Callable[[Scope], DraftGroup]


def _all(*conditions: DraftCondition) -> Callable[[Scope], DraftGroup]:
    return lambda _scope: DraftGroup("all", conditions)


def _nearby(scope: Scope) -> DraftGroup:
    first = stores(scope.store_id).filter(latitude__isnull=False).values_list("pk", flat=True).first()
    near = started("distance")
    if first is not None:
        near = replace(near, typed={**near.typed, "store": (str(first),)})
    return DraftGroup("all", (near,))


TEMPLATES: Mapping[str, Template] = {
    "win_back": Template(_("To win back"), "clock", _all(_LATE, _REGULAR)),
    "birthdays": Template(_("Birthdays of the coming 30 days"), "cake", _all(started("birthday"))),
    "best": Template(
        _("Best customers"),
        "medal",
        _all(
            DraftCondition(
                "revenue",
                ("is", "window"),
                {
                    "is-operator": ("top_percent",),
                    "is-amount": ("20",),
                    "window-kind": ("last",),
                    "window-days": ("365",),
                },
            )
        ),
    ),
    "family": Template(_("Buyers of a family"), "category", _all(started("bought"))),
    "nearby": Template(_("Around the store"), "map-pin", _nearby),
    "new": Template(_("New ones"), "user-plus", _all(started("first_visit"))),
    "asleep": Template(
        _("Asleep for a year"),
        "moon",
        _all(DraftCondition("recency", ("is",), {"is-operator": ("at_least",), "is-amount": ("365",)})),
    ),
}
