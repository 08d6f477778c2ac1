"""Receipts that live tills post; made up."""


def receipt_of(number, cents, customer, store="lyon"):
    """A receipt of two lines whose day follows from its amount."""
    return {
        "store": store,
        "till": "1",
        "number": number,
        "sold_at": f"2026-{1 + cents % 12:02}-{1 + cents % 28:02}T10:00:00Z",
        "customer": customer,
        "total_cents": cents,
        "lines": [
            {"sku": "A", "category": "Chaussures", "quantity": 1, "amount_cents": cents - 1},
            {"sku": "B", "category": "Entretien", "quantity": "0.375", "amount_cents": 1},
        ],
    }
