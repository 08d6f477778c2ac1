"""Writes of consents, objections and stances. Callers hold the transaction, and write consents last in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chaland.customers.merging import head_of
from chaland.customers.models import ContactPoint
from chaland.database.lookups import fetch, values_source
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.privacy import ledger, refusals
from chaland.privacy.models import (
    ConsentEntry,
    ConsentPrivate,
    ConsentTrace,
    CurrentConsent,
    Objection,
    Purpose,
    PurposeChannel,
    Stance,
    Subject,
)
from chaland.privacy.queries import digest, is_own_address, subject_keys
from chaland.privacy.rules import CHANNELS, Act, Held, NewConsent, Proof
from chaland.privacy.rules.acts import METHODS
from chaland.stores.models import Merchant
from chaland.warehouse import outbox

_CLOSING = frozenset({Act.REFUSED, Act.WITHDRAWN, Act.LAPSED})
"""Acts that are written down even for a channel no longer used."""
_NEEDS = {Act.CONFIRMED: ("pending", "granted"), Act.RENEWED: ("granted", "lapsed")}
_KINDS = {"email": (ContactPoint.Kind.EMAIL,), "phone": (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE)}


def record(
    customer_id: int,
    *,
    purpose: str,
    channel: str,
    act: Act,
    proof: Proof,
    now: datetime,
    merchant_id: int | None = None,
    address: str = "",
    given_at: datetime | None = None,
) -> ConsentEntry:
    """Write one act of a customer in the ledger and return its line.

    address: the contact point it is about, as kept. given_at: when they acted, where that was before.
    Raises NotFound `purpose_unknown`, `channel_unknown`; Refusal
    `channel_not_used`, `consent_method_unknown`; Conflict `consent_not_pending` for a confirmation of nothing asked,
    `consent_address_changed` where the address no longer is theirs, `consent_not_renewable` after a no.
    """
    new = NewConsent(customer_id, purpose, channel, act, proof, merchant_id, address, given_at)
    _check([new])
    _check_applies(replace(new, customer_id=head_of(customer_id) or customer_id))
    (number,) = ledger.append([new], now=now)
    refusals.note_consents([new], now=now)
    _count_for(_merged([customer_id]))
    _changed([customer_id])
    return ConsentEntry.objects.get(pk=number)


def record_many(rows: Sequence[NewConsent], *, now: datetime) -> int:
    """Write many acts, in this order, and return how many. One that changes nothing is written all the same.

    A yes given before a no that is known changes nothing. Raises as `record`, before anything is written.
    """
    _check(rows)
    refusals.note_consents(rows, now=now)
    return _write(rows, now)


def _write(rows: Sequence[NewConsent], now: datetime) -> int:
    ledger.append(rows, now=now)
    _count_for(_merged({row.customer_id for row in rows}))
    _changed({row.customer_id for row in rows})
    return len(rows)


def _changed(customer_ids: Iterable[int]) -> None:
    """Tell the lake, where an answer to an objection stands beside the addresses of the customer."""
    ids = set(customer_ids)
    outbox.changed("consent", ids)
    if Objection.objects.exists():
        outbox.changed("customer", ids)


def _merged(customer_ids: Iterable[int]) -> dict[int, int]:
    """Return into whose file those of these customers went that were merged, such as by a link in an older mail."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    return dict(
        fetch(
            f"SELECT s.own_customer_id, s.customer_id FROM {source} "  # noqa: S608
            "JOIN privacy_subject s ON s.own_customer_id = v.c0 AND s.customer_id <> s.own_customer_id",
            parameters,
        )
    )


def _count_for(heads: Mapping[int, int]) -> None:
    """Have what customers said who were merged count for the file they are in."""
    if heads:
        ledger.rewrite_states(sorted({*heads, *heads.values()}))
        _changed(heads.values())


def _check(rows: Sequence[NewConsent]) -> None:
    purposes = set(Purpose.objects.values_list("pk", flat=True))
    used = set(PurposeChannel.objects.values_list("purpose_id", "channel"))
    for purpose, channel, method, act in {(row.purpose, row.channel, row.proof.method, row.act) for row in rows}:
        if purpose not in purposes:
            raise NotFound("purpose_unknown", field="purpose", text=purpose)
        if channel not in CHANNELS:
            raise NotFound("channel_unknown", field="channel", text=channel)
        if act not in _CLOSING and (purpose, channel) not in used:
            raise Refusal("channel_not_used", field="channel", text=channel)
        if method not in METHODS:
            raise Refusal("consent_method_unknown", field="method", text=method)


