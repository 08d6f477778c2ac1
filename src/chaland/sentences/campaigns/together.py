"""What is said of what all campaigns together change."""

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.rules.effect import FEWEST, Effect
from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros_round
from chaland.kernel.numbers import format_number
from chaland.usecases.campaigns.read_all_campaigns import Together

EARLY_DAYS = 30
"""Before so many days have passed nothing is claimed."""
COUNTED = _(
    "All customers are compared, whether anything was sent to them or not: those whom campaigns may reach with those "
    "whom the draw leaves alone for good. Counted: what the receipts of both say since the day shown, that day "
    "included. What each spent in as many days before anybody was left alone is taken off first (CUPED), and the "
    "groups are compared within fifths of it. The cost is that of the messages that left since."
)


def verdict(found: Together) -> str:
    """Return in a sentence what may be said."""
    if found.window is None or found.whole is None:
        return gettext("Nobody is left alone by every campaign: what they change together cannot be known.")
    cents = found.whole["cents"]
    if cents is None:
        return gettext("Too few people are left alone by every campaign to say anything: it takes {fewest}.").format(
            fewest=FEWEST
        )
    if is_early(found):
        day = format_day(found.window.first, get_language() or "fr")
        return gettext("Too early to say: people are left alone since {day} only, {days} days are the least.").format(
            day=day, days=EARLY_DAYS
        )
    return _told(cents, found.window.days)


def is_early(found: Together) -> bool:
    """Tell whether too few days have passed to claim anything."""
    return found.window is not None and found.window.days < EARLY_DAYS


def _told(cents: Effect, days: int) -> str:
    if cents.verdict == "more":
        said = gettext("In {days} days campaigns together brought {middle} more revenue, between {low} and {high}.")
    elif cents.verdict == "less":
        said = gettext("In {days} days campaigns together brought less revenue: {middle}, between {low} and {high}.")
    else:
        said = gettext(
            "What campaigns together brought in {days} days cannot be told from chance: between {low} and {high}."
        )
    low, middle, high = (format_euros_round(round(one), get_language() or "fr") for one in cents.total)
    return said.format(days=days, low=low, middle=middle, high=high)


def all_the_same(count: int) -> str:
    """Return what follows from people left alone who were written to all the same; empty of none."""
    said = ngettext(
        "{count} person who is to be left alone was written to since that day all the same: the difference looks "
        "smaller than it is. Give the day from which on nobody of them was.",
        "{count} people who are to be left alone were written to since that day all the same: the difference looks "
        "smaller than it is. Give the day from which on nobody of them was.",
        count,
    )
    return said.format(count=format_number(count, get_language() or "fr")) if count else ""
