"""What a voucher is worth, to whom, where and when, and what may become of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from chaland.loyalty.rules.programme import EVERYTHING, Choice, Sold

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are read one for another: 0 O, 1 I L."""
CODE_LENGTH = 13
"""Twelve drawn, 59 bits that nobody guesses, and one that tells a slip of the hand."""

ISSUED, RESERVED, REDEEMED, CANCELLED, EXPIRED = "issued", "reserved", "redeemed", "cancelled", "expired"
RELEASED, BEYOND = "released", "beyond"
"""What else may happen to one: given back, or taken by a till though it could not be used."""
HELD_FOR = timedelta(minutes=15)
"""How long a reservation keeps a voucher from other tills."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a voucher gives. kind: amount (cents), percent, item (the dearest of the articles meant is free), access.

    access: nothing comes off; it opens a door early, such as that of the sales.
    least_cents: what the articles meant must come to. An empty list of stores or merchants is all of them.
    is_personal: only its owner may use it.
    """

    kind: str
    value: int = 0
    what: Choice = EVERYTHING
    least_cents: int = 0
    stores: frozenset[int] = frozenset()
    merchants: frozenset[int] = frozenset()
    is_personal: bool = True
    may_add_up: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A voucher as it stands. customer: its owner, None for whoever bears it. uses_left: how often it may be used."""

    state: str
    valid_from: datetime
    valid_until: datetime
    uses_left: int
    customer: int | None = None
    reserved_until: datetime | None = None
    reserved_by: str = ""

    def state_at(self, now: datetime) -> str:
        """Return where it stands at a moment: a reservation that ran out is none, and past its end it is expired."""
        if self.state == RESERVED and self.reserved_until is not None and self.reserved_until <= now:
            return EXPIRED if now >= self.valid_until else ISSUED
        if self.state == ISSUED and now >= self.valid_until:
            return EXPIRED
        return self.state


@dataclass(frozen=True, slots=True)
class Use:
    """Where, by whom and for what it is to be used. key: the till's own name for this use.

    lines: None where the till does not tell them, but at most what the sale comes to (`total_cents`); which articles
    they are is then for the seller to see.
    """

    key: str
    store: int | None
    merchant: int | None
    customer: int | None
    lines: tuple[Sold, ...] | None = None
    total_cents: int | None = None
    with_others: bool = False


def refused(held: Held, terms: Terms, use: Use, now: datetime) -> str:
    """Return the code of the reason why a voucher cannot be used so, or nothing.

    One reserved may be used by who reserved it, also a moment after its end: the till has promised it.
    """
    state = held.state_at(now)
    if state == RESERVED and held.reserved_by != use.key:
        return "voucher_reserved"
    if state in (REDEEMED, CANCELLED, EXPIRED):
        return f"voucher_{state}"
    if state == ISSUED and (now < held.valid_from or not held.uses_left):
        return "voucher_not_yet" if now < held.valid_from else "voucher_redeemed"
    return _misplaced(held, terms, use) or _too_little(terms, use)


def _misplaced(held: Held, terms: Terms, use: Use) -> str:
    if (terms.stores and use.store not in terms.stores) or (terms.merchants and use.merchant not in terms.merchants):
        return "voucher_elsewhere"
    # Nobody's any more once its owner is erased: it does not become whoever's bears it.
    if terms.is_personal and (held.customer is None or held.customer != use.customer):
        return "voucher_of_another"
    return "voucher_alone" if use.with_others and not terms.may_add_up else ""


def _too_little(terms: Terms, use: Use) -> str:
    lines = known_lines(terms, use)
    if lines is None:
        return ""
    meant = _meant(terms, lines)
    if not meant:
        return "voucher_other_articles"
    return "voucher_too_little" if sum(line.amount_cents for line in meant) < terms.least_cents else ""


def reserved(held: Held, key: str, now: datetime) -> Held:
    """Return it kept for one use, for HELD_FOR."""
    return replace(held, state=RESERVED, reserved_by=key, reserved_until=now + HELD_FOR)


def redeemed(held: Held) -> Held:
    """Return it used once more."""
    left = held.uses_left - 1
    return replace(held, state=ISSUED if left else REDEEMED, uses_left=left, reserved_by="", reserved_until=None)


def released(held: Held, key: str, *, was_redeemed: bool) -> Held:
    """Return it given back by one use: that use is left again, or the reservation ends if it is still that use's."""
    if was_redeemed:
        state = ISSUED if held.state == REDEEMED else held.state
        return replace(held, state=state, uses_left=held.uses_left + 1)
    if held.state == RESERVED and held.reserved_by == key:
        return replace(held, state=ISSUED, reserved_by="", reserved_until=None)
    return held


