"""What a customer's ledger lacks to say what their receipts and the programme say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from chaland.loyalty.rules.before import START, Before
from chaland.loyalty.rules.earning import Days, Passage, amounts, first_kept, worked_out
from chaland.loyalty.rules.lots import Movement, Standing, standing
from chaland.loyalty.rules.programme import Programme, in_force
from chaland.loyalty.rules.tiers import Amount, measured, reach, tier_ends, tier_on

EARNED, RETURNED, BURNT, RESTORED, EXPIRED, WELCOME, REFERRAL, PROFILE = (
    "earned", "returned", "burnt", "restored", "expired", "welcome", "referral", "profile",
)  # fmt: skip
OF_RECEIPTS = frozenset({EARNED, RETURNED})
OF_USE = frozenset({BURNT, RESTORED})
GIFTS = frozenset({WELCOME, REFERRAL, PROFILE})


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the ledger as far as it counts. is_given: somebody gave it, so it is never worked out anew."""

    kind: str
    points: int
    on: date
    subject: str
    store: int
    receipt: int | None = None
    is_given: bool = False

    @property
    def is_of_receipt(self) -> bool:
        """Tell whether a receipt made it."""
        return self.kind in OF_RECEIPTS and not self.is_given

    @property
    def is_gift(self) -> bool:
        """Tell whether it was given for what the file says, and so goes when that is no longer so."""
        return self.kind in GIFTS and not self.is_given


