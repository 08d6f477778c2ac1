"""What a programme says, in sentences a customer would understand."""

from collections.abc import Iterator, Mapping
from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_number
from chaland.loyalty.rules.programme import EVERYTHING, Choice, Earning, Gifts, Multiplier, Programme, Tier
from chaland.loyalty.schemes import Version
from chaland.loyalty.standing import TierNow
from chaland.sentences.loyalty.advantages import brought
from chaland.sentences.loyalty.words import GIFTS, MEASURES


def said(version: Version, language: str, kinds: Mapping[int, str]) -> list[str]:
    """Return the sentences of a version, the most important first. kinds: the names of the kinds of voucher."""
    rules = version.rules
    return [
        *(_earning(one, language) for one in rules.earnings),
        *(_multiplier(one) for one in rules.multipliers),
        *_limits(rules),
        gettext("At the till, {points} points are worth {amount}.").format(
            points=format_number(version.burn_points, language), amount=format_euros(version.burn_cents, language)
        ),
        *_gifts(rules.gifts),
        *_tiers(rules, language),
        *filter(None, (brought(one, kinds) for one in rules.tiers)),
    ]


def _earning(one: Earning, language: str) -> str:
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
    return text if one.what == EVERYTHING else f"{text} {_only(one.what)}"


def _only(what: Choice) -> str:
    """Return for which articles, as far as words say it."""
    named = [
        (gettext("brands {words}"), what.brands),
        (gettext("sizes {words}"), what.sizes),
    ]
    told = [text.format(words=", ".join(sorted(words))) for text, words in named if words]
    if not told or what != Choice(brands=what.brands, sizes=what.sizes):
        told.append(gettext("some articles"))
    return gettext("Only for: {articles}.").format(articles=", ".join(told))


def _multiplier(one: Multiplier) -> str:
    if one.birthday:
        return gettext("On their birthday, points count {percent}%.").format(percent=one.percent)
    if one.weekdays:
        days = ", ".join(str(WEEKDAYS[day]) for day in sorted(one.weekdays))
        return gettext("On these days points count {percent}%: {days}.").format(percent=one.percent, days=days)
    if one == Multiplier(one.percent, start=one.start, end=one.end):
        begin, end = one.start or time.min, one.end or time.max
        return gettext("From {start} to {end}, points count {percent}%.").format(
            start=f"{begin:%H:%M}", end=f"{end:%H:%M}", percent=one.percent
        )
    return gettext("At some times, in some stores or for some tiers, points count {percent}%.").format(
        percent=one.percent
    )


def _limits(rules: Programme) -> Iterator[str]:
    if rules.excluded:
        yield gettext("Some families of articles give nothing.")
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
