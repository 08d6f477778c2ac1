"""Reads of purposes, texts, consents and objections."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from chaland.customers.models import ContactPoint
from chaland.database.lookups import as_kept, fetch, values_source
from chaland.kernel.errors import NotFound
from chaland.privacy.models import (
    ConsentEntry,
    ConsentPolicy,
    ConsentPrivate,
    ConsentText,
    CurrentConsent,
    Objection,
    Purpose,
    PurposeChannel,
    Stance,
    Subject,
)
from chaland.privacy.rules import CHANNELS, Consent, Held, Terms
from chaland.privacy.rules.objections import Said
from chaland.stores.models import Merchant


@dataclass(frozen=True, slots=True)
class Box:
    """What a form shows: never ticked. `text_id` goes back in the proof. refuses: ticking it says no (post)."""

    purpose: str
    channel: str
    text_id: int
    text: str
    refuses: bool = False


def policy() -> ConsentPolicy:
    """Return what the network decided about consents; an unsaved row with the defaults before that."""
    return ConsentPolicy.objects.order_by("pk").first() or ConsentPolicy()


def purposes(*, only_active: bool = True) -> list[Purpose]:
    """Return the purposes in their order."""
    rows = Purpose.objects.prefetch_related("channels").order_by("position", "code")
    return list(rows.filter(is_active=True) if only_active else rows)


def purposes_on(channel: str) -> list[Purpose]:
    """Return the purposes that use a channel, in their order."""
    return list(Purpose.objects.filter(is_active=True, channels__channel=channel).order_by("position", "code"))


def terms(purpose: str, channel: str) -> Terms:
    """Return what holds for a purpose on a channel; without a basis where it is not used."""
    row = PurposeChannel.objects.select_related("purpose").filter(purpose=purpose, channel=channel).first()
    decided = policy()
    hours = (decided.sms_from, decided.sms_to)
    if row is None or not row.purpose.is_active:
        return Terms(channel, "", sms_hours=hours)
    return Terms(channel, row.basis, row.purpose.is_marketing, row.similar_products, hours)


def who_asks(merchant_id: int | None) -> tuple[int | None, bool]:
    """Return the merchant who counts as asking, and whether it is the only one: then it need not be named."""
    merchants = list(Merchant.objects.values_list("pk", flat=True)[:2])
    is_alone = len(merchants) == 1
    return (merchants[0] if is_alone else merchant_id), is_alone


def state_of_terms() -> tuple[Any, ...]:
    """Return what changes as soon as a purpose, its right to a channel or whose a store is does."""
    rights = fetch(
        "SELECT c.purpose_id, c.channel, c.basis, c.similar_products, p.is_marketing FROM privacy_purposechannel c "
        "JOIN privacy_purpose p ON p.code = c.purpose_id WHERE p.is_active ORDER BY c.id",
        [],
    )
    return tuple(rights), tuple(fetch("SELECT id, merchant_id FROM stores_store ORDER BY id", []))


def texts_for(purpose: str, channel: str, language: str, *, now: datetime | None = None) -> ConsentText | None:
    """Return the text in force to show beside a box; in French where the language has none."""
    return texts_in_force([purpose], language, now=now).get((purpose, channel))


def texts_in_force(
    codes: Iterable[str], language: str, *, now: datetime | None = None
) -> dict[tuple[str, str], ConsentText]:
    """Return the texts in force by purpose and channel."""
    rows = ConsentText.objects.filter(
        purpose__in=list(codes), language__in=["fr", language], in_force_from__lte=now or timezone.now()
    )
    # The last one wins: the language asked for after French, then the latest version.
    ordered = sorted(rows, key=lambda row: (row.language == language, row.in_force_from, row.version))
    return {(row.purpose_id, row.channel): row for row in ordered}


def boxes(language: str, purposes: Sequence[str], *, now: datetime | None = None) -> list[Box]:
    """Return the boxes of these purposes, in this order: one for each channel that asks for a yes, or lets say no."""
    asked = PurposeChannel.objects.filter(purpose__in=purposes, purpose__is_active=True).exclude(basis="contract")
    bases = {(row.purpose_id, row.channel): row.basis for row in asked}
    texts = texts_in_force(purposes, language, now=now)
    return [
        Box(purpose, channel, text.pk, text.text, refuses=bases[purpose, channel] != "consent")
        for purpose in purposes
        for channel in CHANNELS
        if (purpose, channel) in bases and (text := texts.get((purpose, channel)))
    ]


def consents_of(customer_id: int, *, now: datetime | None = None) -> list[Consent]:
    """Return where a customer stands, by purpose, channel and merchant, at that second or now."""
    moment = now or timezone.now()
    rows = CurrentConsent.objects.filter(customer=customer_id).select_related("entry")
    return [_consent(row, moment) for row in rows.order_by("purpose", "channel", "merchant_id")]


def _consent(row: CurrentConsent, now: datetime) -> Consent:
    held = held_of(row)
    return Consent(
        row.customer_id, row.purpose, row.channel, row.merchant_id, held.state_at(now), row.since, row.expires_at,
        row.entry_id, row.entry.text_id, row.address, _parent(row),
    )  # fmt: skip


def _parent(row: CurrentConsent) -> str | None:
    """Return who of the parents an answer is of; asked of the database for those alone, which are few."""
    if not row.by_parent:
        return None
    return ConsentPrivate.objects.filter(entry=row.entry_id).values_list("reference", flat=True).first() or ""


def held_of(row: CurrentConsent) -> Held:
    """Return where a row says that a person stands."""
    return Held(row.state, row.since, row.expires_at, row.entry_id, row.address, row.by_parent)


def moment_of(value: Any) -> datetime:
    """Return a moment that a bare statement gave: SQLite gives it as text, or without its zone."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def lines_beside(ids: Sequence[int], channel: str, purpose: str = "") -> dict[tuple[int, int], list[Said]]:
    """Return what these customers said on a channel, for one purpose or each.

    By customer and number of a line: all the lines about the same purpose and merchant, in their order.
    """
    source, parameters = values_source(["bigint"], [(one,) for one in ids])
    only, wanted = (" AND e.purpose = %s", [purpose]) if purpose else ("", [])
    rows = fetch(
        f"SELECT v.c0, e.number, e.purpose, e.merchant_id, e.act, e.method, e.point, {as_kept('e.given_at')}, "  # noqa: S608
        f"p.address FROM {source} JOIN privacy_subject s ON s.customer_id = v.c0 "
        f"JOIN privacy_consententry e ON e.subject = s.key AND e.channel = %s{only} "
        "LEFT JOIN privacy_consentprivate p ON p.entry_id = e.number ORDER BY e.number",
        [*parameters, channel, *wanted],
    )
    told: dict[tuple[int, str, int | None], list[Said]] = defaultdict(list)
    found: dict[tuple[int, int], list[Said]] = {}
    for one, number, about, merchant, act, method, point, given_at, address in rows:
        told[one, about, merchant].append(Said(act, method, point, moment_of(given_at), address or ""))
        found[one, number] = told[one, about, merchant]
    return found


