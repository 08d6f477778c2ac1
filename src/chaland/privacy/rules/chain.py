"""What a line of the ledger of consents seals; how, `kernel.chain` says."""

SEALED = (
    "number", "subject", "purpose", "channel", "merchant_id", "controller", "act", "given_at", "recorded_at", "zone",
    "point", "method", "language", "text_id", "text_hash", "operator_id", "store_id", "form_version", "private_seal",
    "trace_seal",
)  # fmt: skip
"""The columns of a line that its hash covers, in this order."""
