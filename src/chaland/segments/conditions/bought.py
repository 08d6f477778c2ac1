"""What customers bought, with what, where and when, and how they paid."""

from collections.abc import Mapping
from typing import Any

from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.conditions.figures import STORES
from chaland.segments.slots import Choices, Days, Ids, Number, Slot, Span, Texts
from chaland.segments.tree import Condition
from chaland.stores.queries import with_descendants

TRAITS = ("brand", "line", "size", "colour", "material", "price_level")
WEEKDAYS = ("1", "2", "3", "4", "5", "6", "7")
PRODUCT_SLOTS: tuple[Slot, ...] = (
    Ids("category", "category", required=False),
    Ids("product", "product", required=False),
    *(Texts(trait, required=False) for trait in TRAITS),
)
TOGETHER_SLOTS: tuple[Slot, ...] = (
    Ids("with_category", "category", required=False),
    Ids("with_product", "product", required=False),
)
WHEN_SLOTS: tuple[Slot, ...] = (
    Days(),
    STORES,
    Span("hours", 0, 23, required=False),
    Choices("weekdays", WEEKDAYS, required=False),
)


def _when(condition: Condition, asking: Asking) -> within.Where:
    hours, weekdays = condition.get("hours"), condition.get("weekdays")

    def where(rows: Any) -> Any:
        answers = [rows.hour >= hours[0], rows.hour <= hours[1]] if hours else []
        if weekdays:
            answers.append((rows.business_on.day_of_week.index() + 1).isin([int(day) for day in weekdays]))
        return within.all_of(answers)

    days = within.days("business_on", condition.get("window"), asking.today)
    return within.both(days, within.one_of("store_id", condition.get("store")), where)


def _articles(condition: Condition, prefix: str = "") -> within.Where:
    """Return the condition that a line is of such an article; families count with all below them."""
    families, products = condition.get(f"{prefix}category"), condition.get(f"{prefix}product")
    wheres = [
        within.one_of("category_id", with_descendants(families) if families else None),
        within.one_of("product_id", products),
    ]
    if not prefix:
        wheres += [_trait(trait, condition.get(trait)) for trait in TRAITS]
    return within.both(*wheres)


def _trait(trait: str, texts: tuple[str, ...] | None) -> within.Where:
    return (lambda rows: within.alike(rows[trait], texts)) if texts else within.any_row


def _bought(condition: Condition, asking: Asking) -> Any:
    """Return how often, how much or for how much was bought; a return takes back amount and quantity."""
    where = _lines(condition, asking)
    measure = (condition.get("measure") or ("times",))[0]
    if measure == "times":
        return asking.total("purchases", "nunique", "receipt_id", _kept(condition, asking))
    if measure == "amount":
        return asking.total("purchases", "sum", "amount_cents", where)
    return asking.total("purchases", "sum", "quantity_milli", where) / 1000


def _lines(condition: Condition, asking: Asking) -> within.Where:
    return within.both(_articles(condition), _when(condition, asking), _together(condition, asking))


def _kept(condition: Condition, asking: Asking) -> within.Where:
    """Return the condition on lines that were not returned."""
    return within.both(_lines(condition, asking), lambda rows: rows.quantity_milli >= 0)


def _together(condition: Condition, asking: Asking) -> within.Where:
    if not (condition.get("with_category") or condition.get("with_product")):
        return within.any_row
    other = asking.rows("purchases")
    beside = other.filter(_articles(condition, "with_")(other), other.quantity_milli >= 0).receipt_id
    return lambda rows: rows.receipt_id.isin(beside)


def _holds(condition: Condition, asking: Asking) -> Answer:
    wanted = condition.get("is")
    if wanted is not None:
        return asking.compare(_bought(condition, asking), wanted)
    if (condition.get("measure") or ("times",))[0] == "times":
        return asking.total("purchases", "count", "customer_id", _kept(condition, asking)) > 0
    return _bought(condition, asking) > 0


def _shown(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    measure = (condition.get("measure") or ("times",))[0]
    return {{"times": "count", "amount": "cents", "quantity": "quantity"}[measure]: _bought(condition, asking)}


def _came(condition: Condition, asking: Asking) -> Any:
    """Return the number of visits at such times, paid such a way, served by such a seller."""
    return asking.total(
        "receipts",
        "count",
        "customer_id",
        within.both(
            _when(condition, asking),
            within.one_of("seller_id", condition.get("seller")),
            lambda rows: rows.total_cents >= 0,
            lambda rows: (
                within.alike(rows.payment_method, condition.get("payment"))
                if condition.get("payment")
                else within.all_of([])
            ),
        ),
    )


def _came_holds(condition: Condition, asking: Asking) -> Answer:
    return asking.compare(_came(condition, asking), condition.get("is"))


TYPES = (
    Type(
        "bought",
        "purchases",
        (
            *PRODUCT_SLOTS,
            Choices("measure", ("times", "quantity", "amount"), required=False),
            Number("number", required=False, low=-1e12),
            *WHEN_SLOTS,
            *TOGETHER_SLOTS,
        ),
        _holds,
        _shown,
    ),
    Type(
        "came",
        "purchases",
        (Number("count"), *WHEN_SLOTS, Ids("seller", "seller", required=False), Texts("payment", required=False)),
        _came_holds,
        lambda condition, asking: {"count": _came(condition, asking)},
    ),
)
