"""What is read to bring ledgers in line: as few lines and receipts as tell where customers stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chaland.loyalty import reading
from chaland.loyalty.rules.account import Kept, may_begin_late, needs_sums_alone
from chaland.loyalty.rules.before import START, Before
from chaland.loyalty.rules.programme import Programme
from chaland.loyalty.rules.tiers import reach
from chaland.loyalty.schemes import Scheme


@dataclass(slots=True)
class Gathered:
    """Lines and receipts of customers. since: of those whose earlier receipts stay as they are, from which day on.

    before: what was before these lines and receipts, by customer and programme; nothing where all were read.
    """

    entries: dict[int, dict[int, list[Kept]]] = field(default_factory=dict)
    read: reading.Read = field(default_factory=reading.Read)
    since: dict[int, date] = field(default_factory=dict)
    before: dict[int, dict[int, Before]] = field(default_factory=dict)

    def of(self, customer: int, programme_id: int) -> Before:
        """Return what was before, in a programme."""
        return self.before.get(customer, {}).get(programme_id, START)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Whom to read. since: of those of whom only receipts from a day on are new, that day. complete: whose file is."""

    found: Sequence[Scheme]
    since: Mapping[int, date]
    today: date
    lost_until: date
    complete: frozenset[int]

    def gather(self, ids: Sequence[int]) -> Gathered:
        """Read these customers: from where the last receipt left them if that serves, or as far back as needed."""
        quick = self._quick([one for one in ids if one in self.since])
        if rest := [one for one in ids if one not in quick.since]:
            slow = self._slow(rest)
            slow.read.replace(quick.read)
            return Gathered(quick.entries | slow.entries, slow.read, slow.since | quick.since, quick.before)
        return quick

    def _quick(self, ids: Sequence[int]) -> Gathered:
        stamps = {one.programme_id: one.stamp for one in self.found}
        before = {one: of for one, of in reading.read_before(ids, stamps).items() if self._is_early(one, of)}
        if not before:
            return Gathered()
        days = {one: min(single.day for single in of.values()) for one, of in before.items()}
        every = Gathered(reading.read_entries(days), reading.read_passages(days, self._rules()), {}, before)
        kept = {one: self.since[one] for one in before if self._serves(one, every)}
        return Gathered(every.entries, every.read.only(kept), kept, {one: before[one] for one in kept})

    def _is_early(self, customer: int, before: Mapping[int, Before]) -> bool:
        """Tell whether all that is new came after it, in every programme."""
        until = min(self.since[customer], self.lost_until)
        return len(before) == len(self.found) and all(one.day <= until for one in before.values())

    def _serves(self, customer: int, every: Gathered) -> bool:
        # What is returned may have been bought at any time before.
        return not every.read.is_returned(customer) and self._may_begin_late(customer, every)

    def _may_begin_late(self, customer: int, every: Gathered) -> bool:
        entries = every.entries.get(customer, {})
        return all(
            may_begin_late(
                entries.get(one.programme_id, ()), one.rules, self.since[customer],
                every.of(customer, one.programme_id), is_complete=customer in self.complete,
            )
            for one in self.found
        )  # fmt: skip

    def _slow(self, ids: Sequence[int]) -> Gathered:
        every = Gathered(reading.read_entries(dict.fromkeys(ids, date.min)))
        late = {one: self.since[one] for one in ids if one in self.since and self._may_begin_late(one, every)}
        every.read, every.since = self._passages(ids, late)
        return every

    def _passages(self, ids: Iterable[int], late: Mapping[int, date]) -> tuple[reading.Read, dict[int, date]]:
        """Read receipts; of the `late`, those of before are only summed, for the tier, unless one was returned."""
        rules = self._rules()
        whole, far = min(scheme.begins_on for scheme in self.found), reach(rules)
        read = reading.read_passages({one: late.get(one, whole) for one in ids}, rules)
        begins = dict.fromkeys((one for one in late if read.is_returned(one)), whole)
        late = {one: day for one, day in late.items() if one not in begins}
        tiers_from = {one: min(day, self.today) - far for one, day in late.items()} if far else {}
        if tiers_from and needs_sums_alone(rules):
            before = reading.read_sums({one: (day, late[one]) for one, day in tiers_from.items()})
            tiers_from = {one: day for one, day in tiers_from.items() if before.is_returned(one)}
            read.put_before(before)
        if begins := begins | tiers_from:
            read.replace(reading.read_passages(begins, rules))
        return read, late

    def _rules(self) -> list[Programme]:
        return [one for scheme in self.found for one in scheme.rules]
