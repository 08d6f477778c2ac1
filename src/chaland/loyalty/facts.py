"""Points, tiers, vouchers and referrals, in the lake: numbers and days, never a code that opens anything."""

from chaland.warehouse.fact import of_customers

TOPIC = "loyalty"

BALANCES = of_customers(
    "balances",
    TOPIC,
    {
        "customer_id": ("b.customer_id", "id"),
        "programme_id": ("b.programme_id", "id"),
        "points": ("b.points", "integer"),
        "debt": ("b.debt", "integer"),
        "lost_on": ("b.lost_on", "day"),
        "lost_points": ("b.lost_points", "integer"),
        "tier": ("b.tier", "text"),
    },
    key=("customer_id", "programme_id"),
    source="loyalty_balance b",
)

# Of whoever was erased the ledger keeps the sums, and the lake nothing.
POINTS = of_customers(
    "points",
    TOPIC,
    {
        "entry_id": ("e.id", "id"),
        "customer_id": ("s.customer_id", "id"),
        "store_id": ("e.store_id", "id"),
        "kind": ("e.kind", "text"),
        "points": ("e.points", "integer"),
        "counted_on": ('e."on"', "day"),
    },
    key=("entry_id",),
    source="privacy_subject s JOIN loyalty_entry e ON e.subject = s.key",
)

VOUCHERS = of_customers(
    "vouchers",
    TOPIC,
    {
        "voucher_id": ("v.id", "id"),
        "customer_id": ("v.customer_id", "id"),
        "store_id": ("v.store_id", "id"),
        "kind_id": ("v.kind_id", "id"),
        "reason": ("v.reason", "text"),
        "state": ("v.state", "text"),
        "issued_at": ("v.issued_at", "moment"),
        "valid_from": ("v.valid_from", "moment"),
        "valid_until": ("v.valid_until", "moment"),
    },
    key=("voucher_id",),
    source="(SELECT * FROM loyalty_voucher WHERE customer_id IS NOT NULL) v",
)

# What was given back was not used.
VOUCHER_USES = of_customers(
    "voucher_uses",
    TOPIC,
    {
        "use_id": ("u.id", "id"),
        "customer_id": ("u.customer_id", "id"),
        "store_id": ("u.store_id", "id"),
        "used_at": ("u.at", "moment"),
        "discount_cents": ("u.discount_cents", "integer"),
    },
    key=("use_id",),
    source=(
        "(SELECT w.id, v.customer_id, w.store_id, w.at, w.discount_cents FROM loyalty_voucheruse w "
        "JOIN loyalty_voucher v ON v.id = w.voucher_id WHERE w.act = 'redeemed' AND v.customer_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM loyalty_voucheruse x WHERE x.voucher_id = w.voucher_id AND x.key = w.key "
        "AND x.act = 'released')) u"
    ),
)

REFERRALS = of_customers(
    "referrals",
    TOPIC,
    {
        "customer_id": ("f.referred_id", "id"),
        "made_at": ("f.made_at", "moment"),
        "bought_on": ("f.bought_on", "day"),
    },
    key=("customer_id",),
    source="loyalty_referral f",
)

FACTS = (BALANCES, POINTS, VOUCHERS, VOUCHER_USES, REFERRALS)
