"""Journeys, as partners read them."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field


class JourneyAnswered(BaseModel):
    """One journey."""

    id: int = Field(description="Its number.")
    name: str = Field(description="Its name in the shop.")
    trigger: str = Field(description="What makes people enter, such as opened, visit or birthday.")
    options: dict[str, Any] = Field(description="Of the trigger: days before, which visit, kind of cart, segment.")
    is_on: bool = Field(description="Whether people enter and messages leave.")
    since_on: date | None = Field(description="The first day whose occasions count.")
    store: str | None = Field(description="Code of the store whose it is; null is the network's.")


class JourneysAnswered(BaseModel):
    """The journeys that the token sees."""

    journeys: list[JourneyAnswered] = Field(description="By name.")


class JourneyProgressAnswered(JourneyAnswered):
    """One journey and how many people are in it."""

    steps: list[dict[str, Any]] = Field(
        description="From top to bottom: what each does (wait, if, send, ask), with what."
    )
    people: dict[str, int] = Field(description="Occasions: entered, going, done, left.")
    left: dict[str, int] = Field(description="How many left before the end, by reason.")
    sent: int = Field(description="Messages that left.")
