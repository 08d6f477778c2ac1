"""Ledgers brought in line with receipts. Callers hold the transaction, and do this late in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import execute, values_source
from chaland.database.rows import stored, upsert_rows
from chaland.kernel.dates import business_day
from chaland.loyalty import reading
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Balance
from chaland.loyalty.rules.account import Account, Asked, Kept, Member, account
from chaland.loyalty.rules.before import START, Before, is_kept, written
from chaland.loyalty.rules.earning import Passage
from chaland.loyalty.schemes import Scheme, schemes
from chaland.loyalty.services.gathering import Gathered, Gathering
from chaland.privacy.ledger import keys_of
from chaland.stores.queries import network_zone
from chaland.warehouse import outbox

HONOURED = timedelta(minutes=15)
"""How long after midnight points that are lost that day may still be used: a till showed them a moment ago."""
_CHUNK = 1_000
_COLUMNS = (
    "points", "debt", "earned", "counted_on", "lost_on", "lost_points", "tier", "tier_measured", "tier_ends_on",
    "before", "before_by",
)  # fmt: skip


def refresh_points(
    customer_ids: Iterable[int], *, now: datetime, since: Mapping[int, date] | None = None
) -> dict[int, int]:
    """Bring the ledger in line with the receipts of these customers, and return by how much that changed them.

    since: of those of whom only receipts from a day on are new, that day; the others are worked out as a whole. Safe to
    repeat. Without a programme in use it costs one statement.
    """
    found = schemes()
    ids = iter(sorted(set(customer_ids)))
    changed: dict[int, int] = {}
    while found and (chunk := list(islice(ids, _CHUNK))):
        changed |= _Refresh.of(chunk, found, since or {}, now).write()
    return changed


@dataclass(slots=True)
class _Refresh:
    """Some customers at once: what stands in their ledgers, and what they bought."""

    ids: list[int]
    schemes: Sequence[Scheme]
    now: datetime
    days: tuple[date, date]
    told: Gathered
    keys: Mapping[int, str]
    referred: Mapping[int, date | None]
    complete: frozenset[int]

    @classmethod
    def of(cls, ids: list[int], found: Sequence[Scheme], since: Mapping[int, date], now: datetime) -> "_Refresh":
        lock_rows(Customer, ids)
        gifts = [one.gifts for scheme in found for one in scheme.rules]
        complete = frozenset(reading.complete_files(ids) if any(one.profile for one in gifts) else ())
        days = points_days(now)
        told = Gathering(found, since, *days, complete).gather(ids)
        keys = keys_of({*ids, *told.read.owners.values()})
        whole = [one for one in ids if one not in told.since]
        referred = reading.referred(whole) if whole and any(one.referrer or one.referred for one in gifts) else {}
        return cls(ids, found, now, days, told, keys, referred, complete)

    def write(self) -> dict[int, int]:
        """Write what is lacking, and where everybody stands."""
        today, lost_until = self.days
        lines: list[NewEntry] = []
        balances: list[tuple[Any, ...]] = []
        gone: list[tuple[int, int]] = []
        changed: dict[int, int] = {}
        for scheme in self.schemes:
            for customer in self.ids:
                kept = self.told.entries.get(customer, {}).get(scheme.programme_id, [])
                passages = [one for one in self.told.read.passages.get(customer, ()) if one.store in scheme.stores]
                before = self.told.of(customer, scheme.programme_id)
                if not kept and not passages and before is START:
                    gone.append((customer, scheme.programme_id))
                    continue
                asked = Asked(scheme.rules, today, lost_until, self.told.since.get(customer))
                found = account(self._member(customer, kept, passages, before), kept, passages, asked, before)
                lines += (_entry(one, scheme.programme_id) for one in found.lacking)
                balances.append((customer, scheme.programme_id, *_balance(found, scheme, lost_until)))
                changed[customer] = changed.get(customer, 0) + found.changed
                self._note_purchase(customer, found)
        append(lines, now=self.now)
        upsert_rows(Balance, ("customer_id", "programme_id"), _COLUMNS, balances)
        _drop_balances([one for one in gone if one[0] not in self.told.since])
        outbox.changed("loyalty", self.ids)
        return changed

    def _member(self, customer: int, kept: Sequence[Kept], passages: Sequence[Passage], before: Before) -> Member:
        store = passages[-1].store if passages else kept[-1].store if kept else before.store
        of = self.told.read.owners
        owners = {one.number: self.keys[of[one.number]] for one in passages if one.number in of}
        was_referred, is_complete = customer in self.referred, customer in self.complete
        return Member(self.keys[customer], store, owners, was_referred, is_complete)

    def _note_purchase(self, customer: int, found: Account) -> None:
        """Note from when on who brought this customer has earned something by it."""
        if customer in self.referred and customer not in self.told.since and self.referred[customer] != found.first_on:
            execute(
                "UPDATE loyalty_referral SET bought_on = %s WHERE referred_id = %s", [stored(found.first_on), customer]
            )


def _entry(one: Kept, programme_id: int) -> NewEntry:
    return NewEntry(one.store, programme_id, one.subject, one.kind, one.points, one.on, one.receipt)


def _balance(found: Account, scheme: Scheme, counted_on: date) -> tuple[Any, ...]:
    now = found.standing
    lost_on = now.lots[0].expires_on if now.lots else None
    lost = sum(lot.points for lot in now.lots if lot.expires_on == lost_on) if lost_on else 0
    return (
        now.balance, now.debt, found.earned, stored(counted_on), stored(lost_on), lost,
        found.tier, found.measured, stored(found.tier_ends_on), *_before(found, scheme),
    )  # fmt: skip


def _before(found: Account, scheme: Scheme) -> tuple[str, str]:
    return (written(found.before), scheme.stamp) if is_kept(scheme.rules) else ("", "")


def _drop_balances(of: Sequence[tuple[int, int]]) -> None:
    """Forget where those stand who have nothing left, such as who was merged into somebody."""
    if not of:
        return
    source, parameters = values_source(["bigint", "bigint"], of)
    execute(
        f"DELETE FROM loyalty_balance WHERE id IN (SELECT b.id FROM {source} JOIN loyalty_balance b "  # noqa: S608
        "ON b.customer_id = v.c0 AND b.programme_id = v.c1)",
        parameters,
    )


def points_days(now: datetime) -> tuple[date, date]:
    """Return which day it is for the network, and up to which day points are lost."""
    zone = ZoneInfo(network_zone())
    return business_day(now, zone), business_day(now - HONOURED, zone)
