"""The receipts of a person as the rows of a file that an import of receipts reads."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from chaland.sales.models import Receipt, ReceiptLine
from chaland.stores.models import Product
from chaland.usecases.imports.import_receipt_rows import COLUMNS
from chaland.usecases.rights.erase_customer import files_of_person

_NOTHING = Product(sku="")
_ARTICLE = ("brand", "line", "size", "colour", "material", "price_level")


def receipt_rows(customer_id: int, named: str) -> list[list[Any]]:
    """Return the headings and a row for each line of each receipt, the earliest first; none without receipts.

    named: the reference that the file of the person bears. Amounts and quantities are numbers. What is in a receipt
    without a line, such as a total that its lines do not make up, is not told.
    """
    ids = [one.pk for one in files_of_person(customer_id)]
    lines = ReceiptLine.objects.filter(receipt__customer__in=ids).select_related(
        "receipt__store", "receipt__till", "receipt__seller", "product__category"
    )
    rows = [list(_row(line, line.receipt, named)) for line in lines.order_by("receipt__sold_at", "receipt", "position")]
    return [list(COLUMNS), *rows] if rows else []


def _row(line: ReceiptLine, receipt: Receipt, named: str) -> Iterator[Any]:
    """Give the cells in the order of `COLUMNS`."""
    product = line.product or _NOTHING
    yield from (receipt.store.code, receipt.till.code, receipt.number, receipt.sold_at.isoformat())
    yield from (named, receipt.card_number, receipt.seller.code if receipt.seller else "", receipt.payment_method)
    yield from (product.sku, line.label, product.category.path if product.category else "")
    yield from (getattr(product, name) for name in _ARTICLE)
    yield from (Decimal(line.quantity_milli).scaleb(-3), Decimal(line.amount_cents).scaleb(-2))
