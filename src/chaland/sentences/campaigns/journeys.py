"""What screens say of journeys: recipes, triggers, steps, why somebody left."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

RECIPES: Mapping[str, tuple[Promise, str, Promise]] = {
    "welcome": (_("Welcome"), "heart", _("The day after a file is opened")),
    "second_visit": (_("Second visit"), "receipt", _("To who came once and not again within a month")),
    "birthday": (_("Birthday"), "cake", _("A week before, each year")),
    "late": (_("Away for longer than usual"), "clock", _("Against each one’s own rhythm; once more three weeks later")),
    "points_lost": (_("Points about to be lost"), "award", _("A month before they are lost")),
    "after_purchase": (_("Care after a purchase"), "shopping-bag", _("A week after each visit")),
    "cart": (_("Abandoned cart"), "shopping-cart", _("The day after, to who has not come since")),
    "quote": (_("Quote without an answer"), "file-invoice", _("A week after, to who has not come since")),
    "wish": (_("A wish has arrived"), "star", _("As soon as it is noted as arrived")),
    "survey": (_("Survey after a visit"), "mood-smile", _("Two days after, to who agreed to be asked")),
    "tier": (_("Tier reached"), "medal", _("The day after, once a year for each tier")),
    "next_size": (
        _("Next size"),
        "arrows-sort",
        _("Six months after a size of a line of articles, to who bought none of it since"),
    ),
    "consent": (_("Agreement about to end"), "calendar-event", _("Six weeks before, to who may still be written to")),
    "joined": (
        _("Somebody enters a segment"),
        "target",
        _("Whatever a segment says: a town, a basket, a taste"),
    ),
    "referral": (_("Invite to bring a friend"), "users-group", _("Three days after the third visit")),
}
"""Name, icon and what it does, of each journey to begin with."""
REASONS: Mapping[str, Promise] = {
    "condition": _("A condition did not hold."),
    "too_late": _("Its day was too long past: the shop’s computer was off."),
    "switched_off": _("The journey was switched off."),
    "merged": _("Their file was merged into another."),
}
CONDITIONS: Mapping[str, Promise] = {
    "not_come": _("Has not come since"),
    "come": _("Has come since"),
    "segment": _("Is in the segment"),
}
TELLS: Mapping[str, Promise] = {
    "past": _("Who would have entered over the last twelve months"),
    "still_open": _("Over the last twelve months, counting only what still holds today"),
    "coming": _("Who would enter over the next thirty days (of the past, only today’s state is kept)"),
}


def trigger_words(trigger: str, options: Mapping[str, Any]) -> str:
    """Return what makes somebody enter."""
    return _WORDS[trigger](options)


def _visit(options: Mapping[str, Any]) -> str:
    nth = options.get("nth", 0)
    if nth == 1:
        return gettext("Somebody comes for the first time")
    if nth:
        return gettext("Somebody comes, visit number {nth}").format(nth=nth)
    return gettext("Somebody comes")


def _birthday(options: Mapping[str, Any]) -> str:
    days = options.get("days", 0)
    if not days:
        return gettext("It is somebody’s birthday")
    return ngettext("{days} day before a birthday", "{days} days before a birthday", days).format(days=days)


def _points_lost(options: Mapping[str, Any]) -> str:
    days = options.get("days", 0)
    return ngettext("{days} day before points are lost", "{days} days before points are lost", days).format(days=days)


def _cart(options: Mapping[str, Any]) -> str:
    is_quote = options.get("kind") == "quote"
    return gettext("A quote is written") if is_quote else gettext("A cart is filled and nothing bought")


def _next_size(options: Mapping[str, Any]) -> str:
    days = options.get("days", 0)
    words = ngettext(
        "{days} day after a size of the line “{line}”, and none since",
        "{days} days after a size of the line “{line}”, and none since",
        days,
    )
    return words.format(days=days, line=options.get("line") or gettext("to be chosen"))


def _consent_ends(options: Mapping[str, Any]) -> str:
    days = options.get("days", 0)
    return ngettext("{days} day before an agreement ends", "{days} days before an agreement ends", days).format(
        days=days
    )


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "opened": lambda _options: gettext("Somebody’s file is opened"),
    "visit": _visit,
    "late": lambda _options: gettext("Somebody stays away for longer than twice their own interval"),
    "birthday": _birthday,
    "points_lost": _points_lost,
    "cart": _cart,
    "tier": lambda _options: gettext("Somebody reaches a tier"),
    "next_size": _next_size,
    "consent_ends": _consent_ends,
    "joined": lambda _options: gettext("Somebody enters the segment"),
    "wish": lambda _options: gettext("What somebody wished for has arrived"),
}


def wait_words(days: int) -> str:
    """Return how long somebody waits."""
    return ngettext("Wait {days} day", "Wait {days} days", days).format(days=days)


def reason(code: str) -> str:
    """Return why somebody left before the end."""
    return str(REASONS.get(code, code))
