"""What a programme says, in sentences a customer would understand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_number
from chaland.loyalty.rules.programme import EVERYTHING, Choice, Earning, Gifts, Multiplier, Programme, Tier
from chaland.loyalty.schemes import Version
from chaland.loyalty.standing import TierNow
from chaland.sentences.loyalty.advantages import brought
from chaland.sentences.loyalty.words import GIFTS, MEASURES


@dataclass(frozen=True, slots=True)
class Names:
    """How the shop calls, by their numbers, its kinds of voucher, its families of articles and its stores."""

    kinds: Mapping[int, str]
    families: Mapping[int, str]
    stores: Mapping[int, str]


def said(version: Version, language: str, names: Names) -> list[str]:
    """Return the sentences of a version, the most important first."""
    rules = version.rules
    return [
        *rules_said(rules, language, names),
        *_limits(rules),
        gettext("At the till, {points} points are worth {amount}.").format(
            points=format_number(version.burn_points, language), amount=format_euros(version.burn_cents, language)
        ),
        *_gifts(rules.gifts),
        *_tiers(rules, language),
        *filter(None, (brought(one, names.kinds) for one in rules.tiers)),
    ]


def rules_said(rules: Programme, language: str, names: Names) -> list[str]:
    """Return the sentences of what gives points, when they count more, and what gives none."""
    return [
        *(_earning(one, language, names) for one in rules.earnings),
        *(_multiplier(one, rules, language, names) for one in rules.multipliers),
        *(gettext("Nothing for: {articles}.").format(articles=_articles(one, names)) for one in rules.excluded),
    ]


def _earning(one: Earning, language: str, names: Names) -> str:
    sentences = {
        "amount": ngettext(
            "{points} point for each full {amount}.", "{points} points for each full {amount}.", one.points
        ),
        "visit": ngettext("{points} point for each visit.", "{points} points for each visit.", one.points),
        "item": ngettext("{points} point for each article.", "{points} points for each article.", one.points),
    }
    text = sentences[one.kind].format(
        points=format_number(one.points, language), amount=format_euros(one.per_cents, language)
    )
    only = [_only(one.what, names)] if one.what != EVERYTHING else []
    if one.least_cents:
        least = format_euros(one.least_cents, language)
        only.append(gettext("From a purchase of {amount} on.").format(amount=least))
    return " ".join([text, *only])


def _only(what: Choice, names: Names) -> str:
    return gettext("Only for: {articles}.").format(articles=_articles(what, names))


def _articles(what: Choice, names: Names) -> str:
    """Return which articles are meant, as far as words say it."""
    named = [
        (gettext("families {words}"), _named(what.categories, names.families)),
        (gettext("brands {words}"), sorted(what.brands)),
        (gettext("sizes {words}"), sorted(what.sizes)),
        (gettext("price levels {words}"), sorted(what.price_levels)),
    ]
    told = [text.format(words=", ".join(words)) for text, words in named if words]
    return ", ".join([*told, gettext("some articles")] if what.products or not told else told)


def _named(numbers: Iterable[int], names: Mapping[int, str]) -> list[str]:
    return sorted(names[one] for one in numbers if one in names)


def _multiplier(one: Multiplier, rules: Programme, language: str, names: Names) -> str:
    if one == Multiplier(one.percent):
        return gettext("Points always count {percent}%.").format(percent=one.percent)
    if one == Multiplier(one.percent, birthday=True):
        return gettext("On their birthday, points count {percent}%.").format(percent=one.percent)
    when = ", ".join(_when(one, rules, language, names))
    return gettext("Points count {percent}%: {when}.").format(percent=one.percent, when=when)


def _when(one: Multiplier, rules: Programme, language: str, names: Names) -> Iterator[str]:
    yield from (gettext("on {day}").format(day=WEEKDAYS[day]) for day in sorted(one.weekdays))
    if one.start or one.end:
        begin, end = one.start or time.min, one.end or time.max
        yield gettext("from {start} to {end}").format(start=f"{begin:%H:%M}", end=f"{end:%H:%M}")
    if one.first_on:
        yield gettext("from {day}").format(day=format_day(one.first_on, language))
    if one.last_on:
        yield gettext("until {day}").format(day=format_day(one.last_on, language))
    if one.stores:
        yield gettext("stores {words}").format(words=", ".join(_named(one.stores, names.stores)))
    if one.birthday:
        yield gettext("on their birthday")
    if one.tiers:
        tiers = ", ".join(tier.name for tier in rules.tiers if tier.code in one.tiers)
        yield gettext("tiers {words}").format(words=tiers)


def _limits(rules: Programme) -> Iterator[str]:
    if rules.most_per_day is not None:
        yield gettext("At most {points} points in one day.").format(points=rules.most_per_day)
    if rules.lasts_months is None:
        yield gettext("Points are never lost.")
    else:
        yield gettext("Points are lost after {months} months, the oldest first.").format(months=rules.lasts_months)


def _gifts(gifts: Gifts) -> Iterator[str]:
    found = [f"{GIFTS[name]} {points}" for name in GIFTS if (points := getattr(gifts, name))]
    if found:
        yield gettext("Points besides: {gifts}.").format(gifts=", ".join(found))


def _tiers(rules: Programme, language: str) -> Iterator[str]:
    if rules.tiers:
        tiers = ", ".join(f"{tier.name} ({_least(tier, rules, language)})" for tier in rules.tiers)
        if rules.tier_by_year:
            measure = str(MEASURES[rules.tier_measure]).lower()
            yield gettext("Tiers by {measure} since the year began: {tiers}.").format(measure=measure, tiers=tiers)
            return
        yield gettext("Tiers by {measure} over {days} days: {tiers}.").format(
            measure=str(MEASURES[rules.tier_measure]).lower(), days=rules.tier_days, tiers=tiers
        )


def _least(tier: Tier, rules: Programme, language: str) -> str:
    return format_euros(tier.least, language) if rules.tier_measure == "spend" else format_number(tier.least, language)


def missing_told(tier: TierNow, language: str) -> str:
    """Return what is missing to the next tier; nothing at the top."""
    if not tier.next_code:
        return ""
    amount = format_euros(tier.missing, language) if tier.measure == "spend" else format_number(tier.missing, language)
    sentences = {
        "spend": gettext("{amount} more to reach {tier}."),
        "points": gettext("{amount} more points to reach {tier}."),
        "visits": gettext("{amount} more visits to reach {tier}."),
    }
    return sentences[tier.measure].format(amount=amount, tier=tier.next_name)


def given_back_told(points: int, ran_out: int, language: str) -> str:
    """Return what is said of points just given back, some of which may have run out since they were used."""
    told = ngettext(
        "{points} point given back: it takes nothing off the receipt any more.",
        "{points} points given back: they take nothing off the receipt any more.",
        points,
    ).format(points=format_number(points, language))
    if ran_out <= 0:
        return told
    lost = ngettext("{points} of them had run out since.", "{points} of them had run out since.", ran_out)
    return f"{told} {lost.format(points=format_number(ran_out, language))}"
