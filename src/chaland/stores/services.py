"""Writes of the network, its merchants, stores, tills and sellers, one at a time."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, TypeVar, Unpack

from django.db.models import CharField, Model, QuerySet

from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean, clean_lines
from chaland.stores.models import Merchant, Network, Seller, Store, Till, TillScreen
from chaland.stores.queries import the_network
from chaland.stores.rules import check_time_zone
from chaland.warehouse import outbox

Row = TypeVar("Row", bound=Model)

_LONGEST_NOTICE = 1000


class NetworkFields(TypedDict):
    name: str
    time_zone: str
    country: str
    notice: str
    phone_as_card: NotRequired[bool]


class MerchantFields(TypedDict):
    name: str
    legal_name: str


class StoreFields(TypedDict):
    merchant: Merchant
    code: str
    name: str
    time_zone: str
    postcode: str
    city: str
    latitude: float | None
    longitude: float | None
    is_open: bool


class TillFields(TypedDict):
    store: Store
    code: str
    name: str


class SellerFields(TypedDict):
    store: Store
    code: str
    name: str
    is_active: bool


def write_network(**fields: Unpack[NetworkFields]) -> Network:
    """Name the network, and say in which time zone its days begin and what its pages say at their foot."""
    check_time_zone(fields["time_zone"])
    notice = clean_lines(fields["notice"], _LONGEST_NOTICE)
    network = the_network()
    if network.time_zone != fields["time_zone"]:
        outbox.everything_changed()
    return write_row(network, {**fields, "notice": notice})


def write_merchant(merchant_id: int | None, **fields: Unpack[MerchantFields]) -> Merchant:
    """Create a merchant, or change the one of this id. Raises Conflict `name_taken`."""
    merchant = row_to_write(Merchant, merchant_id)
    refuse_taken(merchant, "name_taken", name=fields["name"])
    return write_row(merchant, fields)


def write_store(store_id: int | None, **fields: Unpack[StoreFields]) -> Store:
    """Create a store, or change the one of this id. Raises Conflict `code_taken`, Refusal `position_incomplete`."""
    store = row_to_write(Store, store_id)
    check_time_zone(fields["time_zone"])
    if (fields["latitude"] is None) != (fields["longitude"] is None):
        raise Refusal("position_incomplete", field="latitude" if fields["latitude"] is None else "longitude")
    refuse_taken(store, "code_taken", code=fields["code"])
    if store_id and store.time_zone != fields["time_zone"]:
        outbox.everything_changed()
    write_row(store, fields)
    outbox.changed("store", [store.pk])
    return store


def write_till(till_id: int | None, **fields: Unpack[TillFields]) -> Till:
    """Create a till, or change the one of this id. Raises Conflict `code_taken` within its store."""
    till = row_to_write(Till, till_id)
    refuse_taken(till, "code_taken", code=fields["code"], store=fields["store"])
    return write_row(till, fields)


def write_seller(seller_id: int | None, **fields: Unpack[SellerFields]) -> Seller:
    """Create a seller, or change the one of this id. Raises Conflict `code_taken` within their store."""
    seller = row_to_write(Seller, seller_id)
    refuse_taken(seller, "code_taken", code=fields["code"], store=fields["store"])
    return write_row(seller, fields)


def row_to_write(model: type[Row], pk: int | None) -> Row:
    """Return a new row, or the one of this id. Raises NotFound `row_unknown`."""
    row = model() if pk is None else _rows(model).filter(pk=pk).first()
    if row is None:
        raise NotFound("row_unknown")
    return row


def _rows(model: type[Row]) -> QuerySet[Row]:
    return QuerySet(model)


def refuse_taken(row: Model, refusal: str, /, **columns: object) -> None:
    """Raise Conflict about the first of these columns if another row has these values."""
    if _rows(type(row)).filter(**columns).exclude(pk=row.pk).exists():
        first = next(iter(columns))
        raise Conflict(refusal, field=first, text=columns[first])


def write_row(row: Row, fields: Mapping[str, Any]) -> Row:
    """Give the row these values, one line of clean text in each short text column, and save it."""
    for name, value in fields.items():
        column = row._meta.get_field(name)
        is_text = isinstance(column, CharField) and isinstance(value, str)
        setattr(row, name, _clean(name, value, getattr(column, "max_length", 0)) if is_text else value)
    row.save()
    return row


def _clean(name: str, value: str, limit: int) -> str:
    try:
        return clean(value, limit)
    except Refusal as refusal:
        raise refusal.about(name) from None


MOST_OFFLINE_CENTS = 10_000


def write_till_screen(store: Store, *, mode: str, form_code: str, offline_cents: int) -> None:
    """Say how the till screen of a store works; an unknown mode is the first one, a hundred euros the most."""
    known = mode if mode in TillScreen.Mode.values else TillScreen.Mode.CUSTOMER_FIRST
    told = {"mode": known, "form_code": form_code, "offline_cents": min(max(offline_cents, 0), MOST_OFFLINE_CENTS)}
    TillScreen.objects.update_or_create(store=store, defaults=told)
