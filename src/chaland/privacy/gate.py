"""The gate: whether a person may be contacted at this second. Everything that sends asks here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chaland.customers.models import Customer
from chaland.database.lookups import as_kept, fetch, values_source
from chaland.interactions.models import Interaction
from chaland.privacy.models import CurrentConsent, Objection, Stance
from chaland.privacy.queries import held_of, lines_beside, moment_of, objected_since, terms, who_asks
from chaland.privacy.rules import Decision, Facts, Held, Terms, decide
from chaland.privacy.rules.deciding import ADULT_AT, SILENCE_AFTER_NO, UNKNOWN, deciding, turns
from chaland.privacy.rules.hours import department, person_zone
from chaland.privacy.rules.objections import is_answered
from chaland.stores.queries import network_zone

KINDS = {"email": ("email",), "sms": ("mobile",), "phone": ("mobile", "phone"), "post": ("address",)}
"""The contact points that serve each channel."""
_AT_ONCE = 5_000


def may_contact(
    customer_id: int, *, purpose: str, channel: str, merchant_id: int | None = None, now: datetime
) -> Decision:
    """Tell whether this person may be contacted now for this purpose, by this channel, by this merchant."""
    found = may_contact_many([customer_id], purpose=purpose, channel=channel, merchant_id=merchant_id, now=now)
    return found[customer_id]


def may_contact_many(
    customer_ids: Iterable[int],
    *,
    purpose: str,
    channel: str,
    merchant_id: int | None = None,
    now: datetime,
    any_hour: bool = False,
) -> dict[int, Decision]:
    """Tell it of many at once, the same as one by one. An unknown id is answered `customer_unknown`.

    any_hour: asked before the hour has come, to know whom it is about; never to send.
    """
    ids = list(dict.fromkeys(customer_ids))
    decided = replace(terms(purpose, channel), any_hour=any_hour)
    found: dict[int, Decision] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        facts = _Reading(part, purpose, decided, merchant_id, now).facts()
        found |= {one: decide(facts[one], decided, now) if one in facts else UNKNOWN for one in part}
    return found


def is_child(customer_id: int, *, now: datetime) -> bool:
    """Tell whether a customer is known to be too young to agree alone."""
    births = Customer.objects.filter(pk=customer_id).values_list("birth_year", "birth_month", "birth_day")
    return any((born := _born(*birth)) and now.date() < turns(born, ADULT_AT) for birth in births)


def standings(
    customer_id: int, asked: Mapping[str, Sequence[str]], *, merchant_id: int | None = None, now: datetime
) -> dict[tuple[str, str], Decision]:
    """Tell it of one person for several purposes of each channel, whatever the hour."""
    found: dict[tuple[str, str], Decision] = {}
    for channel, purposes in asked.items():
        reading: _Reading | None = None
        for purpose in purposes:
            decided = terms(purpose, channel)
            if reading is None or decided.basis == "soft_opt_in":
                reading = _Reading([customer_id], purpose, decided, merchant_id, now)
                facts = reading.facts().get(customer_id)
            elif facts is not None:
                own, shared = reading.held(purpose)
                answered = customer_id in reading.answered(purpose, own, shared)
                facts = replace(facts, own=own.get(customer_id), shared=shared.get(customer_id), answered=answered)
            decision = decide(facts, replace(decided, any_hour=True), now) if facts else UNKNOWN
            found[purpose, channel] = decision
    return found


class _Reading:
    """Reads what decides about some customers, one statement for each kind of fact."""

    def __init__(
        self, ids: Sequence[int], purpose: str, decided: Terms, merchant_id: int | None, now: datetime
    ) -> None:
        self.purpose, self.decided, self.now = purpose, decided, now
        self.source, self.parameters = values_source(["bigint"], [(one,) for one in ids])
        self.merchant_id, self.is_alone = who_asks(merchant_id)
        self.listed: dict[int, dict[str, datetime]] = {}

    def facts(self) -> dict[int, Facts]:
        """Return the facts of each customer there is."""
        contacts, self.listed = self._contacts()
        own, shared = self.held(self.purpose)
        answered = self.answered(self.purpose, own, shared)
        bought, restricted, calls, noes = self._bought(), self._restricted(), *self._calls()
        otherwise = network_zone()
        return {
            one: Facts(
                contacts.get(one, "none"), one in self.listed, one in answered, one in restricted, own.get(one),
                shared.get(one), bought.get(one), _born(*birth), person_zone(postcode, zone or otherwise),
                department(postcode), tuple(calls[one]) if one in calls else (), noes.get(one),
            )
            for one, postcode, zone, *birth in self._people()
        }  # fmt: skip

    def _fetch(self, columns: str, joins: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return fetch(f"SELECT {columns} FROM {self.source} {joins}", [*self.parameters, *parameters])  # noqa: S608

    def _people(self) -> list[tuple[Any, ...]]:
        return self._fetch(
            "c.id, c.postcode, s.time_zone, c.birth_year, c.birth_month, c.birth_day",
            "JOIN customers_customer c ON c.id = v.c0 LEFT JOIN stores_store s ON s.id = c.home_store_id",
        )

    def _contacts(self) -> tuple[dict[int, str], dict[int, dict[str, datetime]]]:
        """Return how reachable each is, and whose usable addresses are on the objection list, since when."""
        kinds = ", ".join(f"'{kind}'" for kind in KINDS[self.decided.channel])
        rows = self._fetch(
            "p.customer_id, p.status, p.normalised",
            f"JOIN customers_contactpoint p ON p.customer_id = v.c0 AND p.kind IN ({kinds})",
        )
        found = {one: "bounced" for one, _, _ in rows} | {one: "valid" for one, status, _ in rows if status == "valid"}
        kind = "email" if self.decided.channel == "email" else "phone"
        if self.decided.channel == "post" or not Objection.objects.filter(kind=kind).exists():
            return found, {}
        since = objected_since(kind, [value for _, status, value in rows if status == "valid"])
        listed: dict[int, dict[str, datetime]] = defaultdict(dict)
        for one, status, value in rows:
            if status == "valid" and value in since:
                listed[one][value] = since[value]
        return found, dict(listed)

    def answered(self, purpose: str, own: Mapping[int, Held], shared: Mapping[int, Held]) -> set[int]:
        """Return who of those on the objection list said yes themselves since, by the answer that counts."""
        counting = {one: deciding(own.get(one), shared.get(one)) for one in self.listed}
        yeses = {one: held.entry_id for one, held in counting.items() if held and held.state == "granted"}
        if not yeses:
            return set()
        lines = lines_beside(list(yeses), self.decided.channel, purpose)
        return {one for one, entry_id in yeses.items() if is_answered(self.listed[one], lines[one, entry_id])}

    def held(self, purpose: str) -> tuple[dict[int, Held], dict[int, Held]]:
        """Return where each stands with the merchant who asks, and with the network."""
        rows = CurrentConsent.objects.raw(
            f"SELECT c.* FROM {self.source} JOIN privacy_currentconsent c ON c.customer_id = v.c0 "  # noqa: S608
            "WHERE c.purpose = %s AND c.channel = %s",
            [*self.parameters, purpose, self.decided.channel],
        )
        own: dict[int, Held] = {}
        shared: dict[int, Held] = {}
        for row in rows:
            if row.merchant_id is None:
                shared[row.customer_id] = held_of(row)
            elif row.merchant_id == self.merchant_id:
                own[row.customer_id] = held_of(row)
        return (shared | own if self.is_alone else own), shared

    def _restricted(self) -> set[int]:
        rows = self._fetch(
            "s.customer_id", "JOIN privacy_stance s ON s.customer_id = v.c0 AND s.kind = %s", Stance.Kind.RESTRICTED
        )
        return {one for (one,) in rows}

    def _bought(self) -> dict[int, datetime]:
        """Return when each last bought from the merchant, where that can decide."""
        if self.decided.basis != "soft_opt_in" or self.merchant_id is None:
            return {}
        rows = self._fetch(
            f"r.customer_id, {as_kept('MAX(r.sold_at)')}",
            "JOIN sales_receipt r ON r.customer_id = v.c0 AND r.total_cents >= 0 "
            "JOIN stores_store s ON s.id = r.store_id AND s.merchant_id = %s GROUP BY r.customer_id",
            self.merchant_id,
        )
        return {one: moment_of(sold_at) for one, sold_at in rows}

    def _calls(self) -> tuple[dict[int, list[datetime]], dict[int, datetime]]:
        """Return when each was called lately, and when they last said no on the phone."""
        calls: dict[int, list[datetime]] = defaultdict(list)
        noes: dict[int, datetime] = {}
        if self.decided.channel != "phone":
            return calls, noes
        rows = self._fetch(
            f"i.customer_id, i.outcome, {as_kept('i.occurred_at')}",
            "JOIN interactions_interaction i ON i.customer_id = v.c0 AND i.kind = %s AND i.occurred_at > %s "
            "AND (i.due_at IS NULL OR i.done_at IS NOT NULL) ORDER BY i.occurred_at",
            Interaction.Kind.CALL,
            self.now - SILENCE_AFTER_NO,
        )
        for one, outcome, occurred_at in rows:
            calls[one].append(moment_of(occurred_at))
            if outcome == Interaction.Outcome.NOT_INTERESTED:
                noes[one] = moment_of(occurred_at)
        return calls, noes


def _born(year: int | None, month: int | None, day: int | None) -> date | None:
    if not (year and month and day):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