def _check_applies(new: NewConsent) -> None:
    needed = _NEEDS.get(new.act)
    if needed is None:
        return
    held = ledger.current_states([new.customer_id]).get((new.customer_id, new.purpose, new.channel, new.merchant_id))
    if held is None or held.state not in needed:
        raise Conflict("consent_not_pending" if new.act is Act.CONFIRMED else "consent_not_renewable")
    if new.act is Act.CONFIRMED and held.address and not is_own_address(new.customer_id, held.address):
        raise Conflict("consent_address_changed")


def object_to(kind: str, normalised: str, *, now: datetime) -> None:
    """Put an e-mail (`email`) or a number (`phone`), as kept, on the objection list; twice is once, the later one.

    Only its hash is kept, so it outlives the person's file and names nobody.
    """
    if kind not in _KINDS:
        raise NotFound("channel_unknown", field="kind", text=kind)
    hashed = digest(kind, normalised)
    _put_on_list([Objection(kind=kind, digest=hashed, created_at=now)])
    refusals.note_objection(kind, hashed, now=now)
    theirs = ContactPoint.objects.filter(normalised=normalised, kind__in=_KINDS[kind])
    # In the lake an objection stands beside the addresses of the customer.
    outbox.changed("customer", theirs.values_list("customer_id", flat=True))


def _put_on_list(rows: Iterable[Objection]) -> None:
    """Put hashes on the list; of one that is there, the moment is the new one."""
    Objection.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "digest"], update_fields=["created_at"]
    )


def detach_subject(customer_id: int) -> None:
    """Cut the ledger off from a person who is erased: addresses and the way back to them go, the lines stay."""
    keys = subject_keys(customer_id)
    lines = ConsentEntry.objects.filter(subject__in=keys).values("number")
    ConsentPrivate.objects.filter(entry__in=lines).delete()
    ConsentTrace.objects.filter(entry__in=lines).delete()
    CurrentConsent.objects.filter(customer=customer_id).delete()
    Stance.objects.filter(customer=customer_id).delete()
    Subject.objects.filter(customer=customer_id).delete()
    outbox.changed("consent", [customer_id])


_PROTECTS = ("withdrawn", "refused", "lapsed", "pending")
"""States that win over a yes when two files become one, the most protective first."""
_MADE_BY = {"withdrawn": Act.WITHDRAWN, "refused": Act.REFUSED, "lapsed": Act.LAPSED}


def merge_consents(survivor_id: int, absorbed_id: int, *, now: datetime) -> None:
    """Give a customer the consents of one merged into them: of two answers the most protective wins, by a line.

    That line is written under the absorbed one's key, so that `unmerge_consents` leaves the survivor as before.
    """
    before = ledger.current_states([survivor_id, absorbed_id])
    Subject.objects.filter(customer=absorbed_id).update(customer=survivor_id)
    CurrentConsent.objects.filter(customer=absorbed_id).delete()
    ledger.rewrite_states([survivor_id])
    both = ledger.current_states([survivor_id])
    rows = []
    for (_, purpose, channel, merchant), held in sorted(both.items(), key=lambda item: item[1].entry_id):
        states = _states_of((survivor_id, absorbed_id), (purpose, channel, merchant), before, now)
        strongest = next((state for state in _PROTECTS if state in states), held.state)
        if held.state_at(now) != strongest and strongest in _MADE_BY:
            rows.append(NewConsent(absorbed_id, purpose, channel, _MADE_BY[strongest], _MERGED, merchant))
    ledger.append(rows, now=now)
    ledger.rewrite_states([survivor_id, absorbed_id])
    Stance.objects.filter(customer=absorbed_id).exclude(
        kind__in=Stance.objects.filter(customer=survivor_id).values("kind")
    ).update(customer=survivor_id)
    _changed([survivor_id, absorbed_id])


_MERGED = Proof("merge", "file")


def _states_of(
    customers: Iterable[int], what: tuple[str, str, int | None], states: Mapping[ledger.Key, Held], now: datetime
) -> set[str]:
    found = (states.get((customer, *what)) for customer in customers)
    return {held.state_at(now) for held in found if held}


def unmerge_consents(head_id: int, branch: Sequence[int], back_id: int) -> None:
    """Give a customer, and whoever they had taken in (`branch`), their consents back from the file `head_id`."""
    Subject.objects.filter(own_customer_id__in=branch).update(customer=back_id)
    ledger.rewrite_states([head_id, back_id])
    _changed([head_id, back_id])


