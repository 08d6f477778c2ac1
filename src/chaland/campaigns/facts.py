"""Messages of campaigns and the use of their vouchers, in the lake: no address, no code, nothing that was said."""

from chaland.warehouse.fact import Fact, of_customers

# Whose message it was stays with the file it was meant for; it counts for whoever took that file in. Two statements,
# so that each finds the messages of one person by an index. Of whoever was erased the lake holds nothing.
_OWNED = (
    "(SELECT {columns}, m.customer_id AS owner_id FROM campaigns_message m "
    "JOIN customers_customer c ON c.id = m.customer_id WHERE c.merged_into_id IS NULL "
    "UNION ALL SELECT {columns}, c.merged_into_id AS owner_id FROM customers_customer c "
    "JOIN campaigns_message m ON m.customer_id = c.id WHERE c.merged_into_id IS NOT NULL) m "
    "JOIN campaigns_campaign p ON p.id = m.campaign_id"
)
_FLAGS = ("delivered", "complained", "scanned", "unsubscribed")
_READ = (
    "id", "campaign_id", "variant", "stratum", "tier", "parts", "state", "entered_on", "sent_at", "bounced_at",
    "clicked_at",
)  # fmt: skip

# store_id: whose campaign it is, none the network's. A claim is over in seconds: the lake is not told of it.
CAMPAIGN_MESSAGES = Fact(
    name="campaign_messages",
    owner_sql="m.owner_id",
    topic="message",
    root="message_id",
    key=("message_id",),
    read={
        "message_id": ("m.id", "id"),
        "campaign_id": ("m.campaign_id", "id"),
        "customer_id": ("m.owner_id", "id"),
        "store_id": ("p.store_id", "id"),
        "variant": ("m.variant", "text"),
        "stratum": ("m.stratum", "integer"),
        "entered_on": ("m.entered_on", "day"),
        "tier": ("m.tier", "text"),
        "parts": ("m.parts", "integer"),
        "state": ("CASE m.state WHEN 'sending' THEN 'waiting' ELSE m.state END", "text"),
        "sent_at": ("m.sent_at", "moment"),
        "bounced_at": ("m.bounced_at", "moment"),
        "clicked_at": ("m.clicked_at", "moment"),
        **{f"is_{flag}": (f"m.{flag}_at IS NOT NULL", "flag") for flag in _FLAGS},
    },
    source=_OWNED.format(columns=", ".join(f"m.{column}" for column in (*_READ, *(f"{flag}_at" for flag in _FLAGS)))),
    root_sql="m.id",
)

# What was given back was not used.
CAMPAIGN_USES = of_customers(
    "campaign_uses",
    "loyalty",
    {
        "use_id": ("u.id", "id"),
        "customer_id": ("u.customer_id", "id"),
        "campaign_id": ("u.campaign_id", "id"),
        "store_id": ("p.store_id", "id"),
        "sent_at": ("u.sent_at", "moment"),
        "used_at": ("u.at", "moment"),
        "discount_cents": ("u.discount_cents", "integer"),
    },
    key=("use_id",),
    source=(
        "(SELECT w.id, v.customer_id, m.campaign_id, m.sent_at, w.at, w.discount_cents FROM loyalty_voucher v "
        "JOIN (SELECT id AS message_id, voucher_id FROM campaigns_message WHERE voucher_id IS NOT NULL "
        "UNION ALL SELECT message_id, voucher_id FROM campaigns_morevoucher) g ON g.voucher_id = v.id "
        "JOIN campaigns_message m ON m.id = g.message_id JOIN loyalty_voucheruse w ON w.voucher_id = v.id "
        "WHERE w.act = 'redeemed' AND v.customer_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM loyalty_voucheruse x WHERE x.voucher_id = w.voucher_id AND x.key = w.key "
        "AND x.act = 'released')) u JOIN campaigns_campaign p ON p.id = u.campaign_id"
    ),
)

FACTS = (CAMPAIGN_MESSAGES, CAMPAIGN_USES)
