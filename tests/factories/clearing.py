"""A made-up street of two merchants that clear their points, and lines of its ledger."""

from datetime import UTC, date, datetime
from uuid import uuid4

from chaland.loyalty.models import Entry, Programme, ProgrammeVersion
from chaland.stores.models import Merchant, Store
from chaland.usecases.loyalty.clear_points import join_street
from factories.sales import open_shops

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
MARCH = date(2026, 3, 1)
# Made up, with a right check number.
IBANS = ("FR7630006000011234567890189", "FR1420041010050500013M02606")


def open_clearing() -> tuple[Store, Store]:
    """Shoes and greens, one programme of the street: 100 points are worth 5 euros."""
    shoes, greens = open_shops("chaussures", "primeur")
    other = Merchant.objects.create(name="Primeur inventé", legal_name="SARL Légumes & Œufs inventés")
    Store.objects.filter(pk=greens.pk).update(merchant=other)
    greens.refresh_from_db()
    programme = Programme.objects.create(name="Rue inventée")
    ProgrammeVersion.objects.create(programme=programme, valid_from=date(2026, 1, 1), made_at=NOW)
    for store, iban in zip((shoes, greens), IBANS, strict=True):
        join_street(store.merchant_id, iban=iban, on=date(2026, 1, 1))
    return shoes, greens


def write(store, kind, points, on, subject="someone"):
    """A line of the ledger as it is read here; its chain is tried elsewhere."""
    programme = Programme.objects.get()
    Entry.objects.create(
        store=store, seq=Entry.objects.count() + 1, programme=programme, merchant_id=store.merchant_id, subject=subject,
        kind=kind, points=points, on=on, at=NOW, previous_hash=uuid4().hex, hash=uuid4().hex,
    )  # fmt: skip
