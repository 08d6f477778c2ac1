"""What is said of what a campaign changed; never more than can be."""

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.rules.control import STRATA
from chaland.campaigns.rules.effect import FEWEST, Effect
from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros, format_euros_round
from chaland.kernel.numbers import format_number
from chaland.usecases.campaigns.read_results import Contest, Results

_COUNTED = _(
    "Everybody who was meant to be written to counts, whether the message reached them or not, against those whom the "
    "draw left alone. Counted: what the receipts of both say, vouchers taken off. What each spent in as many days "
    "before is taken off first (CUPED), and the groups are compared within fifths of what people had spent. Were it "
    "all done a hundred times over, the truth would lie between the bounds ninety-five times or so. Of twenty lines of "
    "a table, one leaves zero out by chance. Each euro of the cost is compared with revenue, not with margin. Who was "
    "erased since is in the number of messages only."
)
_FROM = _("It is measured from the day on which the audience was drawn up, that day included.")
_FROM_EACH = _(
    "Each person is counted once, from the day of their own on which the message was due, over the days that it is "
    "measured, and only once all of these are over; compared with those whom the draw left alone on their own day."
)
_FROM_FIRST = _(
    "Each person is counted once, from the day on which their first message was due until the last one has had its "
    "days too, and only once all of these are over; compared with those whom the draw left alone on their own day."
)


def counted(found: Results) -> str:
    """Return how it is counted."""
    since = _FROM_FIRST if found.journey else _FROM_EACH if found.is_each_own else _FROM
    return f"{since} {_COUNTED}"


def verdict(found: Results) -> str:
    """Return in a sentence or two what may be said."""
    cents = (found.whole or {}).get("cents")
    if cents is None:
        return _nothing_to_say(found)
    if not found.is_drawn:
        return gettext(
            "Who received it was not drawn by lot: those who did spent {each} more each than the other customers, but "
            "they differ in other ways too. This is not what the campaign brought."
        ).format(each=_euros(cents.treated - cents.alone))
    if found.standing == "early" and found.window:
        day = format_day(found.window.closes_on, get_language() or "fr")
        said = gettext("Too early to say: measured until {day}.").format(day=day)
        return f"{said} {_so_far(cents)}"
    return _told(cents, is_journey=found.journey is not None)


def _nothing_to_say(found: Results) -> str:
    if found.standing == "early" and found.window:
        return gettext("Too early to say: nobody’s {days} days are over yet, the first on {day}.").format(
            days=found.window.days, day=format_day(found.window.closes_on, get_language() or "fr")
        )
    if found.standing == "nothing":
        return gettext("Nothing has left yet: there is nothing to measure.")
    if found.standing == "no_control":
        return gettext("Nobody was left alone: what the campaign changed cannot be known.")
    if not found.is_drawn:
        return gettext("Too few people received it to say anything: {people}, and it takes {fewest}.").format(
            fewest=FEWEST, people=_number(found.people)
        )
    return gettext(
        "Too few people to say anything: it takes {fewest} on both sides; {people} were written to and {alone} "
        "left alone."
    ).format(fewest=FEWEST, people=_number(found.people), alone=_number(found.people_alone))


def _told(cents: Effect, *, is_journey: bool) -> str:
    low, middle, high = (_round(one) for one in cents.total)
    if cents.verdict == "more":
        said = (
            gettext("The journey brought {middle} more revenue, between {low} and {high}.")
            if is_journey
            else gettext("The campaign brought {middle} more revenue, between {low} and {high}.")
        )
    elif cents.verdict == "less":
        said = (
            gettext("The journey brought less revenue: {middle}, between {low} and {high}.")
            if is_journey
            else gettext("The campaign brought less revenue: {middle}, between {low} and {high}.")
        )
    else:
        said = gettext("What it brought cannot be told from chance: between {low} and {high}, {middle} in the middle.")
    return said.format(low=low, middle=middle, high=high)


def _so_far(cents: Effect) -> str:
    low, middle, high = (_round(one) for one in cents.total)
    return gettext("So far {middle}, between {low} and {high}; this still moves.").format(
        low=low, middle=middle, high=high
    )


def contest(found: Contest) -> str:
    """Return which message brought more, if one did."""
    if not found.best:
        return gettext("Which of the messages brings more cannot be told from chance.")
    others = [couple for couple in found.pairs if found.best in couple]
    return ngettext(
        "Message {best} brings more at the till than the other.",
        "Message {best} brings more at the till than each of the others.",
        len(others),
    ).format(best=found.best.upper())


def stratum(number: int) -> str:
    """Return who is in a stratum of the draw."""
    if number == 0:
        return gettext("Nothing")
    if number in (1, STRATA):
        return gettext("The fifth who spent least") if number == 1 else gettext("The fifth who spent most")
    return gettext("Fifth {number} of {all}").format(number=number, all=STRATA)


def _number(count: int) -> str:
    return format_number(count, get_language() or "fr")


def _euros(cents: float) -> str:
    return format_euros(round(cents), get_language() or "fr")


def _round(cents: float) -> str:
    # A word joiner: English has “−€” where a line may end.
    return format_euros_round(round(cents), get_language() or "fr").replace("−", "−\N{WORD JOINER}")
