"""From where the file is looked at: the day, the network or one store, everybody or some people."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

from chaland.accounts.rules import Scope
from chaland.customers.street import SHARE, SHARED_BY, stores_keeping
from chaland.warehouse.engine import table

UNKNOWN_HOME = ""
"""Stands for a commune that is not known."""
YEAR_DAYS = 365
# A pace is told from a quarter or more: two purchases in a first week make nobody a buyer of a hundred a year.
LEAST_KNOWN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Looking:
    """today: the network's day. store_id: the only store whose data may be looked at, None for the network.

    people: an expression with a `customer_id` for each of those who are looked at, None for everybody.
    """

    today: date
    store_id: int | None = None
    people: Any = None

    @property
    def a_year_ago(self) -> date:
        """The first of the 365 days that end today."""
        return self.today - timedelta(days=YEAR_DAYS - 1)

    def rows(self, fact: str) -> Any:
        """Return the rows of receipts or lines that may be looked at; with people, theirs alone."""
        rows = table(fact)
        if self.store_id is not None:
            rows = rows.filter(rows.store_id == self.store_id)
        return rows if self.people is None else rows.semi_join(self.people, "customer_id")

    def known(self, fact: str = "receipts") -> Any:
        """Return those rows that have a customer."""
        rows = self.rows(fact)
        return rows.filter(rows.customer_id.notnull())

    def homes(self) -> Any:
        """Return the customers with their commune, unknown where another merchant of a street keeps their address."""
        people = table("customers")
        kept = stores_keeping(Scope(self.store_id))
        if kept is None:
            return people
        said = table("consents")
        lasts = said.expires_at.isnull() | (said.expires_at.date() > self.today)
        is_yes = (said.purpose == SHARE) & said.channel.isin(SHARED_BY["address"]) & (said.state == "granted") & lasts
        shared = said.filter(is_yes).customer_id
        seen = people.home_store_id.isin(kept).fill_null(ibis.literal(value=False)) | people.customer_id.isin(shared)
        return people.mutate(commune=ibis.ifelse(seen, people.commune, UNKNOWN_HOME))

    def figures(self) -> Any:
        """Return the live figures of those who have bought: one row each, of the store or of the network."""
        rows = table("figures")
        of_scope = rows.store_id.isnull() if self.store_id is None else rows.store_id == self.store_id
        rows = rows.filter(of_scope, rows.visits > 0)
        return rows if self.people is None else rows.semi_join(self.people, "customer_id")


def between(rows: Any, first: date, last: date) -> Any:
    """Return the rows of these business days, both within."""
    return rows.filter(rows.business_on.between(first, last))


def days_from(earlier: Any, later: Any) -> Any:
    """Return the days from one day to the other."""
    return later.delta(earlier, unit="day")
