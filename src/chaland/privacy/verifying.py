"""Proving that the ledger of consents is whole: nothing changed, taken out or put in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from chaland.database.lookups import fetch
from chaland.kernel.chain import START, content_hash, link, moment_text, seal, text_hash
from chaland.privacy import guard
from chaland.privacy.models import ConsentText, CurrentConsent, Subject
from chaland.privacy.queries import held_of, moment_of, policy
from chaland.privacy.rules.acts import Event, Held, next_state
from chaland.privacy.rules.chain import SEALED

Row = dict[str, Any]
_AT_ONCE = 5_000


@dataclass(slots=True)
class Report:
    """lines: how many were read. head: the hash of the last. problem: what is wrong first, with the line's number."""

    lines: int = 0
    head: str = START
    problem: str = ""
    number: int | None = None
    customer_id: int | None = None
    states: dict[tuple[Any, ...], Held] = field(default_factory=dict)


def verify() -> Report:
    """Read the whole ledger and say what is wrong first, or nothing.

    Checked: the triggers, the numbers, each hash and its link to the one before, the texts shown, what is kept beside a
    line, which may be forgotten but not changed, and that where people stand is what the ledger gives.
    """
    report = Report()
    for problem in _problems(report):
        report.problem = problem
        break
    return report


def _problems(report: Report) -> Iterator[str]:
    yield from _lines(report)
    yield from _texts()
    yield from _standings(report)
    # Last: with the triggers gone, what matters is the line that was changed.
    if guard.missing(connection):
        yield "guard_missing"


def _lines(report: Report) -> Iterator[str]:
    report.lines, report.head, report.states = 0, START, {}
    owners: dict[str, int] = dict(Subject.objects.values_list("key", "customer_id"))
    texts = dict(ConsentText.objects.values_list("pk", "text_hash"))
    months = policy().renewal_months
    for row, beside in read_lines():
        report.number = report.lines + 1
        if problem := _problem_of(row, beside, report, texts, is_known=row["subject"] in owners):
            yield problem
        report.lines, report.head = row["number"], row["hash"]
        if owner := owners.get(row["subject"]):
            _fold(report.states, owner, row, beside, months)
    report.number = None


def _fold(states: dict[tuple[Any, ...], Held], owner: int, row: Row, beside: "Beside", months: int) -> None:
    key = (owner, row["purpose"], row["channel"], row["merchant_id"])
    event = Event(
        row["act"], row["given_at"], row["number"], beside.private[0] if beside.private else "", row["method"]
    )
    if held := next_state(states.get(key), event, months):
        states[key] = held


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept beside a line: two texts and their salt each."""

    private: tuple[str, str, str] | None
    trace: tuple[str, str, str] | None


def read_lines(after: int = -(2**62)) -> Iterator[tuple[Row, Beside]]:
    """Give the lines past this number in their order with what is kept beside each, a part in memory at a time."""
    columns = (*SEALED, "previous_hash", "hash")
    names = ", ".join(f"e.{name}" for name in columns)
    sql = (
        f"SELECT {names}, p.address, p.reference, p.salt, t.ip, t.user_agent, t.salt FROM privacy_consententry e "  # noqa: S608
        "LEFT JOIN privacy_consentprivate p ON p.entry_id = e.number "
        "LEFT JOIN privacy_consenttrace t ON t.entry_id = e.number "
        f"WHERE e.number > %s ORDER BY e.number LIMIT {_AT_ONCE}"
    )
    last: int | None = after
    while last is not None:
        found = fetch(sql, [last])
        for values in found:
            row = dict(zip(columns, values, strict=False))
            row["given_at"], row["recorded_at"] = moment_of(row["given_at"]), moment_of(row["recorded_at"])
            private, trace = values[-6:-3], values[-3:]
            yield row, Beside(private if private[2] else None, trace if trace[2] else None)
        last = found[-1][0] if found else None


def _problem_of(row: Row, beside: Beside, report: Report, texts: dict[int, str], *, is_known: bool) -> str:
    if row["number"] != report.lines + 1:
        return "line_missing"
    if row["previous_hash"] != report.head:
        return "chain_broken"
    if link(report.head, content_hash(sealed_values(row))) != row["hash"]:
        return "line_changed"
    if row["text_id"] and texts.get(row["text_id"]) != row["text_hash"]:
        return "text_changed"
    if not _holds(row["private_seal"], beside.private, may_be_gone=not is_known):
        return "private_changed"
    # Where it came from is forgotten after a time that the network decides, and that is no falsification.
    return "" if _holds(row["trace_seal"], beside.trace, may_be_gone=True) else "trace_changed"


def sealed_values(row: Row) -> list[Any]:
    """Return what the hash of a line covers, as it covers it."""
    return [moment_text(row[name]) if name.endswith("_at") else row[name] for name in SEALED]


def _holds(sealed: str, kept: tuple[str, str, str] | None, *, may_be_gone: bool) -> bool:
    if kept is None:
        return not sealed or may_be_gone
    return seal(kept[2], kept[0], kept[1]) == sealed


def _texts() -> Iterator[str]:
    if any(text_hash(text) != kept for text, kept in ConsentText.objects.values_list("text", "text_hash")):
        yield "text_changed"


def _standings(report: Report) -> Iterator[str]:
    """Compare where people stand with what the ledger gives."""
    for row in CurrentConsent.objects.order_by("pk").iterator():
        held = report.states.pop((row.customer_id, row.purpose, row.channel, row.merchant_id), None)
        if held != held_of(row):
            report.customer_id, report.number = row.customer_id, row.entry_id
            yield "standing_differs"
    for key, held in report.states.items():
        report.customer_id, report.number = key[0], held.entry_id
        yield "standing_differs"
