"""What is said of what all campaigns together change."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.rules.effect import FEWEST
from chaland.kernel.money import format_euros_round
from chaland.usecases.read_all_campaigns import DAYS, Together

COUNTED = _(
    "All customers are compared, whether anything was sent to them or not: those whom campaigns may reach with those "
    "whom the draw leaves alone for good. What they spent before is not taken off, for campaigns may have changed that "
    "too. If you chose the share less than ninety days ago, those left alone were still written to before: wait."
)


def verdict(found: Together) -> str:
    """Return in a sentence what may be said."""
    if not found.percent:
        return gettext("Nobody is left alone by every campaign: what they change together cannot be known.")
    cents = found.whole["cents"]
    if cents is None:
        return gettext("Too few people are left alone by every campaign to say anything: it takes {fewest}.").format(
            fewest=FEWEST
        )
    if cents.verdict == "more":
        said = gettext("In {days} days campaigns together brought {middle} more revenue, between {low} and {high}.")
    elif cents.verdict == "less":
        said = gettext("In {days} days campaigns together brought less revenue: {middle}, between {low} and {high}.")
    else:
        said = gettext(
            "What campaigns together brought in {days} days cannot be told from chance: between {low} and {high}."
        )
    low, middle, high = (format_euros_round(round(one), get_language() or "fr") for one in cents.total)
    return said.format(days=DAYS, low=low, middle=middle, high=high)
