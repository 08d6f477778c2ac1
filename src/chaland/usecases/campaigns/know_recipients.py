"""What is filled in for the people a campaign writes to: read for many at once, and only what it says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation

from chaland.campaigns.audience import people_of
from chaland.campaigns.models import Campaign, Message
from chaland.customers.models import Card, ContactPoint, Customer
from chaland.kernel.dates import business_day, format_day
from chaland.kernel.numbers import format_number, is_english
from chaland.loyalty.models import Balance
from chaland.loyalty.models.vouchers import Voucher
from chaland.loyalty.schemes import scheme_for
from chaland.sales.models import TasteFigures
from chaland.signups.queries import asks_who_brought
from chaland.stores.queries import network_zone

KINDS = {"email": ("email",), "sms": ("mobile",), "phone": ("mobile", "phone")}
"""The contact points a channel speaks to, the preferred first."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person as a message needs them. to: the address of the channel as kept, empty by post.

    told: values by field that are the same in every language. english_voucher: what messages in English call the
    voucher, where that is another name.
    """

    customer_id: int
    language: str
    to: str
    told: Mapping[str, str]
    civility: str = ""
    points: int | None = None
    voucher_code: str = ""
    english_voucher: str = ""
    voucher_until: date | None = None

    def values(self, language: str) -> dict[str, str]:
        """Return every value by field, in the language of a message."""
        with translation.override(language):
            civility = str(dict(Customer.Civility.choices).get(self.civility, ""))
        return {
            **self.told,
            **({"voucher": self.english_voucher} if self.english_voucher and is_english(language) else {}),
            "civility": civility,
            "points": "" if self.points is None else format_number(self.points, language),
            "voucher_code": self.voucher_code,
            "voucher_until": format_day(self.voucher_until, language) if self.voucher_until else "",
        }


def recipients(
    campaign: Campaign,
    messages: Sequence[Message],
    *,
    shop: str,
    fields: Collection[str],
    page: str = "",
    needs_address: bool = True,
) -> dict[int, Recipient]:
    """Return the person of each message, by its id; who has no address for the channel, or is gone, is left out.

    page: as `referral_page` returns it, where it is one of the fields.
    """
    ids = people_of(messages)
    reading = _Reading(campaign.channel, ids, [one.voucher_id for one in messages if one.voucher_id])
    points = reading.points(campaign.merchant_id) if "points" in fields else {}
    cards = reading.cards() if {"card", "referral_link"} & set(fields) else {}
    sizes = reading.sizes() if "size" in fields else {}
    found: dict[int, Recipient] = {}
    for message in messages:
        one = message.customer_id or 0
        row, to = reading.people.get(one), reading.addresses.get(one, "")
        if row is None or (needs_address and not to and campaign.channel in KINDS):
            continue
        voucher = reading.vouchers.get(message.voucher_id or 0, ("", "", "", None))
        told = {
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "store": row["home_store__name"] or "",
            "store_city": row["home_store__city"] or "",
            "seller": row["home_seller__name"] or "",
            "shop": shop,
            "card": cards.get(one, ""),
            "size": sizes.get(one, ""),
            "referral_link": f"{page}{quote(cards[one])}" if page and one in cards else "",
            "voucher": voucher[1],
        }
        found[message.pk] = Recipient(
            one, row["language"] or settings.LANGUAGE_CODE, to, told, row["civility"], points.get(one), voucher[0],
            voucher[2], voucher[3],
        )  # fmt: skip
    return found


def referral_page(*, now: datetime) -> str:
    """Return the sign-up page to which a card is added by who hands it on, or nothing where none asks for it."""
    code = asks_who_brought(business_day(now, ZoneInfo(network_zone())))
    return f"{settings.PUBLIC_URL}{reverse('public-form', args=[code])}?parrain=" if code else ""


class _Reading:
    """Reads what is told of some customers, one statement for each kind of fact."""

    def __init__(self, channel: str, ids: Sequence[int], voucher_ids: Sequence[int]) -> None:
        self.ids = list(dict.fromkeys(ids))
        columns = ("pk", "first_name", "last_name", "civility", "language", "home_store__name", "home_store__city",
                   "home_seller__name")  # fmt: skip
        self.people = {row["pk"]: row for row in Customer.objects.filter(pk__in=self.ids).values(*columns)}
        self.addresses = self._addresses(KINDS.get(channel, ()))
        self.vouchers = self._vouchers(voucher_ids)

    def _addresses(self, kinds: Sequence[str]) -> dict[int, str]:
        if not kinds:
            return {}
        points = ContactPoint.objects.filter(customer__in=self.ids, kind__in=kinds, status=ContactPoint.Status.VALID)
        rows = points.order_by("is_main", "-pk").values_list("customer_id", "kind", "normalised")
        # What comes last counts: the main one of the kind preferred.
        return {one: to for kind in reversed(kinds) for one, has, to in rows if has == kind}

    def _vouchers(self, voucher_ids: Sequence[int]) -> dict[int, tuple[str, str, str, date | None]]:
        if not voucher_ids:
            return {}
        zone = ZoneInfo(network_zone())
        columns = ("pk", "code", "kind__name", "kind__english_name", "valid_until")
        rows = Voucher.objects.filter(pk__in=voucher_ids).values_list(*columns)
        return {pk: (code, name, english, until.astimezone(zone).date()) for pk, code, name, english, until in rows}

    def points(self, merchant_id: int | None) -> dict[int, int]:
        """Return the points of each in the programme of a merchant, or of the network, or the only one there is."""
        chosen = scheme_for(merchant_id)
        if chosen is None:
            return {}
        rows = Balance.objects.filter(customer__in=self.ids, programme=chosen.programme_id)
        return dict(rows.values_list("customer_id", "points"))

    def cards(self) -> dict[int, str]:
        """Return the last active card of each."""
        rows = Card.objects.filter(customer__in=self.ids, status=Card.Status.ACTIVE).order_by("pk")
        return dict(rows.values_list("customer_id", "number"))

    def sizes(self) -> dict[int, str]:
        """Return the size that each bought most often, all stores together."""
        rows: Any = TasteFigures.objects.filter(customer__in=self.ids, trait=TasteFigures.Trait.SIZE)
        sums = rows.values("customer_id", "value").annotate(times=Sum("bought")).filter(times__gt=0)
        return dict(sums.order_by("times", "-value").values_list("customer_id", "value"))
