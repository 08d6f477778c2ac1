"""Vouchers, as tills ask about them and use them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked, WholeCents
from chaland.sales.rules.receipts import MOST_CENTS

State = Literal["issued", "reserved", "redeemed", "cancelled", "expired"]


class VoucherUseAsked(Asked):
    """One use of a voucher, for one sale."""

    key: str = Field(
        min_length=1, max_length=64,
        description="Your own name of this use, such as the receipt's UUID. The same key does the same thing once.",
    )  # fmt: skip
    store: str | None = Field(None, max_length=40, description="Code of the store; your token's own when not given.")
    customer_id: int | None = Field(None, description="Who is at the till: needed for a personal voucher.")
    customer: str | None = Field(None, max_length=64, description="Your own reference of the customer, instead.")
    card: str | None = Field(None, max_length=60, description="Number of the loyalty card, instead.")
    amount_cents: WholeCents | None = Field(None, description="What the sale comes to in cents, before this voucher.")
    discount_cents: WholeCents | None = Field(None, ge=0, le=MOST_CENTS, description="What you took off for it.")
    with_others: bool = Field(default=False, description="Whether another voucher is used in the same sale.")


class VoucherReleaseAsked(Asked):
    """A use that is given back."""

    key: str = Field(min_length=1, max_length=64, description="The key under which it was reserved or used.")
    store: str | None = Field(None, max_length=40, description="Code of the store; your token's own when not given.")


class VoucherAnswered(BaseModel):
    """A voucher as it stands at this second."""

    code: str = Field(description="Its code.")
    name: str = Field(description="What kind it is.")
    gives: str = Field(description="What it gives, in the language of Accept-Language.")
    kind: Literal["amount", "percent", "item", "access"] = Field(description="How it counts.")
    value: int = Field(description="Cents, or percent; 0 for the others.")
    least_cents: int = Field(description="What must be bought at least.")
    may_add_up: bool = Field(description="Whether it may be combined with another.")
    is_personal: bool = Field(description="Whether only its owner may use it.")
    state: State = Field(description="issued, reserved, redeemed, cancelled or expired.")
    uses_left: int = Field(description="How often it may still be used.")
    valid_from: datetime = Field(description="From when it is valid.")
    valid_until: datetime = Field(description="Until when.")
    reserved_until: datetime | None = Field(description="Until when it is kept for one till.")


class VoucherUsedAnswered(BaseModel):
    """What was done."""

    status: Literal["done", "replayed"] = Field(description="replayed when this key had done it before.")
    act: Literal["reserved", "redeemed", "released"] = Field(description="What was done.")
    discount_cents: int | None = Field(description="What comes off in cents, where it is known.")
    voucher: VoucherAnswered = Field(description="The voucher now.")