def cancelled(held: Held) -> Held:
    """Return it taken back for good."""
    return replace(held, state=CANCELLED, reserved_by="", reserved_until=None)


def is_untouched(held: Held, uses: int, now: datetime) -> bool:
    """Tell whether it may still be used as often as on its first day, and nobody is about to."""
    return held.state_at(now) == ISSUED and held.uses_left == uses


def as_plain(terms: Terms) -> dict[str, Any]:
    """Return terms as JSON keeps them; what says nothing is left out.

    >>> as_plain(Terms("percent", 10, Choice(brands=frozenset({"Zoé"})), is_personal=False))
    {'kind': 'percent', 'value': 10, 'what': {'brands': ['Zoé']}, 'is_personal': False}
    """
    default = Terms(terms.kind)
    said = {one.name: getattr(terms, one.name) for one in fields(terms)}
    told = {name: value for name, value in said.items() if name == "kind" or value != getattr(default, name)}
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Choice):
        return {one.name: sorted(chosen) for one in fields(value) if (chosen := getattr(value, one.name))}
    return sorted(value) if isinstance(value, frozenset) else value


def terms_of(plain: Mapping[str, Any]) -> Terms:
    """Return the terms that `as_plain` wrote."""
    lists = {name: frozenset(plain[name]) for name in ("stores", "merchants") if name in plain}
    what = {name: frozenset(values) for name, values in plain.get("what", {}).items()}
    return Terms(**{**plain, **lists, "what": Choice(**what)})


def known_lines(terms: Terms, use: Use) -> tuple[Sold, ...] | None:
    """Return what is bought, as far as it matters for these terms; a sum alone tells nothing of which articles."""
    if use.lines is not None or use.total_cents is None or terms.what != EVERYTHING:
        return use.lines
    return (Sold(0, use.total_cents, 1000),)


def _meant(terms: Terms, lines: Iterable[Sold]) -> list[Sold]:
    return [line for line in lines if line.amount_cents > 0 and terms.what.takes(line)]


def discount_cents(terms: Terms, lines: Iterable[Sold]) -> int:
    """Return what a voucher takes off, in cents: never more than the articles meant come to.

    >>> discount_cents(Terms("percent", 10), [Sold(1, 1999, 1000)]), discount_cents(Terms("amount", 500), [])
    (200, 0)
    """
    if terms.kind == "access":
        return 0
    meant = _meant(terms, lines)
    cents = sum(line.amount_cents for line in meant)
    if terms.kind == "percent":
        return (cents * terms.value + 50) // 100
    if terms.kind == "item":
        return max((_unit_cents(line) for line in meant), default=0)
    return min(terms.value, cents)


def _unit_cents(line: Sold) -> int:
    """Return the price of one of them; of what is weighed, of all of it."""
    units, weighed = divmod(line.quantity_milli, 1000)
    return line.amount_cents if weighed or not units else line.amount_cents // units


def code_of(drawn: str) -> str:
    """Return a code: twelve drawn letters of ALPHABET and the check letter, so that one wrong letter is noticed."""
    return drawn + _check_letter(drawn)


def read_code(typed: str) -> str | None:
    """Return a code as kept, from how it is typed or scanned, or None if it is none.

    >>> read_code("2345 6789-abcd G"), read_code("2345 6789-abcd H")
    ('23456789ABCDG', None)
    """
    code = "".join(typed.upper().split()).replace("-", "")
    if len(code) != CODE_LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code if _check_letter(code[:-1]) == code[-1] else None


def _check_letter(drawn: str) -> str:
    """Weights from 1 to 12 modulo 31, a prime: one wrong letter and two neighbours swapped are noticed."""
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(drawn, start=1))
    return ALPHABET[total % len(ALPHABET)]
