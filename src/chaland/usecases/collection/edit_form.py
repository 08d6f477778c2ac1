"""A form for the public is prepared, published, closed; a contest is drawn."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries as customers
from chaland.signups import queries, rules, services
from chaland.signups.models import Draw, SignupForm
from chaland.signups.rules import Content
from chaland.usecases.sales.record_receipts import today_of_network


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form as the shop wants it. store_id: whose it is; in the scope of one store always that one's."""

    kind: str
    name: str
    source: str
    content: Content
    sites: tuple[str, ...]
    store_id: int | None
    starts_on: date | None
    ends_on: date | None


@transaction.atomic
def save_form(code: str, wanted: Wanted, *, scope: Scope, now: datetime) -> SignupForm:
    """Write a form down without showing it; with no code a new one, whose kind then stays.

    Raises NotFound `form_unknown`, Refusal as `signups.services.save_form` and `signups.rules.check_content`.
    """
    one = queries.form(code, scope) if code else SignupForm(kind=wanted.kind, created_at=now)
    content = rules.check_content(wanted.content, customers.policy())
    return services.save_form(
        one,
        name=wanted.name,
        source=wanted.source,
        content=content,
        sites=wanted.sites,
        store_id=scope.store_id or wanted.store_id,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
    )


@transaction.atomic
def publish_form(code: str, wanted: Wanted, *, scope: Scope, author_id: int | None, now: datetime) -> SignupForm:
    """Write a form down and show it to the public as it is now. Raises as `save_form`."""
    one = save_form(code, wanted, scope=scope, now=now)
    services.publish(one, rules.read(one.content), author_id=author_id, now=now)
    return one


@transaction.atomic
def close_form(code: str, *, scope: Scope, now: datetime) -> None:
    """Take nothing more in through a form. Raises NotFound `form_unknown`."""
    services.close(queries.form(code, scope), now=now)


@transaction.atomic
def draw_contest(code: str, winners: int, *, scope: Scope, author_id: int | None, now: datetime) -> Draw:
    """Draw the winners of a contest. Raises NotFound `form_unknown`, and as `signups.services.draw_winners`."""
    one = queries.form(code, scope)
    return services.draw_winners(one, winners, author_id=author_id, today=today_of_network(now), now=now)
