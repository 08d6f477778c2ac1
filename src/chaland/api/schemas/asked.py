"""What tills and partners send. Receipts are read by hand (`receipt_parsing`): their shape here only describes them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Euros = Annotated[str, Field(pattern=r"^-?[0-9]{1,11}(\.[0-9]{1,2})?$", examples=["12.50"])]
Quantity = Annotated[str | int, Field(examples=["0.375"])]
Moment = Annotated[str, Field(examples=["2026-11-22T10:30:00+01:00"], max_length=40)]
WholeCents = Annotated[int, Field(examples=[1250])]


class Asked(BaseModel):
    """Nothing but what is named is taken, and nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LineAsked(Asked):
    """One line of a receipt, a cart or a quote. Give the amount once, in cents or in euros."""

    sku: str = Field("", max_length=64, description="The article's code. Unknown ones are kept, for you to describe.")
    label: str = Field("", max_length=200, description="What the receipt says.")
    quantity: Quantity = Field(description='Pieces, kilos or litres: 2 or "0.375". Negative when taken back.')
    amount_cents: WholeCents | None = Field(
        None, description="Amount of the line in cents, discounts deducted. Negative when taken back."
    )
    amount: Euros | None = Field(None, description="The same in euros, instead of the cents.")
    category: str = Field(
        "", max_length=500, description="Family of a new article, from the root.", examples=["Women > Shoes"]
    )
    brand: str = Field("", max_length=100, description="Brand of a new article.")
    line: str = Field("", max_length=100, description="Line of a new article, such as women, men or children.")
    size: str = Field("", max_length=50, description="Size of a new article.")
    colour: str = Field("", max_length=50, description="Colour of a new article.")
    material: str = Field("", max_length=100, description="Material of a new article.")
    price_level: str = Field("", max_length=50, description="Price level of a new article.")


class ReceiptAsked(Asked):
    """One passage at the till. Give the total once, in cents or in euros."""

    store: str = Field(max_length=40, description="Code of the store.")
    till: str = Field(max_length=40, description="Code of the till in its store.")
    number: str = Field(
        max_length=64, description="Number printed on the receipt. With the till and the day, it names the receipt."
    )
    sold_at: Moment = Field(description="When it was sold. Without an offset, it is the store's own time.")
    total_cents: WholeCents | None = Field(None, description="Total in cents, taxes included. Negative for a return.")
    total: Euros | None = Field(None, description="The same in euros, instead of the cents.")
    lines: list[LineAsked] = Field(min_length=1, max_length=2000, description="What was sold or taken back.")
    uuid: str | None = Field(None, description="A UUID of your own: the same one is never recorded twice.")
    customer: str | None = Field(None, max_length=64, description="Your own reference of the customer.")
    card: str | None = Field(None, max_length=60, description="Number of the loyalty card, as read.")
    seller: str | None = Field(None, max_length=40, description="Code of the seller.")
    payment_method: str | None = Field(
        None, max_length=100, description="Label of the payment. Bank card numbers are hidden before anything is kept."
    )
    currency: Literal["EUR"] = Field("EUR", description="Euros; nothing else is taken.")
    vouchers: list[str] = Field(
        default_factory=list,
        max_length=10,
        description="Codes of the vouchers used for it. Reserved before, they are used under the receipt's uuid.",
    )
    is_return: bool = Field(
        default=False, description="Says that something is taken back: the total is then not positive."
    )


class BatchAsked(Asked):
    """Receipts that a till kept while the network was down, or a whole day."""

    receipts: list[ReceiptAsked] = Field(max_length=1000, description="At most a thousand receipts.")


class AddressAsked(Asked):
    """A postal address."""

    address1: str = Field("", max_length=300, description="Number and street.")
    address2: str = Field("", max_length=300, description="Building, floor, place.")
    postcode: str = Field("", max_length=40, description="Postcode.")
    city: str = Field("", max_length=300, description="Town.")
    country: str = Field("", max_length=60, description="Two letters; the network's country when empty.")


class HouseholdAsked(Asked):
    """People who live together."""

    reference: str = Field("", max_length=64, description="Your own reference, shared by its members.")
    size: int | None = Field(None, description="Number of people.")
    children_birth_years: list[int] = Field(default_factory=list, max_length=20, description="Years of birth.")


