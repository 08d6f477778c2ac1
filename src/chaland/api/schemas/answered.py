"""What the API answers."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from chaland.api.schemas.consents import ConsentDueAnswered, OriginAnswered
from chaland.api.schemas.points import PrivateSaleAnswered, StandingAnswered


class ErrorAnswered(BaseModel):
    """One value that is not right."""

    pointer: str = Field(description="Where it stands in the body (RFC 6901).", examples=["/lines/0/amount_cents"])
    code: str = Field(description="What is wrong, for programs.")
    detail: str = Field(description="What is wrong, in the language of Accept-Language.")


class ProblemAnswered(BaseModel):
    """Why it cannot be done (RFC 9457)."""

    type: str = Field(description="Always urn:chaland:problem: and the code.")
    title: str = Field(description="The kind of problem, in the language of Accept-Language.")
    status: int = Field(description="The HTTP status, once more.")
    detail: str = Field(description="What to do about it, in the language of Accept-Language.")
    code: str = Field(description="What is wrong, for programs. It never changes.")
    errors: list[ErrorAnswered] = Field(default_factory=list, description="Each value that is not right.")


class ReceiptAnswered(BaseModel):
    """A receipt as it was recorded."""

    id: int = Field(description="Its number here.")
    store: str = Field(description="Code of the store.")
    till: str = Field(description="Code of the till.")
    number: str = Field(description="Number printed on the receipt.")
    business_day: date = Field(description="The day in the store's own time.")
    sold_at: datetime = Field(description="When it was sold.")
    total_cents: int = Field(description="Total in cents. Negative for a return.")
    flags: list[str] = Field(
        description="What a person should look at: total_differs, sold_in_future, sold_long_ago, card_unknown, "
        "returned_beyond, phone_of_several."
    )


class FiguresAnswered(BaseModel):
    """The figures of a customer, null where not defined."""

    revenue_cents: int = Field(description="Sum of the totals in cents, returns deducted.")
    visits: int = Field(description="Receipts that are no return.")
    average_basket_cents: int | None = Field(description="Revenue ÷ visits, in cents.")
    visit_interval_days: float | None = Field(description="(Last visit − first visit) ÷ (visits − 1), in days.")
    first_visit_at: datetime | None = Field(description="First visit.")
    last_visit_at: datetime | None = Field(description="Last visit.")


class StoreFiguresAnswered(FiguresAnswered):
    """The figures of a customer in one store."""

    store: str = Field(description="Code of the store.")


class RhythmAnswered(BaseModel):
    """How often the customer comes, against their own habit."""

    state: Literal["on_time", "late", "very_late", "unknown"] = Field(description="Where the customer stands today.")
    text: str = Field(description="The same in words, in the language of Accept-Language.")
    usual_interval_days: float | None = Field(description="Median of the days between two visits.")
    recent_interval_days: float | None = Field(description="The same over the last three.")
    change: float | None = Field(description="Recent against usual: -0.4 for 40 % shorter.")
    late_on: date | None = Field(description="The day from which the customer is late.")


class BirthdaySoonAnswered(BaseModel):
    """A birthday of the next fifteen days."""

    days: int = Field(description="Days until it; 0 is today.")
    text: str = Field(description="A sentence for the seller, in the language asked for.")


class AdviceAnswered(BaseModel):
    """Something a seller may say to the customer."""

    kind: Literal["birthday", "away", "usual"] = Field(
        description="A birthday; longer away than usual; what they usually buy and did not this time."
    )
    text: str = Field(description="A sentence for the seller, in the language asked for.")


class ToldSegmentAnswered(BaseModel):
    """A segment that the customer is in."""

    id: int = Field(description="The segment's number here.")
    name: str = Field(description="Its name.")


class KnownCustomerAnswered(BaseModel):
    """The customer of a receipt, and all that the till may say."""

    id: int = Field(description="The customer's number here.")
    reference: str | None = Field(description="Your own reference of the customer.")
    civility: str = Field(description="mme, m or empty.")
    last_name: str = Field(description="Last name.")
    first_name: str = Field(description="First name.")
    birthday: BirthdaySoonAnswered | None = Field(description="Of the next fifteen days; null otherwise.")
    figures: FiguresAnswered = Field(description="In all the stores that you see.")
    stores: list[StoreFiguresAnswered] = Field(description="Store by store.")
    rhythm: RhythmAnswered = Field(description="How often they come.")
    segments: list[ToldSegmentAnswered] = Field(description="The segments told at the till that they are in now.")


class UsableVoucherAnswered(BaseModel):
    """A voucher that its owner may use now."""

    code: str = Field(description="Its code.")
    name: str = Field(description="What kind it is.")
    gives: str = Field(description="What it gives, in the language of Accept-Language.")
    uses_left: int = Field(description="How often it may still be used.")
    valid_until: datetime = Field(description="Until when.")


class TillVouchersAnswered(BaseModel):
    """The vouchers of a receipt's customer."""

    earned: list[UsableVoucherAnswered] = Field(description="Those that this receipt gave.")
    usable: list[UsableVoucherAnswered] = Field(description="All they may use, those that end first, first.")


