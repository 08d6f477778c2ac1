"""Bodies to copy from the documentation. People and shops in them are made up."""

from typing import Any

_RECEIPT = {
    "store": "LYON",
    "till": "1",
    "number": "2026-001042",
    "sold_at": "2026-11-22T10:30:00+01:00",
    "card": "3760000000016",
    "seller": "ANNE",
    "payment_method": "CB",
    "total_cents": 4870,
    "lines": [
        {"sku": "BALLERINE-37-RED", "label": "Ballerines", "quantity": 1, "amount_cents": 4500},
        {"sku": "POLISH", "label": "Shoe polish", "quantity": "0.375", "amount": "3.70"},
    ],
}

EXAMPLES: dict[tuple[str, str], Any] = {
    ("post", "/receipts"): _RECEIPT,
    ("post", "/receipts/batch"): {"receipts": [_RECEIPT]},
    ("post", "/receipts/{receipt_id}/attach"): {"card": "3760000000016"},
    ("post", "/customers"): {
        "reference": "web-1024",
        "civility": "mme",
        "first_name": "Claire",
        "last_name": "Bonnet",
        "mobiles": ["06 39 98 01 23"],
        "cards": ["3760000000016"],
    },
    ("patch", "/customers/{customer_id}"): {"emails": ["claire.bonnet@example.com"]},
    ("post", "/customers/{customer_id}/cards"): {"number": "3760000000016"},
    ("post", "/customers/{customer_id}/consents"): {
        "purpose": "offers",
        "channel": "sms",
        "act": "granted",
        "method": "oral",
        "reference": "till 1",
    },
    ("post", "/interactions"): {
        "customer_id": 12,
        "kind": "appointment",
        "due_at": "2026-12-04T15:00:00+01:00",
        "subject": "Fitting",
        "reference": "agenda-318",
    },
    ("post", "/carts"): {
        "store": "LYON",
        "kind": "quote",
        "reference": "Q-2026-77",
        "customer_id": 12,
        "total_cents": 12900,
        "lines": [{"sku": "BOOT-38", "quantity": 1, "amount_cents": 12900}],
    },
    ("post", "/imports/{upload_id}/decide"): {
        "do": "check",
        "columns": {"last_name": "Nom", "first_name": "Prénom"},
        "dates": "day-first",
        "consents": [
            {
                "column": "Optin",
                "purpose": "newsletter",
                "channel": "email",
                "yes": ["oui"],
                "day_column": "Date optin",
                "source": "Carte papier",
            }
        ],
    },
    ("post", "/products"): {
        "products": [
            {
                "sku": "BOT-38",
                "name": "Louise ankle boot",
                "category": "Women > Shoes",
                "price_cents": 12990,
                "picture": "https://boutique.example/bot-38.jpg",
                "link": "https://boutique.example/bot-38",
            }
        ]
    },
    ("post", "/segments/count"): {
        "rule": {
            "all": [
                {"condition": "revenue", "is": {"operator": "at_least", "amount": 20000}, "window": {"last_days": 365}},
                {"any": [{"condition": "rhythm", "is": ["late"]}, {"condition": "reachable", "by": ["email"]}]},
            ]
        }
    },
    ("post", "/vouchers/{code}/reserve"): {"key": "2026-001042", "card": "3760000000016", "amount_cents": 4870},
    ("post", "/vouchers/{code}/redeem"): {
        "key": "2026-001042",
        "card": "3760000000016",
        "amount_cents": 4870,
        "discount_cents": 500,
    },
    ("post", "/vouchers/{code}/release"): {"key": "2026-001042"},
    ("post", "/texts"): {"number": "06 39 98 01 23", "text": "STOP 36180"},
    ("post", "/wishes"): {"customer_id": 12, "text": "Red ballerines", "size": "37", "until_on": "2026-12-24"},
}
