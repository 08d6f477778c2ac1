"""When what a customer wished for is there."""

from datetime import date, datetime


def fits(size: str, product_size: str) -> bool:
    """Tell whether an article has the size of a wish, which may name none.

    >>> fits("", "38"), fits("xl", "XL"), fits("38", "39")
    (True, True, False)
    """
    return not size or size.casefold() == product_size.casefold()


def is_on_sale(*, wished_at: datetime, until_on: date | None, sold_at: datetime, business_on: date) -> bool:
    """Tell whether the sale of an article shows that it can be had: after the wish, no later than its last day.

    >>> from datetime import UTC
    >>> wished, sold = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
    >>> is_on_sale(wished_at=wished, until_on=date(2026, 3, 4), sold_at=sold, business_on=date(2026, 3, 5))
    False
    """
    return wished_at <= sold_at and (until_on is None or business_on <= until_on)