def said_yes(customers: Sequence[int], purpose: str, channel: str) -> list[int]:
    """Return who of these customers once said yes, to whomever; the gate tells of whom it holds now."""
    rows = CurrentConsent.objects.filter(customer__in=customers, purpose=purpose, channel=channel)
    return list(rows.filter(state=CurrentConsent.State.GRANTED).values_list("customer_id", flat=True))


def to_renew(*, now: datetime, until: datetime) -> QuerySet[CurrentConsent]:
    """Return the consents that lapse after `now` and until that moment, the first to lapse first."""
    # What a parent agreed to is theirs to give again: nobody asks the child.
    rows = CurrentConsent.objects.filter(expires_at__gt=now, expires_at__lte=until, by_parent=False)
    return rows.order_by("expires_at", "pk")


def history(customer_id: int) -> list[ConsentEntry]:
    """Return the lines of the ledger about a customer, the latest first, with what is kept beside them."""
    keys = Subject.objects.filter(customer=customer_id).values("key")
    return list(ConsentEntry.objects.filter(subject__in=keys).select_related("private", "trace").order_by("-number"))


def digest(kind: str, normalised: str, key: str | None = None) -> str:
    """Return the hash under which an address stands in the objection list; of this installation alone."""
    secret = (settings.SECRET_KEY if key is None else key).encode()
    return hmac.new(b"objection" + secret, f"{kind}:{normalised}".encode(), hashlib.sha256).hexdigest()


def is_objected(kind: str, normalised: str) -> bool:
    """Tell whether an e-mail (`email`) or a number (`phone`), as kept, must not be written to. Old keys count too."""
    return bool(objected(kind, [normalised]))


def objected(kind: str, values: Iterable[str]) -> set[str]:
    """Return which of these addresses are on the objection list."""
    return set(objected_since(kind, values))


def objected_since(kind: str, values: Iterable[str]) -> dict[str, datetime]:
    """Return since when each of these addresses that are on the objection list is on it, the last time it was put."""
    if kind not in ("email", "phone"):
        raise NotFound("channel_unknown", text=kind)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = {digest(kind, value, key): value for value in set(values) for key in keys}
    known = Objection.objects.filter(kind=kind)
    if len(digests) <= _MOST_ASKED:
        known = known.filter(digest__in=list(digests))
    rows = known.order_by("created_at").values_list("digest", "created_at")
    return {digests[one]: created_at for one, created_at in rows if one in digests}


_MOST_ASKED = 500


def stances_of(customer_id: int) -> dict[str, Stance]:
    """Return the rights a customer uses that hold for everything, by kind."""
    return {row.kind: row for row in Stance.objects.filter(customer=customer_id)}


def not_profiled(customers: Sequence[int]) -> frozenset[int]:
    """Return which of these customers let no profile of them be made. Source: RGPD art. 21."""
    rows = Stance.objects.filter(customer__in=customers, kind=Stance.Kind.NO_PROFILING)
    return frozenset(rows.values_list("customer_id", flat=True))


def subject_keys(customer_id: int) -> list[str]:
    """Return the keys under which the ledger knows a customer, the oldest first."""
    return list(Subject.objects.filter(customer=customer_id).order_by("key").values_list("key", flat=True))


def is_own_address(customer_id: int, address: str) -> bool:
    """Tell whether a contact point, as kept, still is the customer's."""
    return ContactPoint.objects.filter(Q(customer=customer_id), normalised=address).exists()