class CustomerChanged(Asked):
    """What changes in a customer's file. What is not named stays; a list named replaces the whole list."""

    reference: str | None = Field(None, max_length=64, description="Your own reference of the customer.")
    civility: str | None = Field(None, max_length=20, description="mme or m.")
    last_name: str | None = Field(None, max_length=200, description="Last name.")
    first_name: str | None = Field(None, max_length=200, description="First name.")
    birthday: str | None = Field(
        None, max_length=40, description="Birthday; --11-24 without the year.", examples=["1984-11-24"]
    )
    language: str | None = Field(None, max_length=10, description="Two letters.")
    profession: str | None = Field(None, max_length=200, description="Profession.")
    hobbies: str | None = Field(None, max_length=400, description="Hobbies.")
    marital_status: str | None = Field(
        None, max_length=20, description="single, couple, married, separated or widowed."
    )
    emails: list[str] | None = Field(None, max_length=20, description="E-mail addresses, the main one first.")
    mobiles: list[str] | None = Field(None, max_length=20, description="Mobile numbers, the main one first.")
    phones: list[str] | None = Field(None, max_length=20, description="Other telephone numbers.")
    addresses: list[AddressAsked] | None = Field(
        None, max_length=20, description="Postal addresses, the main one first."
    )
    store: str | None = Field(None, max_length=40, description="Code of the store of reference.")
    household: HouseholdAsked | None = Field(None, description="Who the customer lives with.")
    custom: dict[str, Any] | None = Field(None, description="Values of the network's own fields, by their code.")


class CustomerAsked(CustomerChanged):
    """A new customer or prospect. At least a name, a way to reach them, a card or a reference."""

    cards: list[str] | None = Field(None, max_length=20, description="Numbers of loyalty cards.")
    referred_by: str | None = Field(
        None, max_length=64, description="Who brought them: your own reference of that customer, or their card."
    )


class CardAsked(Asked):
    """One more loyalty card."""

    number: str = Field(max_length=60, description="Number of the loyalty card, as read.")


class InteractionAsked(Asked):
    """A contact with a customer, past or planned."""

    customer_id: int = Field(description="The customer.")
    kind: str = Field(description="appointment, survey, mailing, call, visit, social or note.", max_length=20)
    channel: str = Field("", description="shop, phone, email, sms, post, web or social.", max_length=20)
    occurred_at: Moment | None = Field(None, description="When it took place; now when not given.")
    store: str | None = Field(None, max_length=40, description="Code of the store.")
    subject: str = Field("", max_length=400, description="In a few words.")
    text: str = Field("", max_length=1000, description="What was said.")
    outcome: str = Field("", max_length=20, description="What came of it, such as done, no_answer or purchase.")
    score: int | None = Field(None, description="0 to 10, the answer to a survey.")
    due_at: Moment | None = Field(None, description="When it is to be done.")
    reference: str = Field("", max_length=400, description="Your own reference: the same one is never recorded twice.")


class CartAsked(Asked):
    """An abandoned cart, a quote or an order form, which a later receipt closes."""

    store: str = Field(max_length=40, description="Code of the store.")
    kind: Literal["cart", "quote", "order"] = Field(description="cart, quote or order.")
    reference: str = Field(max_length=64, description="Your own reference, unique in the store.")
    customer: str | None = Field(None, max_length=64, description="Your own reference of the customer.")
    customer_id: int | None = Field(None, description="The customer, instead of the reference.")
    made_at: Moment | None = Field(None, description="When it was made; now when not given.")
    total_cents: WholeCents | None = Field(None, description="Total in cents.")
    total: Euros | None = Field(None, description="The same in euros, instead of the cents.")
    lines: list[LineAsked] = Field(default_factory=list, max_length=2000, description="What it holds.")
    valid_until: str | None = Field(None, max_length=40, description="Last day of a quote.", examples=["2026-12-24"])
    follow_up: str | None = Field(None, max_length=40, description="When the shop asks about it: shown in its agenda.")


class WishAsked(Asked):
    """What a customer would like to be told of when it arrives."""

    customer_id: int = Field(description="The customer.")
    sku: str = Field("", max_length=64, description="The article's code.")
    category: str = Field("", max_length=500, description="Or a family.", examples=["Women > Shoes"])
    text: str = Field("", max_length=200, description="Or in words.")
    size: str = Field("", max_length=50, description="Size.")
    until_on: str | None = Field(None, description="Last day it matters.", examples=["2026-12-24"], max_length=40)
    store: str | None = Field(None, max_length=40, description="Code of the store.")


class AttachmentAsked(Asked):
    """Whose receipt it is: one of the three."""

    customer_id: int | None = Field(None, description="The customer.")
    customer: str | None = Field(None, max_length=64, description="Your own reference of the customer.")
    card: str | None = Field(None, max_length=60, description="Number of the loyalty card.")
