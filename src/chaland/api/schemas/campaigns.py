"""Campaigns, as partners read them."""

from datetime import datetime

from pydantic import BaseModel, Field


class CampaignAnswered(BaseModel):
    """One campaign."""

    id: int = Field(description="Its number.")
    name: str = Field(description="Its name in the shop.")
    channel: str = Field(description="email, sms, post, phone or file.")
    purpose: str = Field(description="The purpose that people agreed to.")
    state: str = Field(description="draft, scheduled, sending, paused, sent or cancelled.")
    segment_id: int | None = Field(description="Whom it is for; null is every customer.")
    store: str | None = Field(description="Code of the store whose it is; null is the network's.")
    starts_at: datetime | None = Field(description="Not sent before.")
    finished_at: datetime | None = Field(description="When nothing was left to be sent.")


class CampaignsAnswered(BaseModel):
    """The campaigns that the token sees."""

    campaigns: list[CampaignAnswered] = Field(description="The latest first.")


class CampaignProgressAnswered(CampaignAnswered):
    """One campaign and how far it is."""

    messages: dict[str, int] = Field(
        description="How many people of the audience: alone, waiting, sending, sent, unknown, failed, held_back."
    )
    left_out: dict[str, int] = Field(description="How many were kept out of the audience, by reason.")
    held_back: dict[str, int] = Field(description="How many were held back when they were to leave, by reason.")
