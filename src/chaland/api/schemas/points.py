"""Points and tiers, as tills ask about them and use them."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked


class BurnAsked(Asked):
    """Points that a customer uses for one sale."""

    key: str = Field(max_length=40, description="A UUID of your own for this use: the same one is never done twice.")
    points: int = Field(ge=1, le=1_000_000, description="How many, as the cashier chose.")
    store: str | None = Field(None, max_length=40, description="Code of the store; your token's own when not given.")
    reference: str = Field("", max_length=64, description="Number of the receipt they were used for.")


class RestoreAsked(Asked):
    """Points used by mistake."""

    key: str = Field(max_length=40, description="The UUID under which they were used.")
    reference: str = Field("", max_length=64, description="Number of the receipt it is noted with.")


class PointsAnswered(BaseModel):
    """Points of a customer."""

    earned: int | None = Field(description="By this receipt; below zero when it took some back.")
    balance: int = Field(description="To be used.")
    debt: int = Field(description="Taken back by returns after they were used; the next points pay it.")
    worth_cents: int = Field(description="What the balance is worth at the till, in whole steps of the programme.")
    lost_soon: int = Field(description="Of these, lost within the programme's notice.")
    lost_on: date | None = Field(description="The day on which they are lost.")


class NextTierAnswered(BaseModel):
    """The tier above."""

    code: str = Field(description="Its code.")
    name: str = Field(description="Its name.")


class TierAnswered(BaseModel):
    """The tier of a customer, with this purchase."""

    code: str = Field(description="Its code; empty below the first.")
    name: str = Field(description="Its name.")
    advantage: str = Field(description="What it brings, in the shop's words.")
    percent: int = Field(description="What it takes off at the till, in percent; 0 is nothing.")
    early_access: bool = Field(description="Whether it opens private sales.")
    measure: Literal["points", "spend", "visits"] = Field(description="What counts for it.")
    next: NextTierAnswered | None = Field(description="The tier above; null at the top.")
    missing: int = Field(description="What is missing to the tier above: points, cents or visits.")


class StandingAnswered(BaseModel):
    """Where a customer stands in the loyalty programme."""

    points: PointsAnswered = Field(description="The points.")
    tier: TierAnswered | None = Field(description="Null where the programme has none.")


class PrivateSaleAnswered(BaseModel):
    """Days on which who has early access comes before everybody."""

    name: str = Field(description="Its name.")
    first_on: date = Field(description="Its first day.")
    last_on: date = Field(description="Its last day, included.")
    is_on: bool = Field(description="Whether it is today.")


class BurntAnswered(StandingAnswered):
    """What was done."""

    status: Literal["done", "replayed"] = Field(description="replayed when this key had done it before.")
    used: int = Field(description="How many points were used.")


class RestoredAnswered(StandingAnswered):
    """What was given back."""

    status: Literal["done", "replayed"] = Field(description="replayed when it had been done before.")
    given_back: int = Field(description="How many points were given back.")
    ran_out: int = Field(description="Of these, lost since they were used; 0 when it had been done before.")


class QuotedAnswered(BaseModel):
    """What a basket would earn."""

    points: int = Field(description="Points it would give; 0 without a programme.")
    tier_discount_cents: int = Field(
        description="What the customer's tier takes off this basket; of articles that give no points, nothing."
    )
    customer: StandingAnswered | None = Field(description="Where the customer stands before it; null for nobody known.")
