"""Files of customers, as software hands them in and follows them."""

from typing import Literal

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked


class ImportConsentAsked(Asked):
    """A column that tells of a consent. Only its mapped values count, each with its day and its source."""

    column: str = Field(max_length=200, description="Its heading in the file.")
    purpose: str = Field(max_length=20, description="Code of the purpose, such as newsletter or offers.")
    channel: str = Field(max_length=5, description="email, sms, phone or post.")
    yes: list[str] = Field(max_length=50, description="The values that are a yes; every other is none.")
    day_column: str | None = Field(None, max_length=200, description="Heading of the column with its day.")
    given_on: str = Field("", max_length=10, description="The same day for all, as YYYY-MM-DD.")
    source: str = Field("", max_length=100, description="Where it was given. Without day and source it does not count.")


class ImportDecisionAsked(Asked):
    """How a file is taken in. What is not said is as proposed; what the file leaves in doubt must be said."""

    do: Literal["check", "import"] = Field(description="check writes nothing and remarks on every row.")
    columns: dict[str, str] = Field({}, description="Heading in the file by our name, such as last_name.")
    consents: list[ImportConsentAsked] = Field([], max_length=20, description="Columns of consents. None is guessed.")
    sheet: str = Field("", max_length=100, description="Sheet of a spreadsheet.")
    dates: Literal["day-first", "month-first"] | None = Field(None, description="How the file writes 03/04/1980.")
    accents: Literal["repair", "keep"] | None = Field(None, description="What to do about accents that were spoiled.")
    no_headings: bool | None = Field(None, description="The first row is a customer already.")
    split: bool = Field(default=False, description="Take both of two numbers or addresses in one cell.")
    lenient: bool = Field(default=False, description="Take people in without a cell that cannot be read.")
    mode: str = Field("create", max_length=20, description="create, update or both.")
    keys: list[str] = Field([], max_length=10, description="By what somebody known is recognised.")
    alike: str = Field("create", max_length=20, description="What becomes of rows that are probably somebody known.")
    source: str = Field("", max_length=100, description="Where these people come from.")


class UnderstoodAnswered(BaseModel):
    """What was understood of a file."""

    format: str = Field(description="csv, xls, xlsx, ods or vcard.")
    encoding: str = Field(description="Of a text file.")
    delimiter: str = Field(description="What separates the cells of a text file.")
    sheet: str = Field(description="The sheet that is read.")
    sheets: list[str] = Field(description="Every sheet.")
    header_row: int | None = Field(description="Number of the row of headings; null without one.")
    preset: str = Field(description="The program that wrote it, where its headings tell.")
    columns: dict[str, str] = Field(description="What each column is taken for, by its heading.")
    questions: list[str] = Field(description="What must be decided: headings, dates, accents.")


class ImportRowAnswered(BaseModel):
    """What became, or becomes, of one row."""

    row: int = Field(description="Its number, as a spreadsheet shows it.")
    status: str = Field(description="created, updated, replayed, conflict or rejected.")
    code: str = Field(description="Why it stays out, or empty.")
    message: str = Field(description="The same in words.")
    remarks: list[str] = Field(description="Codes of what was repaired, or should be looked at.")
    remarks_told: list[str] = Field(description="The same in words.")


class ImportAnswered(BaseModel):
    """A file handed in, and how far it is."""

    id: int = Field(description="Its number.")
    file: str = Field(description="Its name.")
    status: str = Field(description="to_confirm, waiting, reading, done, stopped, refused, undoing or undone.")
    check_only: bool = Field(description="It is only checked.")
    rows: int = Field(description="Rows of customers.")
    rows_done: int = Field(description="Rows read so far.")
    understood: UnderstoodAnswered | None = Field(description="Null once the file is gone.")
    code: str = Field(description="Why it was refused, or empty.")
    message: str = Field(description="The same in words.")
    outcome: dict[str, int] = Field(description="How many rows, created, updated, rejected and so on, once it ended.")


class ImportRowsAnswered(BaseModel):
    """Rows of a file, in its order."""

    rows: list[ImportRowAnswered] = Field(description="At most a thousand.")
    after: int | None = Field(description="Ask again with this for those that follow; null at the end.")


class ImportUndoneAnswered(BaseModel):
    """What was taken back."""

    customers: int = Field(description="Customers who left.")
    kept: int = Field(description="Customers who stay, as they have bought or changed since.")
    given_back: int = Field(description="Customers who say again what they said before.")
