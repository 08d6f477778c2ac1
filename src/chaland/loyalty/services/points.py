"""Points that come and go. Callers hold the transaction, and do this late in it: chains stay locked until its end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import execute, fetch, values_source
from chaland.database.rows import stored, upsert_rows
from chaland.kernel.dates import business_day
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty import reading
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Balance, Entry
from chaland.loyalty.rules.account import Account, Asked, Kept, Member, account, may_begin_late, needs_sums_alone, reach
from chaland.loyalty.rules.earning import Passage
from chaland.loyalty.schemes import Scheme, scheme_of_store, schemes
from chaland.privacy.ledger import keys_of
from chaland.stores.queries import network_zone
from chaland.warehouse import outbox

HONOURED = timedelta(minutes=15)
"""How long after midnight points that are lost that day may still be used: a till showed them a moment ago."""
REFERENCE = 64
_CHUNK = 1_000
_COLUMNS = (
    "points", "debt", "earned", "counted_on", "lost_on", "lost_points", "tier", "tier_measured", "tier_ends_on",
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
    since: dict[int, date]
    now: datetime
    days: tuple[date, date]
    entries: dict[int, dict[int, list[Kept]]]
    read: reading.Read
    keys: Mapping[int, str]
    referred: Mapping[int, date | None]
    complete: set[int]

    @classmethod
    def of(cls, ids: list[int], found: Sequence[Scheme], since: Mapping[int, date], now: datetime) -> "_Refresh":
        lock_rows(Customer, ids)
        rules = [one for scheme in found for one in scheme.rules]
        gifts = [one.gifts for one in rules]
        entries = reading.read_entries(ids)
        complete = reading.complete_files(ids) if any(one.profile for one in gifts) else set()
        late = {
            one: since[one]
            for one in ids
            if one in since and _may_begin_late(found, entries.get(one), since[one], is_complete=one in complete)
        }
        days = _days(now)
        read, late = _read(ids, found, late, days[0])
        keys = keys_of({*ids, *read.owners.values()})
        whole = [one for one in ids if one not in late]
        referred = reading.referred(whole) if whole and any(one.referrer or one.referred for one in gifts) else {}
        return cls(ids, found, late, now, days, entries, read, keys, referred, complete)

    def write(self) -> dict[int, int]:
        """Write what is lacking, and where everybody stands."""
        today, lost_until = self.days
        lines: list[NewEntry] = []
        balances: list[tuple[Any, ...]] = []
        gone: list[tuple[int, int]] = []
        changed: dict[int, int] = {}
        for scheme in self.schemes:
            for customer in self.ids:
                kept = self.entries.get(customer, {}).get(scheme.programme_id, [])
                passages = [one for one in self.read.passages.get(customer, ()) if one.store in scheme.stores]
                if not kept and not passages:
                    gone.append((customer, scheme.programme_id))
                    continue
                asked = Asked(scheme.rules, today, lost_until, self.since.get(customer))
                found = account(self._member(customer, kept, passages), kept, passages, asked)
                lines += (_entry(one, scheme.programme_id) for one in found.lacking)
                balances.append((customer, scheme.programme_id, *_balance(found, lost_until)))
                changed[customer] = changed.get(customer, 0) + found.changed
                self._note_purchase(customer, found)
        append(lines, now=self.now)
        upsert_rows(Balance, ("customer_id", "programme_id"), _COLUMNS, balances)
        _drop_balances([one for one in gone if one[0] not in self.since])
        outbox.changed("loyalty", self.ids)
        return changed

    def _member(self, customer: int, kept: Sequence[Kept], passages: Sequence[Passage]) -> Member:
        store = passages[-1].store if passages else kept[-1].store
        owners = {
            one.number: self.keys[self.read.owners[one.number]] for one in passages if one.number in self.read.owners
        }
        was_referred, is_complete = customer in self.referred, customer in self.complete
        return Member(self.keys[customer], store, owners, was_referred, is_complete)

    def _note_purchase(self, customer: int, found: Account) -> None:
        """Note from when on who brought this customer has earned something by it."""
        if customer in self.referred and customer not in self.since and self.referred[customer] != found.first_on:
            execute(
                "UPDATE loyalty_referral SET bought_on = %s WHERE referred_id = %s", [stored(found.first_on), customer]
            )


def _may_begin_late(
    found: Sequence[Scheme], kept: Mapping[int, Sequence[Kept]] | None, since: date, *, is_complete: bool
) -> bool:
    return all(
        may_begin_late((kept or {}).get(one.programme_id, ()), one.rules, since, is_complete=is_complete)
        for one in found
    )


def _read(
    ids: Sequence[int], found: Sequence[Scheme], late: Mapping[int, date], today: date
) -> tuple[reading.Read, dict[int, date]]:
    """Read as few receipts as tell where these customers stand.

    late: from which day on receipts are new, of those for whom earlier ones may stay as they are; returned with it
    are those for whom they do. Their receipts of before are only summed, for the tier, unless one was returned.
    """
    rules = [one for scheme in found for one in scheme.rules]
    whole, far = min(scheme.begins_on for scheme in found), reach(rules)
    read = reading.read_passages({one: late.get(one, whole) for one in ids}, rules)
    # What is returned may have been bought at any time before.
    begins = dict.fromkeys((one for one in late if read.is_returned(one)), whole)
    late = {one: day for one, day in late.items() if one not in begins}
    tiers_from = {one: min(day, today) - far for one, day in late.items()} if far else {}
    if tiers_from and needs_sums_alone(rules):
        before = reading.read_sums({one: (day, late[one]) for one, day in tiers_from.items()})
        tiers_from = {one: day for one, day in tiers_from.items() if before.is_returned(one)}
        read.put_before(before)
    if begins := begins | tiers_from:
        read.replace(reading.read_passages(begins, rules))
    return read, late


def _entry(one: Kept, programme_id: int) -> NewEntry:
    return NewEntry(one.store, programme_id, one.subject, one.kind, one.points, one.on, one.receipt)


def _balance(found: Account, counted_on: date) -> tuple[Any, ...]:
    now = found.standing
    lost_on = now.lots[0].expires_on if now.lots else None
    lost = sum(lot.points for lot in now.lots if lot.expires_on == lost_on) if lost_on else 0
    return (
        now.balance, now.debt, found.earned, stored(counted_on), stored(lost_on), lost,
        found.tier, found.measured, stored(found.tier_ends_on),
    )  # fmt: skip


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


def _days(now: datetime) -> tuple[date, date]:
    """Return which day it is for the network, and up to which day points are lost."""
    zone = ZoneInfo(network_zone())
    return business_day(now, zone), business_day(now - HONOURED, zone)


def give(
    customer_id: int,
    *,
    points: int,
    kind: str,
    store_id: int,
    key: UUID,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
    on: date | None = None,
) -> Entry:
    """Give points, or take them with a correction below zero, once for a key; returns the line.

    on: the day they count from, today without it. Raises NotFound `no_programme`, Conflict `points_key_used` where
    the key stands for something else.
    """
    scheme = _scheme(store_id)
    lock_rows(Customer, [customer_id])
    subject = keys_of([customer_id])[customer_id]
    day = on or _days(now)[0]
    asked = NewEntry(
        store_id, scheme.programme_id, subject, kind, points, day, None, key, clean(reference, REFERENCE), operator_id
    )
    if known := Entry.objects.filter(key=key).first():
        return _same(known, asked)
    append([asked], now=now)
    refresh_points([customer_id], now=now)
    return Entry.objects.get(key=key)


def burn(
    customer_id: int,
    *,
    points: int,
    store_id: int,
    key: UUID,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
) -> Entry:
    """Use points, as many as the cashier chose, once for a key; returns the line.

    Raises Refusal `points_missing` where there are not as many, `points_none` for none at all, and as `give`.
    """
    if points <= 0:
        raise Refusal("points_none", field="points")
    scheme = _scheme(store_id)
    lock_rows(Customer, [customer_id])
    if not Entry.objects.filter(key=key).exists():
        refresh_points([customer_id], now=now)
        held = _held(customer_id, scheme.programme_id)
        if held < points:
            raise Refusal("points_missing", field="points", points=points, balance=held)
    return give(
        customer_id, points=-points, kind=Entry.Kind.BURNT, store_id=store_id, key=key, now=now, reference=reference,
        operator_id=operator_id, on=_days(now)[1],
    )  # fmt: skip


def _scheme(store_id: int) -> Scheme:
    found = scheme_of_store(store_id)
    if found is None:
        raise NotFound("no_programme")
    return found


def _same(known: Entry, asked: NewEntry) -> Entry:
    if (known.subject, known.points, known.kind) != (asked.subject, asked.points, asked.kind):
        raise Conflict("points_key_used")
    return known


def _held(customer_id: int, programme_id: int) -> int:
    rows = fetch(
        "SELECT points FROM loyalty_balance WHERE customer_id = %s AND programme_id = %s", [customer_id, programme_id]
    )
    return rows[0][0] if rows else 0


def forget_entries(customer_ids: Iterable[int]) -> None:
    """Take out of the ledger what tells whose its lines are; points and sums stay. Before the keys go."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    execute(
        "UPDATE loyalty_entry SET receipt_id = NULL, reference = '', salt = '' WHERE subject IN ("  # noqa: S608
        f"SELECT s.key FROM {source} JOIN privacy_subject s ON s.customer_id = v.c0)",
        parameters,
    )