def take_stance(customer_id: int, kind: str, *, reason: str = "", now: datetime) -> None:
    """Note that a customer restricts all use (`restricted`) or refuses profiling (`no_profiling`); twice is once."""
    values = {"since": now, "reason": clean(reason, 200)}
    Stance.objects.get_or_create(customer_id=customer_id, kind=Stance.Kind(kind), defaults=values)
    refusals.note_stance(customer_id, kind, holds=True, now=now)
    outbox.changed("consent", [customer_id])


def drop_stance(customer_id: int, kind: str) -> None:
    """Note that it holds no longer."""
    Stance.objects.filter(customer=customer_id, kind=kind).delete()
    refusals.note_stance(customer_id, kind, holds=False)
    outbox.changed("consent", [customer_id])


def refuse_again(told: Sequence[Mapping[str, Any]], customers: Mapping[str, int], *, now: datetime) -> int:
    """Write down what a journal of refusals tells and the database does not know; returns how many.

    customers: whose file each of its hashes stands for; of the others nothing is known. Safe to repeat.
    """
    rows = list(_refusals(told, customers))
    known = _known_noes({row.customer_id for row in rows})
    missing = [row for row in dict.fromkeys(rows) if _what(row) not in known]
    return _write(missing, now) + _object_again(told, now) + _stand_again(told, customers, now)


_RESTORED = Proof("restore", "file")


def _refusals(told: Iterable[Mapping[str, Any]], customers: Mapping[str, int]) -> Iterator[NewConsent]:
    purposes = set(Purpose.objects.values_list("pk", flat=True))
    merchants = set(Merchant.objects.values_list("pk", flat=True))
    for one in told:
        if "act" in one and one["file"] in customers and one["purpose"] in purposes:
            # Of a merchant that the backup does not know, the no is to everybody.
            merchant = one["merchant"] if one["merchant"] in merchants else None
            yield NewConsent(
                customers[one["file"]],
                one["purpose"],
                one["channel"],
                Act(one["act"]),
                _RESTORED,
                merchant,
                given_at=datetime.fromisoformat(one["at"]),
            )


def _what(row: NewConsent) -> tuple[int, str, str, str, datetime | None]:
    return row.customer_id, row.purpose, row.channel, row.act.value, row.given_at


def _known_noes(customer_ids: Iterable[int]) -> set[tuple[int, str, str, str, datetime | None]]:
    owners = dict(Subject.objects.filter(own_customer_id__in=list(customer_ids)).values_list("key", "own_customer_id"))
    lines = ConsentEntry.objects.filter(subject__in=list(owners), act__in=(Act.REFUSED, Act.WITHDRAWN))
    return {
        (owners[subject], purpose, channel, act, given_at)
        for subject, purpose, channel, act, given_at in lines.values_list(
            "subject", "purpose", "channel", "act", "given_at"
        )
    }


def _object_again(told: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """Put hashes on the list that it lacks, or has from before: what was said last counts."""
    known = {(kind, hashed): at for kind, hashed, at in Objection.objects.values_list("kind", "digest", "created_at")}
    wanted: dict[tuple[str, str], datetime] = {}
    for one in told:
        if "objection" in one:
            key, at = (one["objection"], one["digest"]), min(datetime.fromisoformat(one["at"]), now)
            wanted[key] = max(at, wanted.get(key, at))
    missing = {key: at for key, at in wanted.items() if key not in known or known[key] < at}
    _put_on_list(Objection(kind=kind, digest=hashed, created_at=at) for (kind, hashed), at in missing.items())
    return len(missing)


def _stand_again(told: Iterable[Mapping[str, Any]], customers: Mapping[str, int], now: datetime) -> int:
    """Put stances as they were last noted; one that was lifted since stays as the backup has it, unless noted here."""
    last = {(one["file"], one["stance"]): one for one in told if "stance" in one and one["file"] in customers}
    changed = 0
    for (file, kind), one in last.items():
        rows = Stance.objects.filter(customer=customers[file], kind=kind)
        if one["holds"] == rows.exists():
            continue
        changed += 1
        if one["holds"]:
            Stance.objects.create(customer_id=customers[file], kind=kind, since=datetime.fromisoformat(one["at"]))
        else:
            rows.delete()
        outbox.changed("consent", [customers[file]])
    return changed
