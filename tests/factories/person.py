"""One person and their life with a made-up shopping street."""

from datetime import UTC, datetime

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.interactions.rules import NewInteraction
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.create_customer import create_customer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYWHERE = Scope()


def open_file(last_name: str = "Bonnet", *, now: datetime = NOW, **told) -> Customer:
    """A customer of this name; Claire unless told otherwise."""
    new = NewCustomer(last_name=last_name, **{"first_name": "Claire", **told})
    return Customer.objects.get(pk=create_customer(new, now=now))


def write_down(
    customer: Customer, kind: str = "note", *, now: datetime = NOW, scope: Scope = EVERYWHERE, **said
) -> int:
    """An interaction with the customer; a note of one word unless told otherwise."""
    words = {"text": "Bonjour"} if kind == "note" and "text" not in said else {}
    new = NewInteraction(customer.pk, kind, **words, **said)
    return add_interaction(new, scope=scope, author_id=None, now=now).interaction_id
