"""Who may be contacted, as the gate answers, over the rows of the lake."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import ibis

from chaland.privacy.queries import terms, who_asks
from chaland.privacy.rules import Terms
from chaland.privacy.rules.acts import add_months
from chaland.privacy.rules.deciding import (
    CALLS_COUNTED,
    CUSTOMER_FOR_MONTHS,
    MOST_CALLS,
    SILENCE_AFTER_NO,
    STOPPED,
    basis_on,
)
from chaland.privacy.rules.purposes import CONSENT, CONTRACT, LEGITIMATE_INTEREST
from chaland.segments import within
from chaland.segments.asking import EVERYBODY, NOBODY, Asking
from chaland.segments.compiling import is_old_enough
from chaland.segments.condition import Answer
from chaland.stores.models import Store
from chaland.stores.queries import merchant_of

_ADDRESSES = {"email": ("has_email",), "sms": ("has_mobile",), "phone": ("has_mobile", "has_phone"),
              "post": ("has_address",)}  # fmt: skip


def holds_today(rows: Any, asking: Asking) -> Any:
    """Return whether a consent holds to the end of the day."""
    lasts = within.between_moments(rows.expires_at, asking.today + timedelta(days=1), None)
    return (rows.state == "granted") & (rows.expires_at.isnull() | lasts)


def may_reach(purpose: str, channel: str, asking: Asking) -> Answer:
    """Return whether somebody may be contacted, as the gate answers at the end of the day, whatever the hour.

    Of a store it is asked for its merchant; of a network of several for none of them.
    """
    decided = terms(purpose, channel)
    if not decided.basis:
        return NOBODY
    said = _Said(purpose, channel, asking)
    reached = within.either([asking.customer(name) for name in _ADDRESSES[channel]])
    answer = reached & ~said.stands(*STOPPED) & _has_right(said, decided)
    return answer & _is_let(said, asking) if decided.is_marketing else answer


class _Said:
    """What somebody said about one purpose on one channel, to the merchant who asks and to the network."""

    def __init__(self, purpose: str, channel: str, asking: Asking) -> None:
        self.asking, self.channel = asking, channel
        self.merchant_id, self.is_alone = who_asks(merchant_of(asking.store_id))
        self._about = (within.one_of("purpose", [purpose]), within.one_of("channel", [channel]))
        no_after = self._entry(self._to_network, lambda rows: rows.state.isin(STOPPED)) > self._entry(self._to_merchant)
        self._is_networks = ~self._has(self._to_merchant) | no_after.fill_null(ibis.literal(value=False))

    def stands(self, *states: str) -> Answer:
        """Return whether the answer that counts is one of these."""
        return self._counting(lambda rows: rows.state.isin(states))

    def given(self) -> Answer:
        """Return whether the answer that counts is a yes that holds to the end of the day."""
        return self._counting(lambda rows: holds_today(rows, self.asking))

    def given_by_parent(self) -> Answer:
        """Return whether that yes is a parent's."""
        return self._counting(lambda rows: holds_today(rows, self.asking) & rows.by_parent)

    def told_merchant(self) -> Answer:
        """Return whether the merchant itself informed them."""
        told = self._has(self._to_merchant, _is_informed)
        if not self.is_alone:
            return told
        return told | (~self._has(self._to_merchant) & self._has(self._to_network, _is_informed))

    def answers(self) -> Answer:
        """Return whether that yes came after they objected, from themselves."""
        return self._choose(lambda to: self._has(to, fact="answers"))

    def given_on(self) -> Any:
        """Return the day of that yes, in UTC."""
        return ibis.cases(
            (self._is_networks, self._since(self._to_network)), else_=self._since(self._to_merchant)
        ).date()

    def _counting(self, where: within.Where) -> Answer:
        return self._choose(lambda to: self._has(to, where))

    def _choose(self, of: Callable[[within.Where], Answer]) -> Answer:
        return (self._is_networks & of(self._to_network)) | (~self._is_networks & of(self._to_merchant))

    def _to_network(self, rows: Any) -> Any:
        return rows.merchant_id.isnull()

    def _to_merchant(self, rows: Any) -> Any:
        # No merchant has the number 0: nobody said anything to it.
        return rows.merchant_id == (self.merchant_id or 0)

    def _has(self, *wheres: within.Where, fact: str = "consents") -> Answer:
        return self.asking.total(fact, "count", "entry_id", within.both(*self._about, *wheres)) > 0

    def _entry(self, *wheres: within.Where) -> Any:
        return self.asking.some("consents", "max", "entry_id", within.both(*self._about, *wheres))

    def _since(self, *wheres: within.Where) -> Any:
        return self.asking.some("consents", "max", "since_at", within.both(*self._about, *wheres))


def _is_informed(rows: Any) -> Any:
    return rows.state == "informed"


def _has_right(said: _Said, decided: Terms) -> Answer:
    """Return whether there is a right to contact, of somebody who did not refuse."""
    basis = basis_on(decided, datetime.combine(said.asking.today, time()))
    if basis == CONTRACT:
        return EVERYBODY
    if basis == CONSENT:
        return said.given()
    if basis == LEGITIMATE_INTEREST:
        return said.given() | said.stands("informed")
    return said.given() | (said.stands("informed") & said.told_merchant() & _is_customer(said, decided))


def _is_customer(said: _Said, decided: Terms) -> Answer:
    """Return what the soft opt-in asks besides: lately a customer of the merchant, for products like those bought."""
    if said.merchant_id is None or not decided.similar_products:
        return NOBODY
    shops = list(Store.objects.filter(merchant=said.merchant_id).values_list("pk", flat=True))
    after = add_months(within.start(said.asking.today + timedelta(days=1)), -CUSTOMER_FOR_MONTHS)

    def lately(rows: Any) -> Any:
        return rows.store_id.isin(shops) & (rows.total_cents >= 0) & (rows.sold_at >= after)

    return said.asking.total("receipts", "count", "receipt_id", lately, everywhere=True) > 0


def _is_let(said: _Said, asking: Asking) -> Answer:
    """Return whether no objection, no age and, of calls, no other call stands in the way."""
    is_yes = said.given()
    on_list = NOBODY if said.channel == "post" else _is_listed(said)
    fifteen_on = asking.customer("fifteen_on")
    old_enough = is_old_enough(asking) | said.given_by_parent()
    as_child = (is_yes & (fifteen_on <= asking.today) & (said.given_on() < fifteen_on)).fill_null(
        ibis.literal(value=False)
    )
    answer = old_enough & ~as_child & ~(on_list & ~(is_yes & said.answers()))
    return answer & ~_was_called(asking) if said.channel == "phone" else answer


def _is_listed(said: _Said) -> Answer:
    return said.asking.total("objections", "count", "customer_id", lambda rows: rows.channel == said.channel) > 0


def _was_called(asking: Asking) -> Answer:
    """Return whether they said no on the phone lately, or were called often enough."""
    end = within.start(asking.today + timedelta(days=1))

    def calls(since: timedelta, *more: within.Where) -> Any:
        lately = (lambda rows: (rows.occurred_at >= end - since) & (rows.occurred_at < end)), *more
        wanted = (within.one_of("kind", ["call"]), lambda rows: rows.due_at.isnull() | rows.is_done, *lately)
        return asking.total("interactions", "count", "interaction_id", within.both(*wanted), everywhere=True)

    noes = calls(SILENCE_AFTER_NO, within.one_of("outcome", ["not_interested"]))
    return within.either([noes > 0, calls(CALLS_COUNTED) >= MOST_CALLS])
