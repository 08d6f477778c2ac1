"""Somebody opens a form of the shop: what it asks today, and the boxes with the texts now in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chaland.customers import queries as customers
from chaland.customers.rules import Policy
from chaland.privacy import queries as privacy
from chaland.privacy.queries import Box
from chaland.signups import queries, rules
from chaland.signups.models import FormVersion, SignupForm
from chaland.signups.rules import Content
from chaland.usecases.sales.record_receipts import today_of_network


@dataclass(frozen=True, slots=True)
class ShownForm:
    """What a form shows. policy: what it asks. purposes: why, by field. is_taking: whether it is open today."""

    form: SignupForm
    content: Content
    policy: Policy
    purposes: Mapping[str, str]
    boxes: Sequence[Box]
    today: date
    is_taking: bool
    version_id: int = 0


def show_form(code: str, language: str, *, now: datetime) -> ShownForm:
    """Return what a published form shows in a language. Raises NotFound `form_unknown`."""
    return show_version(queries.published(code), language, now=now)


def show_version(version: FormVersion, language: str, *, now: datetime) -> ShownForm:
    """Return what a version shows; one that is not saved yet is a draft that is looked at."""
    today = today_of_network(now)
    content = rules.read(version.content)
    return ShownForm(
        version.form,
        content,
        rules.form_policy(content, customers.policy()),
        customers.purposes(),
        offered(content, language),
        today,
        queries.is_taking(version.form, today),
        version.pk or 0,
    )


def offered(content: Content, language: str) -> list[Box]:
    """Return the boxes of a form, in its order; one whose text is no longer in force is not shown."""
    texts = {(box.purpose, box.channel): box for box in privacy.boxes(language, [one for one, _ in content.boxes])}
    return [texts[pair] for pair in content.boxes if pair in texts]
