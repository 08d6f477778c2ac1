"""What is asked of segments, and what the API answers."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked


class RuleAsked(Asked):
    """A rule that describes customers."""

    rule: dict[str, Any] = Field(
        description="Groups (all, any, none) and conditions, as /segments/schema says.",
        examples=[{"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 3}}]}],
    )


class CountAnswered(BaseModel):
    """How many customers a rule describes."""

    count: int = Field(description="How many it describes.")
    all: int = Field(description="Of how many that you see.")
    sentence: str = Field(description="The rule in words, in the language of Accept-Language.")
    notices: list[str] = Field(
        description="What else to know of it: that nobody can be in it, that it takes the whole file, touches health."
    )


class SegmentAnswered(BaseModel):
    """A saved segment."""

    id: int = Field(description="Its number here.")
    name: str = Field(description="Its name.")
    store: str | None = Field(description="Code of the store whose it is; null for the network's.")
    is_told_at_till: bool = Field(description="Whether the answer to a receipt names it.")
    version: int = Field(description="How often its rule was changed, from 1.")
    changed_at: datetime = Field(description="When it was changed last.")
    rule: dict[str, Any] = Field(description="Its rule, as /segments/schema says.")
    sentence: str | None = Field(description="The rule in words; null when it is about a store that you do not see.")


class SegmentsAnswered(BaseModel):
    """The saved segments that you may look at."""

    segments: list[SegmentAnswered] = Field(description="By name.")


class SegmentCountAnswered(BaseModel):
    """How many customers are in a segment."""

    id: int = Field(description="The segment's number here.")
    count: int = Field(description="How many are in it.")
    all: int = Field(description="Of how many that you see.")


class MembersAnswered(BaseModel):
    """Who is in a segment, a page of it."""

    customers: list[int] = Field(description="The customers' numbers here, ascending.")
    next: int | None = Field(description="Give it as after to read on; null at the end.")


class ConditionAnswered(BaseModel):
    """What one condition says of a customer."""

    condition: dict[str, Any] = Field(description="The condition, as the rule has it.")
    sentence: str = Field(description="The condition in words.")
    holds: bool = Field(description="Whether it holds.")
    facts: dict[str, Any] = Field(description="What it looked at, by name; amounts in cents.")


class WhyAnswered(BaseModel):
    """Why a customer is in a segment, or not."""

    customer_id: int = Field(description="The customer's number here.")
    is_in: bool = Field(description="Whether the customer is in the segment.")
    conditions: list[ConditionAnswered] = Field(description="Each condition, in the order of the rule.")
