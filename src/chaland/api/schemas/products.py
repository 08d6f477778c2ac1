"""Products of the catalogue, as partners describe and read them."""

from pydantic import BaseModel, Field

from chaland.api.schemas.asked import Asked, Euros, WholeCents


class ProductAsked(Asked):
    """One product. What is left out, or empty, changes nothing of a known one."""

    sku: str = Field(max_length=64, description="The article's code.")
    name: str = Field("", max_length=200, description="Its name.")
    ean: str = Field("", max_length=14, description="Its EAN, 8 to 14 digits.")
    kind: str = Field("", max_length=30, description="article, service or work.")
    category: str = Field("", max_length=500, description="Its family, from the root.", examples=["Women > Shoes"])
    brand: str = Field("", max_length=100, description="Its brand.")
    line: str = Field("", max_length=100, description="Its line, such as women, men or children.")
    price_level: str = Field("", max_length=50, description="Its price level.")
    size: str = Field("", max_length=50, description="Its size.")
    colour: str = Field("", max_length=50, description="Its colour.")
    material: str = Field("", max_length=100, description="Its material.")
    price_cents: WholeCents | None = Field(None, description="What it costs in cents, taxes included; not below zero.")
    price: Euros | None = Field(None, description="The same in euros, instead of the cents.")
    picture: str = Field("", max_length=500, description="https address of its picture on the shop's own site.")
    link: str = Field("", max_length=500, description="https address of its page in the shop's own web shop.")


class ProductsAsked(Asked):
    """Products to describe."""

    products: list[ProductAsked] = Field(min_length=1, max_length=1000, description="At most a thousand.")


class ProductErrorAnswered(BaseModel):
    """A product that was left out."""

    row: int = Field(description="Its place in what was sent, from 1.")
    code: str = Field(description="Code of the refusal.")
    field: str = Field(description="The value that is not right.")
    detail: str = Field(description="Why it is refused, in the language of Accept-Language.")


class ProductsAnswered(BaseModel):
    """What was done."""

    created: int = Field(description="How many are new.")
    changed: int = Field(description="How many were described anew.")
    unchanged: int = Field(description="How many were so already.")
    errors: list[ProductErrorAnswered] = Field(description="Those left out.")


class ProductAnswered(BaseModel):
    """A product of the catalogue."""

    sku: str = Field(description="The article's code.")
    name: str = Field(description="Its name.")
    ean: str = Field(description="Its EAN, or empty.")
    kind: str = Field(description="article, service or work.")
    category: str = Field(description="Its family, from the root, or empty.")
    brand: str = Field(description="Its brand, or empty.")
    line: str = Field(description="Its line, or empty.")
    price_level: str = Field(description="Its price level, or empty.")
    size: str = Field(description="Its size, or empty.")
    colour: str = Field(description="Its colour, or empty.")
    material: str = Field(description="Its material, or empty.")
    price_cents: int | None = Field(description="What it costs in cents, taxes included; null where nobody said.")
    picture: str = Field(description="Address of its picture, or empty.")
    link: str = Field(description="https address of its page, or empty.")
