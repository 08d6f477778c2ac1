"""What is done with vouchers. The caller opens the transaction, by which SQLite already holds its one write lock."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from chaland.database.locks import lock_words
from chaland.database.lookups import fetch
from chaland.database.rows import insert_rows, stored
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules import vouchers as rules
from chaland.loyalty.rules.vouchers import Held, Terms, Use
from chaland.privacy.queries import moment_of
from chaland.warehouse import outbox

Act = VoucherUse.Act
Past: TypeAlias = Mapping[str, int | None]
"""What one key did with a voucher, by act, with the cents that were taken off."""
RACES_TRIED = 20
_LONGEST_REASON = 200
_DRAWN = rules.CODE_LENGTH - 1
# Plain statements: a till waits, and the others behind it.
_BEFORE = "SELECT act, discount_cents FROM loyalty_voucheruse WHERE voucher_id = %s AND key = %s"
_LAST_USE = (
    "SELECT u.at, s.name FROM loyalty_voucheruse u LEFT JOIN stores_store s ON s.id = u.store_id "
    "WHERE u.voucher_id = %s AND u.act = %s ORDER BY u.id DESC LIMIT 1"
)
_USE_COLUMNS = (
    "voucher_id", "key", "act", "store_id", "receipt_id", "discount_cents", "uses_left", "at", "operator_id", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done, and by whom. receipt_id: the receipt it goes with, once it is recorded."""

    store_id: int | None = None
    merchant_id: int | None = None
    operator_id: int | None = None
    receipt_id: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a voucher. is_new: false where the same key had done the same before; it is then told again."""

    voucher: Voucher
    act: str
    discount_cents: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """One voucher to issue. key: names the issue. points: what was burnt for it."""

    kind: VoucherKind
    customer_id: int | None
    key: str
    store_id: int | None = None
    reason: str = Voucher.Reason.HAND
    points: int = 0
    operator_id: int | None = None


def new_code() -> str:
    """Draw a code that nobody can guess: one of 31¹², with its check letter."""
    return rules.code_of("".join(secrets.choice(rules.ALPHABET) for _ in range(_DRAWN)))


def issue(new: NewVoucher, *, now: datetime) -> Voucher:
    """Issue one voucher and return it; the same key again returns the one it issued.

    Raises Refusal `voucher_needs_customer` for a personal one without an owner, `voucher_kind_closed`.
    """
    lock_words([new.key])
    known = Voucher.objects.filter(key=new.key).select_related("kind").first()
    if known is not None:
        return known
    if not new.kind.is_active:
        raise Refusal("voucher_kind_closed", name=new.kind.name)
    issue_many([new], now=now)
    return Voucher.objects.select_related("kind").get(key=new.key)


def issue_many(rows: Iterable[NewVoucher], *, now: datetime) -> None:
    """Issue vouchers of keys not yet used. Raises Refusal `voucher_needs_customer`."""
    columns = (
        "code", "kind_id", "customer_id", "store_id", "state", "uses_left", "valid_from", "valid_until",
        "reserved_by", "issued_at", "issued_by_id", "reason", "points", "key",
    )  # fmt: skip
    every = list(rows)
    insert_rows(Voucher, columns, [_issued(new, now) for new in every])
    outbox.changed("loyalty", [new.customer_id for new in every if new.customer_id])


def _issued(new: NewVoucher, now: datetime) -> tuple[Any, ...]:
    kind = new.kind
    if new.customer_id is None and rules.terms_of(kind.terms).is_personal:
        raise Refusal("voucher_needs_customer", field="customer_id", name=kind.name)
    moment, until = stored(now), stored(now + timedelta(days=kind.valid_days))
    return (
        new_code(), kind.pk, new.customer_id, new.store_id, rules.ISSUED, kind.uses, moment, until,
        "", moment, new.operator_id, str(new.reason), new.points, new.key,
    )  # fmt: skip


def found(code: str) -> Voucher:
    """Return a voucher by its code as typed or scanned. Raises NotFound `voucher_unknown`."""
    known = rules.read_code(code)
    # A till waits: codes are unique, and `first` would have them put in order.
    voucher = next(iter(Voucher.objects.select_related("kind").filter(code=known)), None) if known else None
    if voucher is None:
        raise NotFound("voucher_unknown")
    return voucher


def held(voucher: Voucher) -> Held:
    """Return how a voucher stands, for the rules."""
    return Held(
        voucher.state, voucher.valid_from, voucher.valid_until, voucher.uses_left, voucher.customer_id,
        voucher.reserved_until, voucher.reserved_by,
    )  # fmt: skip


def terms(voucher: Voucher) -> Terms:
    """Return what a voucher gives."""
    return rules.terms_of(voucher.kind.terms)


def reserve(code: str, use: Use, *, place: Place, now: datetime) -> Done:
    """Keep a voucher for one use, from other tills, for `rules.HELD_FOR`.

    Raises NotFound `voucher_unknown`, Conflict with the code of what speaks against it (`rules.refused`), and
    `voucher_use_over` for a key already given back.
    """

    def step(voucher: Voucher, _past: Past) -> Held:
        _refuse(voucher, use, now)
        return rules.reserved(held(voucher), use.key, now)

    return _do(code, Act.RESERVED, use, step, place=place, now=now)


def redeem(code: str, use: Use, *, place: Place, now: datetime, discount_cents: int | None = None) -> Done:
    """Use a voucher once, reserved before by the same key or not. Raises as `reserve`.

    discount_cents: what the till took off; worked out where it is not told and the lines are.
    """

    def step(voucher: Voucher, _past: Past) -> Held:
        _refuse(voucher, use, now)
        return rules.redeemed(held(voucher))

    return _do(code, Act.REDEEMED, use, step, place=place, now=now, discount_cents=discount_cents)


def release(code: str, use: Use, *, place: Place, now: datetime) -> Done:
    """Give a use back: a reservation, or a use whose sale did not take place. Once for each key.

    Raises NotFound `voucher_unknown`, `voucher_use_unknown` where that key did nothing with it.
    """

    def step(voucher: Voucher, past: Past) -> Held:
        if not past:
            raise NotFound("voucher_use_unknown", field="key")
        return rules.released(held(voucher), use.key, was_redeemed=Act.REDEEMED in past)

    return _do(code, Act.RELEASED, use, step, place=place, now=now)


def cancel(voucher: Voucher, *, reason: str, key: str, place: Place, now: datetime) -> None:
    """Take a voucher back for good; twice changes nothing.

    Raises Refusal `voucher_reason_missing`, Conflict `voucher_redeemed`.
    """
    why = clean(reason, _LONGEST_REASON)
    if not why:
        raise Refusal("voucher_reason_missing", field="reason")
    if voucher.state == rules.CANCELLED:
        return
    if voucher.state == rules.REDEEMED:
        raise Conflict("voucher_redeemed", **_told(voucher, "voucher_redeemed"))
    open_ones = Voucher.objects.filter(pk=voucher.pk, state__in=(rules.ISSUED, rules.RESERVED))
    if not open_ones.update(state=rules.CANCELLED, reserved_by="", reserved_until=None):
        raise Conflict("voucher_redeemed", **_told(voucher, "voucher_redeemed"))
    _note(voucher, key, Act.CANCELLED, place=place, now=now, reason=why)


def take_back(voucher: Voucher, *, reason: str, key: str, place: Place, now: datetime) -> bool:
    """Cancel a voucher that was never used, nor is about to be, and has not run out; tell whether it was one."""
    before = held(voucher)
    if not rules.is_untouched(before, voucher.kind.uses, now):
        return False
    if is_mine := move(voucher, before, rules.cancelled(before)):
        _note(voucher, key, Act.CANCELLED, place=place, now=now, reason=reason)
    return is_mine


def note_beyond(code: str, use: Use, reason: str, *, place: Place, now: datetime) -> None:
    """Note that a till had taken a voucher that could not be used; nothing else changes. Once for each key."""
    voucher = found(code)
    if not VoucherUse.objects.filter(voucher=voucher, key=use.key).exists():
        _note(voucher, use.key, Act.BEYOND, place=place, now=now, reason=reason)


def _refuse(voucher: Voucher, use: Use, now: datetime) -> None:
    reason = rules.refused(held(voucher), terms(voucher), use, now)
    if reason:
        raise Conflict(reason, **_told(voucher, reason))


def _told(voucher: Voucher, reason: str) -> dict[str, Any]:
    """Return what the sentence of a refusal says besides: when and where it was used, from when it is valid."""
    if reason == "voucher_redeemed":
        last = fetch(_LAST_USE, [voucher.pk, Act.REDEEMED.value])
        return {"at": moment_of(last[0][0]), "store": last[0][1] or ""} if last else {}
    least_cents = terms(voucher).least_cents
    return {"from": voucher.valid_from, "until": voucher.valid_until, "least_cents": least_cents}


def _do(
    code: str,
    act: VoucherUse.Act,
    use: Use,
    step: Callable[[Voucher, Past], Held],
    *,
    place: Place,
    now: datetime,
    discount_cents: int | None = None,
) -> Done:
    """Take one step, unless another process changed the voucher since it was read: then look again."""
    for _attempt in range(RACES_TRIED):
        voucher = found(code)
        past = dict(fetch(_BEFORE, [voucher.pk, use.key]))
        known = _same_before(act, past)
        if known is not None:
            return Done(voucher, act, past[known], is_new=False)
        before = held(voucher)
        if move(voucher, before, step(voucher, past)):
            cents = _discount(voucher, use, discount_cents) if act == Act.REDEEMED else None
            _note(voucher, use.key, act, place=place, now=now, discount_cents=cents)
            return Done(voucher, act, cents, is_new=True)
    raise Conflict("voucher_busy")


def _same_before(act: VoucherUse.Act, past: Past) -> VoucherUse.Act | None:
    """Return what the same key did before, where this call repeats it, or comes late after more was done."""
    if act == Act.RELEASED and act in past:
        return act
    if Act.RELEASED in past or Act.BEYOND in past:
        raise Conflict("voucher_use_over", field="key")
    if act in past:
        return act
    return Act.REDEEMED if act == Act.RESERVED and Act.REDEEMED in past else None


def move(voucher: Voucher, before: Held, after: Held) -> bool:
    """Write how a voucher stands now, only if it still stands as it was read; tell whether it did."""
    unchanged = Voucher.objects.filter(
        pk=voucher.pk,
        state=before.state,
        uses_left=before.uses_left,
        reserved_by=before.reserved_by,
        reserved_until=before.reserved_until,
    )
    changes = {
        "state": after.state,
        "uses_left": after.uses_left,
        "reserved_by": after.reserved_by,
        "reserved_until": after.reserved_until,
    }
    for name, value in changes.items():
        setattr(voucher, name, value)
    return bool(unchanged.update(**changes))


def _discount(voucher: Voucher, use: Use, said: int | None) -> int | None:
    lines = rules.known_lines(terms(voucher), use)
    return said if said is not None or lines is None else rules.discount_cents(terms(voucher), lines)


def _note(
    voucher: Voucher,
    key: str,
    act: VoucherUse.Act,
    *,
    place: Place,
    now: datetime,
    discount_cents: int | None = None,
    reason: str = "",
) -> None:
    row = (
        voucher.pk, key, act.value, place.store_id, place.receipt_id, discount_cents, voucher.uses_left, stored(now),
        place.operator_id, reason,
    )  # fmt: skip
    insert_rows(VoucherUse, _USE_COLUMNS, [row])
    outbox.changed("loyalty", [voucher.customer_id] if voucher.customer_id else [])
