"""Consents, as software asks for them and writes them down."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked, Moment

Channel = Literal["email", "sms", "phone", "post"]


class ConsentAsked(Asked):
    """What a customer said about one purpose on one channel."""

    purpose: str = Field(max_length=20, description="Code of the purpose, such as newsletter or offers.")
    channel: Channel = Field(description="email, sms, phone or post.")
    act: Literal["granted", "refused", "withdrawn", "informed"] = Field(
        description="What they did. informed: told, with a box to refuse that they left empty."
    )
    method: Literal["box", "paper", "tablet", "oral", "parent"] = Field(
        description="How they said it. parent: one did, for who is under 15; reference names them."
    )
    text_id: int | None = Field(None, description="The text they were shown, as `due` gave it.")
    language: Literal["fr", "en"] = Field("fr", description="Language of the text.")
    merchant: str | None = Field(None, max_length=100, description="Name of one merchant; without it, the network.")
    reference: str = Field("", max_length=200, description="What proves it with you, such as the number of a paper.")
    parent_email: str = Field(
        "", max_length=320, description="Where the parent is asked to confirm; nothing is sent before they did."
    )
    given_at: Moment | None = Field(None, description="When they said it, if that was before now.")


class TextAsked(Asked):
    """A text message that somebody sent in answer to one."""

    number: str = Field(max_length=40, description="The number it came from.")
    text: str = Field(max_length=2000, description="What it says, as it came.")
    reference: str = Field("", max_length=200, description="What proves it with you, such as the carrier's number.")


class TextAnswered(BaseModel):
    """What came of a text message."""

    stopped: bool = Field(description="It asked for no more of them.")
    customers: int = Field(description="How many customers have the number.")


class ConsentAnswered(BaseModel):
    """Where a customer stands for one purpose on one channel."""

    purpose: str = Field(description="Code of the purpose.")
    channel: str = Field(description="email, sms, phone or post.")
    merchant: str | None = Field(description="Null for the network as a whole.")
    state: str = Field(description="informed, pending, granted, refused, withdrawn or lapsed, at this second.")
    since: datetime = Field(description="Since when.")
    expires_at: datetime | None = Field(description="When it lapses unless it is renewed.")


class ConsentDueAnswered(BaseModel):
    """What may be asked of a customer now."""

    purpose: str = Field(description="Code of the purpose.")
    channel: str = Field(description="email, sms, phone or post.")
    state: Literal["to_ask", "to_renew"] = Field(description="Never asked, or asked so long ago that it lapsed.")
    text_id: int = Field(description="Send it back with the answer.")
    text: str = Field(description="The sentence to show or read, word for word.")


class OriginAnswered(BaseModel):
    """Where the details of somebody come from, who came by a file and was not told yet."""

    source: str = Field(description="The file, as who took it in named it.")
    since: datetime = Field(description="Since when they are in the file.")
    text: str = Field(description="The sentence to tell them once, in the language of Accept-Language.")


class ConsentsAnswered(BaseModel):
    """Everything a customer agreed to or refused, and what may be asked."""

    consents: list[ConsentAnswered] = Field(description="What they answered.")
    due: list[ConsentDueAnswered] = Field(description="What may be asked of them. Nothing after a no.")
    origin: OriginAnswered | None = Field(
        description="Where their details come from, to be told once; null where they gave them or know."
    )


class ConsentWrittenAnswered(ConsentsAnswered):
    """What was written down, and where the customer stands now."""

    act: str = Field(description="asked where the owner of the address has to confirm by mail first.")