class TillCustomerAnswered(KnownCustomerAnswered):
    """The customer of a receipt, and what the seller may ask them."""

    loyalty: StandingAnswered | None = Field(description="Points and tier; null without a loyalty programme.")
    vouchers: TillVouchersAnswered = Field(description="Vouchers that they have, and got with this receipt.")
    private_sales: list[PrivateSaleAnswered] = Field(
        description="Those to come in this store that their tier or a voucher opens to them."
    )
    consents_due: list[ConsentDueAnswered] = Field(
        description="Consents never asked (to_ask) or lapsed (to_renew), with the sentence to read."
    )
    origin: OriginAnswered | None = Field(
        description="Where their details come from, to be told once; null where they gave them or know."
    )


class MissingAnswered(BaseModel):
    """A family of articles that the customer usually buys, is due to buy, and did not buy this time."""

    family: str = Field(description="Its name.")
    days: int = Field(description="Days on which they bought it, of their last thirty receipts.")
    rhythm_days: float = Field(description="Median of the days between.")
    text: str = Field(description="A sentence for the seller, in the language asked for.")


class CarriedVoucherAnswered(BaseModel):
    """What became of a voucher that a receipt names."""

    code: str = Field(description="The code, as sent.")
    status: Literal["used", "refused", "unknown"] = Field(
        description="refused: the receipt is recorded all the same, and the shop sees that the voucher was taken."
    )
    detail: str = Field(description="Why it is refused, in the language of Accept-Language.")


class RecordedAnswered(BaseModel):
    """What became of a receipt."""

    status: Literal["created", "replayed"] = Field(
        description="created, or replayed when it was already recorded with the same content."
    )
    receipt: ReceiptAnswered = Field(description="The receipt.")
    card: Literal["lost", "replaced"] | None = Field(
        description="Says that the card read was reported lost, or replaced: its purchases still count. Null otherwise."
    )
    customer: TillCustomerAnswered | None = Field(description="Null for an anonymous receipt.")
    not_this_time: list[MissingAnswered] = Field(
        description="At most three families, the most often bought first; none for a return or an anonymous receipt."
    )
    advice: list[AdviceAnswered] = Field(description="What the seller may say, at most three.")
    vouchers: list[CarriedVoucherAnswered] = Field(description="What became of the vouchers that it names.")


class ReceiptId(BaseModel):
    """A receipt by its number here."""

    id: int = Field(description="Its number here.")


class ConflictAnswered(ProblemAnswered):
    """Another receipt stands under the same key; both are kept."""

    receipt: ReceiptId = Field(description="The receipt recorded first.")


class ItemAnswered(BaseModel):
    """What became of one receipt of a batch."""

    status: Literal["created", "replayed", "conflict", "rejected"] = Field(description="What became of it.")
    receipt_id: int | None = Field(description="The receipt, unless rejected.")
    customer_id: int | None = Field(description="Its customer, null when anonymous.")
    flags: list[str] = Field(description="What a person should look at.")
    problem: ProblemAnswered | None = Field(description="Why it was rejected or set aside.")


class BatchAnswered(BaseModel):
    """What became of each receipt, in the order sent."""

    results: list[ItemAnswered] = Field(description="One for each receipt sent, in the same order.")


class FoundAnswered(BaseModel):
    """A customer found."""

    id: int = Field(description="The customer's number here.")
    reference: str | None = Field(description="Your own reference of the customer.")
    civility: str = Field(description="mme, m or empty.")
    last_name: str = Field(description="Last name.")
    first_name: str = Field(description="First name.")
    postcode: str = Field(description="Postcode of the main address.")
    city: str = Field(description="Town of the main address.")
    found_by: str = Field(description="card, phone, email, reference, name, name_birthday or name_town.")