@dataclass(frozen=True, slots=True)
class Member:
    """Whose account it is. subject: their own key; owners: the key of whoever each receipt is of, where merged.

    was_referred: somebody brought them. is_complete: the file says all that the programme asks.
    """

    subject: str
    store: int
    owners: Mapping[int, str] = field(default_factory=dict)
    was_referred: bool = False
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Where somebody stands. lacking: what the ledger is to be given. tier: with the purchases so far.

    earned: by purchases, less returns. first_on: the first day of which something bought was kept. before: what to
    begin with when the next receipt comes.
    """

    lacking: tuple[Kept, ...]
    standing: Standing
    earned: int
    tier: str
    measured: int
    tier_ends_on: date | None
    first_on: date | None
    changed: int
    before: Before


@dataclass(frozen=True, slots=True)
class Asked:
    """What is worked out. since: receipts of before are left as they are, and so are gifts; None for everything.

    today: the day it is; lost_until: points are lost up to this day, a moment behind.
    """

    versions: Sequence[Programme]
    today: date
    lost_until: date
    since: date | None = None

    @property
    def parted_on(self) -> date:
        """Return the day before which nothing of this account is new: what comes later begins there."""
        return min(self.since or self.lost_until, self.lost_until)


def account(
    member: Member, kept: Sequence[Kept], passages: Sequence[Passage], asked: Asked, before: Before = START
) -> Account:
    """Work out an account anew: what stands in the ledger, what should, and the difference.

    before: what lines and receipts of earlier days came to, none of which are given then, nor have to be.
    """
    kept = [one for one in kept if one.on >= before.day]
    passages = [one for one in passages if one.business_on >= before.day]
    since = asked.since or date.min
    earned, days = worked_out(passages, asked.versions, since, all_tiers=False, earlier=before.amounts)
    by_number = {one.number: one for one in passages}
    wanted = {
        one.number: (one.points, by_number[one.number])
        for one in earned
        if asked.since is None or by_number[one.number].business_on >= asked.since
    }
    lacking = _of_receipts(member, kept, wanted, asked.since)
    changed = sum(one.points for one in lacking)
    first_on = first_kept(days)
    if asked.since is None:
        lacking += _gifts(member, kept, first_on, asked)
    parted, now, lost = _after([*kept, *lacking], asked, before)
    lacking += [Kept(EXPIRED, points, day, member.subject, member.store) for day, points in lost]
    counted = _counted(before, days, asked)
    every = [*kept, *lacking]
    total = before.earned + sum(one.points for one in every if one.is_of_receipt)
    next_before = _before(before, every, counted, asked, (parted, member.store))
    return Account(tuple(lacking), now, total, *_tier(counted, asked), first_on, changed, next_before)


def _counted(before: Before, days: Days, asked: Asked) -> list[Amount]:
    programme = in_force(asked.versions, asked.today) or asked.versions[0]
    return [*before.amounts, *amounts(days, programme)]


def _before(
    before: Before, lines: Iterable[Kept], counted: Iterable[Amount], asked: Asked, parted: tuple[Standing, int]
) -> Before:
    """Return what everything before the parting day came to."""
    day = asked.parted_on
    earned, gifts = before.earned, defaultdict(int, before.gifts)
    for one in lines:
        if one.on < day and one.is_of_receipt:
            earned += one.points
        elif one.on < day and one.is_gift:
            gifts[one.kind] += one.points
    far = reach(asked.versions)
    within = [one for one in counted if day - far <= one[0] < day] if far else []
    return Before(day, *parted, earned, dict(gifts), within)


def _of_receipts(
    member: Member, kept: Sequence[Kept], wanted: Mapping[int, tuple[int, Passage]], since: date | None
) -> list[Kept]:
    """Return what the receipts changed, less what stands, for each receipt and whose it was."""
    there: dict[tuple[int, str], int] = defaultdict(int)
    where: dict[int, Kept] = {}
    for one in kept:
        if one.is_of_receipt and one.receipt and (since is None or one.on >= since):
            there[one.receipt, one.subject] += one.points
            where[one.receipt] = one
    found = {(number, member.owners.get(number, member.subject)): said for number, said in wanted.items()}
    lacking = []
    for slot in sorted(there.keys() | found.keys()):
        points = found[slot][0] if slot in found else 0
        if missing := points - there[slot]:
            lacking.append(_line(slot, missing, points, found, where))
    return lacking


def _line(
    slot: tuple[int, str],
    missing: int,
    points: int,
    found: Mapping[tuple[int, str], tuple[int, Passage]],
    where: Mapping[int, Kept],
) -> Kept:
    number, subject = slot
    kind = RETURNED if (points or missing) < 0 else EARNED
    if slot in found:
        passage = found[slot][1]
        return Kept(kind, missing, passage.business_on, subject, passage.store, number)
    return Kept(kind, missing, where[number].on, subject, where[number].store, number)


def _gifts(member: Member, kept: Sequence[Kept], first_on: date | None, asked: Asked) -> list[Kept]:
    there: dict[tuple[str, date], int] = defaultdict(int)
    for one in kept:
        if one.is_gift:
            there[one.kind, one.on] += one.points
    wanted = {slot: points for slot, points in _wanted_gifts(member, there, first_on, asked).items() if points}
    return [
        Kept(kind, wanted.get((kind, on), 0) - there[kind, on], on, member.subject, member.store)
        for kind, on in sorted(there.keys() | wanted.keys())
        if wanted.get((kind, on), 0) != there[kind, on]
    ]


def _wanted_gifts(
    member: Member, there: Mapping[tuple[str, date], int], first_on: date | None, asked: Asked
) -> dict[tuple[str, date], int]:
    programme = in_force(asked.versions, first_on) if first_on else None
    if first_on is None or programme is None:
        return {}
    gifts = programme.gifts
    wanted = {(WELCOME, first_on): gifts.welcome, (REFERRAL, first_on): gifts.referred if member.was_referred else 0}
    before = min((on for (kind, on), points in there.items() if kind == PROFILE and points > 0), default=None)
    if before or member.is_complete:
        on = before or asked.today
        rules = in_force(asked.versions, on) or programme
        wanted[PROFILE, on] = rules.gifts.profile
    return wanted


def _after(kept: Iterable[Kept], asked: Asked, before: Before) -> tuple[Standing, Standing, list[tuple[date, int]]]:
    """Return where it leads, on the eve of the parting day and now, and what lines of points lost are lacking."""
    lost: dict[date, int] = defaultdict(int)
    net: dict[tuple[object, ...], int] = defaultdict(int)
    for place, one in enumerate(kept):
        if one.kind == EXPIRED and not one.is_given:
            lost[one.on] += one.points
        elif one.is_of_receipt:
            net[one.on, one.receipt, one.subject] += one.points
        elif one.kind in OF_USE:
            # What was given back stands on the day it was used: together they are nothing, and no lot moved.
            net[one.on, BURNT, 0] += one.points
        else:
            net[(one.on, one.kind, 0) if one.is_gift else (one.on, one.kind, place)] += one.points
    movements = [
        # What is dated later, as just after midnight, counts at once: a balance is the sum of its lines.
        Movement(min(slot[0], asked.lost_until), points, _lasts(asked.versions, slot[0]))
        for slot, points in net.items()
        if points and isinstance(slot[0], date)
    ]
    day = asked.parted_on
    parted = standing((one for one in movements if one.on < day), day - timedelta(1), before.standing)
    now = standing((one for one in movements if one.on >= day), asked.lost_until, parted)
    wanted: dict[date, int] = defaultdict(int)
    for on, points in [*parted.lost, *now.lost]:
        wanted[on] -= points
    missing = [(on, wanted[on] - lost[on]) for on in sorted(wanted.keys() | lost.keys()) if wanted[on] != lost[on]]
    return parted, now, missing


def _lasts(versions: Sequence[Programme], day: date) -> int | None:
    return (in_force(versions, day) or versions[0]).lasts_months


def _tier(counted: Sequence[Amount], asked: Asked) -> tuple[str, int, date | None]:
    """Return the tier held with what was bought so far, what counts for it, and when it may end."""
    programme = in_force(asked.versions, asked.today)
    if programme is None or not programme.tiers:
        return "", 0, None
    after = asked.today + timedelta(1)
    tier = tier_on(after, counted, programme)
    return tier, measured(after, counted, programme), tier_ends(after, counted, programme) if tier else None


def may_begin_late(
    kept: Iterable[Kept], versions: Sequence[Programme], since: date, before: Before = START, *, is_complete: bool
) -> bool:
    """Tell whether receipts of before the tiers' period change nothing, if nothing was returned from `since` on."""
    if any(one.tiers and one.tier_measure == "points" and _by_tier(one) for one in versions):
        return False
    gifts = [one.gifts for one in versions]
    awaited = {WELCOME} if any(one.welcome or one.referrer or one.referred for one in gifts) else set()
    if is_complete and any(one.profile for one in gifts):
        awaited.add(PROFILE)
    return all(_was_given(kind, kept, since, before) for kind in awaited)


def _was_given(gift: str, kept: Iterable[Kept], until: date, before: Before) -> bool:
    later = (one.points for one in kept if one.kind == gift and one.is_gift and before.day <= one.on <= until)
    return before.gifts.get(gift, 0) + sum(later) > 0


def needs_sums_alone(versions: Iterable[Programme]) -> bool:
    """Tell whether tiers ask of a receipt only what it came to, as long as nothing is returned."""
    return all(one.tier_measure != "points" for one in versions if one.tiers)


def _by_tier(programme: Programme) -> bool:
    return any(one.tiers for one in programme.multipliers)
