"""The clearing of a shopping street, as accounting programs read it."""

from datetime import date

from pydantic import BaseModel, Field


class ClearedAnswered(BaseModel):
    """A merchant in a month. Claims less debts is what it is owed, in cents; below zero it owes."""

    merchant: str = Field(description="Name of the merchant.")
    given: int = Field(description="Points given.")
    honoured: int = Field(description="Points of others used here.")
    claims_cents: int = Field(description="What others owe for them.")
    used_elsewhere: int = Field(description="Own points used at others.")
    debts_cents: int = Field(description="What is owed for them.")
    net_cents: int = Field(description="Claims less debts.")
    customers_in_common: int | None = Field(
        description="Its customers who bought at another merchant of the street that month; null below five."
    )


class ClearingAnswered(BaseModel):
    """A month of the street, as the token sees it."""

    month: str = Field(description="The month, as 2026-11.")
    months: list[str] = Field(description="Months there is something of, the latest first.")
    merchants: list[ClearedAnswered] = Field(description="By name; those that left come last.")


class PaymentAnswered(BaseModel):
    """Who pays whom."""

    debtor: str = Field(description="Name of the merchant who pays.")
    creditor: str = Field(description="Name of the merchant who is paid.")
    cents: int = Field(description="How much.")


class SettlementAnswered(BaseModel):
    """What was settled: it never changes."""

    id: int = Field(description="Its number.")
    until_on: date = Field(description="Everything up to this day that no earlier one held.")
    payments: list[PaymentAnswered] = Field(description="Those that the token sees.")


class SettlementsAnswered(BaseModel):
    """Settlements, the latest first."""

    settlements: list[SettlementAnswered] = Field(description="The latest first.")
