"""What tiers bring, in words."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import get_language, gettext

from chaland.kernel.dates import format_day
from chaland.loyalty.private_sales import OpenSale
from chaland.loyalty.rules.programme import Tier
from chaland.loyalty.standing import TierNow


def advantages(tier: TierNow) -> list[str]:
    """Return what whoever holds a tier has each time, such as “10% off”; nothing below the first."""
    return list(_each_time(tier))


def brought(tier: Tier, kinds: Mapping[int, str]) -> str:
    """Return all that a tier brings; nothing where it brings nothing. kinds: the names of the kinds of voucher."""
    told = gettext("; ").join([*_each_time(tier), *_vouchers(tier, kinds)])
    return gettext("{tier} brings: {advantages}.").format(tier=tier.name, advantages=told) if told else ""


def _each_time(tier: Tier | TierNow) -> Iterator[str]:
    if tier.percent:
        yield gettext("{percent}% off at the till").format(percent=tier.percent)
    if tier.early_access:
        yield gettext("early access to private sales")
    if tier.advantage:
        yield tier.advantage


def _vouchers(tier: Tier, kinds: Mapping[int, str]) -> Iterator[str]:
    told = (
        (tier.reached, gettext("the voucher “{name}” when it is reached")),
        (tier.yearly, gettext("the voucher “{name}” each year")),
        (tier.birthday, gettext("the voucher “{name}” on the birthday")),
    )
    for kind, text in told:
        if kind is not None and kind in kinds:
            yield text.format(name=kinds[kind])


def sales_told(sales: Sequence[OpenSale]) -> list[str]:
    """Return each private sale in words, such as “Avant-première: from 3 December 2026 to 5 December 2026, Lyon”."""
    return [_sale(one) for one in sales]


def _sale(sale: OpenSale) -> str:
    language = get_language() or "fr"
    first, last = format_day(sale.first_on, language), format_day(sale.last_on, language)
    days = gettext("{first} to {last}").format(first=first, last=last) if first != last else first
    told = gettext("{name}: {days}").format(name=sale.name, days=days)
    return f"{told}, {sale.where}" if sale.where else told
