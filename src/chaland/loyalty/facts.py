"""Points, tiers, vouchers and referrals, in the lake: numbers and days, never a code that opens anything."""

from chaland.warehouse.fact import Fact

# A change names the customer: everything of theirs is read again.
TOPIC = "loyalty"

BALANCES = Fact(
    name="balances",
    owner_sql="b.customer_id",
    topic=TOPIC,
    root="customer_id",
    key=("customer_id", "programme_id"),
    read={
        "customer_id": ("b.customer_id", "id"),
        "programme_id": ("b.programme_id", "id"),
        "points": ("b.points", "integer"),
        "debt": ("b.debt", "integer"),
        "lost_on": ("b.lost_on", "day"),
        "lost_points": ("b.lost_points", "integer"),
        "tier": ("b.tier", "text"),
    },
    source="loyalty_balance b",
    root_sql="b.customer_id",
)

# Of whoever was erased the ledger keeps the sums, and the lake nothing.
POINTS = Fact(
    name="points",
    owner_sql="s.customer_id",
    topic=TOPIC,
    root="customer_id",
    key=("entry_id",),
    read={
        "entry_id": ("e.id", "id"),
        "customer_id": ("s.customer_id", "id"),
        "store_id": ("e.store_id", "id"),
        "kind": ("e.kind", "text"),
        "points": ("e.points", "integer"),
        "counted_on": ('e."on"', "day"),
    },
    source="privacy_subject s JOIN loyalty_entry e ON e.subject = s.key",
    root_sql="s.customer_id",
)

VOUCHERS = Fact(
    name="vouchers",
    owner_sql="v.customer_id",
    topic=TOPIC,
    root="customer_id",
    key=("voucher_id",),
    read={
        "voucher_id": ("v.id", "id"),
        "customer_id": ("v.customer_id", "id"),
        "store_id": ("v.store_id", "id"),
        "state": ("v.state", "text"),
        "issued_at": ("v.issued_at", "moment"),
        "valid_from": ("v.valid_from", "moment"),
        "valid_until": ("v.valid_until", "moment"),
    },
    source="(SELECT * FROM loyalty_voucher WHERE customer_id IS NOT NULL) v",
    root_sql="v.customer_id",
)

# What was given back was not used.
VOUCHER_USES = Fact(
    name="voucher_uses",
    owner_sql="u.customer_id",
    topic=TOPIC,
    root="customer_id",
    key=("use_id",),
    read={
        "use_id": ("u.id", "id"),
        "customer_id": ("u.customer_id", "id"),
        "store_id": ("u.store_id", "id"),
        "used_at": ("u.at", "moment"),
        "discount_cents": ("u.discount_cents", "integer"),
    },
    source=(
        "(SELECT w.id, v.customer_id, w.store_id, w.at, w.discount_cents FROM loyalty_voucheruse w "
        "JOIN loyalty_voucher v ON v.id = w.voucher_id WHERE w.act = 'redeemed' AND v.customer_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM loyalty_voucheruse x WHERE x.voucher_id = w.voucher_id AND x.key = w.key "
        "AND x.act = 'released')) u"
    ),
    root_sql="u.customer_id",
)

REFERRALS = Fact(
    name="referrals",
    owner_sql="f.referred_id",
    topic=TOPIC,
    root="customer_id",
    key=("customer_id",),
    read={
        "customer_id": ("f.referred_id", "id"),
        "made_at": ("f.made_at", "moment"),
        "bought_on": ("f.bought_on", "day"),
    },
    source="loyalty_referral f",
    root_sql="f.referred_id",
)

FACTS = (BALANCES, POINTS, VOUCHERS, VOUCHER_USES, REFERRALS)
