"""People of two made-up shops, Lyon and Nantes, with the figures a test asks for; all made up."""

from datetime import UTC, date, datetime, timedelta

from django.apps import apps

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.customers.rules import Address, NewCustomer
from chaland.sales.models import Figures
from chaland.stores.models import Store
from chaland.usecases.customers.create_customer import create_customer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def tables_of_a_customer() -> set[str]:
    """The tables that point to a customer, by label."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Customer
    }


def enter(last_name: str, first_name: str = "", *, store: Store | None = None, figures=None, now=NOW, **told) -> int:
    """Write somebody down in a store and give them these figures, there and overall; returns their id."""
    new = NewCustomer(last_name=last_name, first_name=first_name, home_store_id=store and store.pk, **told)
    customer_id = create_customer(new, now=now)
    if figures:
        Figures.objects.filter(customer=customer_id).update(**{"receipts": 1, **figures})
    return customer_id


def at_home(postcode: str, city: str = "") -> tuple[Address, ...]:
    return (Address("1 rue du Test", postcode=postcode, city=city),)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def owner(*, password: str = "") -> User:
    """The owner, who sees every store."""
    user = User(email="owner@example.com", name="Olga Owner", role="owner", all_stores=True)
    if password:
        user.set_password(password)
    user.save()
    return user


def seller_of(store: Store) -> User:
    """A seller who sees one store."""
    user = User.objects.create(email=f"seller-{store.code}@example.com", name="Sam Seller", role="seller")
    user.stores.add(store)
    return user


def marketer_of(store: Store) -> User:
    """Somebody of marketing who sees one store and may export."""
    user = User.objects.create(email=f"marketing-{store.code}@example.com", name="Mia Marketing", role="marketing")
    user.stores.add(store)
    return user