class FoundListAnswered(BaseModel):
    """The customers found, the surest first."""

    customers: list[FoundAnswered] = Field(description="At most the number asked for.")


class AddressAnswered(BaseModel):
    """A postal address."""

    address1: str = Field(description="Number and street.")
    address2: str = Field(description="Building, floor, place.")
    postcode: str = Field(description="Postcode.")
    city: str = Field(description="Town.")
    country: str = Field(description="Two letters.")


class HouseholdAnswered(BaseModel):
    """People who live together."""

    reference: str | None = Field(description="Your own reference, shared by its members.")
    size: int | None = Field(description="Number of people.")
    children_birth_years: list[int] = Field(description="Years of birth.")


class CustomerAnswered(BaseModel):
    """A customer's file."""

    id: int = Field(description="The customer's number here.")
    reference: str | None = Field(description="Your own reference of the customer.")
    civility: str = Field(description="mme, m or empty.")
    last_name: str = Field(description="Last name.")
    first_name: str = Field(description="First name.")
    birthday: str | None = Field(description="Birthday; --11-24 without the year.")
    language: str = Field(description="Two letters, or empty.")
    profession: str = Field(description="Profession.")
    hobbies: str = Field(description="Hobbies.")
    marital_status: str = Field(description="single, couple, married, separated, widowed or empty.")
    emails: list[str] = Field(description="E-mail addresses, the main one first.")
    mobiles: list[str] = Field(description="Mobile numbers, the main one first.")
    phones: list[str] = Field(description="Other telephone numbers.")
    addresses: list[AddressAnswered] = Field(description="Postal addresses, the main one first.")
    cards: list[str] = Field(description="Numbers of loyalty cards.")
    store: str | None = Field(description="Code of the store of reference.")
    household: HouseholdAnswered = Field(description="Who the customer lives with.")
    custom: dict[str, Any] = Field(description="Values of the network's own fields, by their code.")


class CustomerReadAnswered(CustomerAnswered):
    """A customer's file, and what tills are told of them."""

    segments: list[ToldSegmentAnswered] = Field(description="The segments told at the till that they are in now.")


class CardAddedAnswered(BaseModel):
    """A customer's new card."""

    customer: CustomerAnswered = Field(description="The customer's file.")
    receipts_attached: int = Field(description="Receipts of this card that nobody's were, and are the customer's now.")


class CustomerFiguresAnswered(BaseModel):
    """A customer's figures, overall and store by store."""

    customer: str = Field(description="The customer's reference, or their number here.")
    overall: FiguresAnswered = Field(description="In all the stores that you see.")
    stores: list[StoreFiguresAnswered] = Field(description="Store by store.")


class EventAnswered(BaseModel):
    """One thing that happened between the customer and the shop."""

    at: datetime = Field(description="When.")
    family: Literal["personal", "action", "purchase"] = Field(description="personal, action or purchase.")
    kind: str = Field(description="What it is, such as receipt, return, call, wish or card.")
    id: int = Field(description="Its number here, among those of its kind.")
    store: str = Field(description="Name of the store, or empty.")
    subject: str = Field(description="In a few words.")
    text: str = Field(description="What was said.")
    amount_cents: int | None = Field(description="Of a receipt or a cart, in cents.")
    number: str = Field(description="Of a receipt, a cart or a card.")
    state: str = Field(description="What came of it, or where it stands.")
    items: list[str] = Field(description="Names of the first articles.")


class TimelineAnswered(BaseModel):
    """One page of a customer's life with the shop, latest first."""

    events: list[EventAnswered] = Field(description="What happened.")
    next: str | None = Field(description="Give it as after to read on; null at the end.")


class MadeAnswered(BaseModel):
    """What was written down."""

    status: Literal["created", "replayed"] = Field(description="replayed when the reference was already known.")
    id: int = Field(description="Its number here.")


class AttachedAnswered(BaseModel):
    """A receipt and its customer, the figures up to date."""

    receipt: ReceiptAnswered = Field(description="The receipt.")
    customer: TillCustomerAnswered = Field(description="Whose it is now.")


class HealthAnswered(BaseModel):
    """Whether the service can record."""

    status: Literal["ok"] = Field(description="ok.")
    version: str = Field(description="Version of Chaland.")
