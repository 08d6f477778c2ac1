"""What the database itself refuses to change of the ledger of points."""

from chaland.database.guard import Guard

REFUSED = {"loyalty_entry": ("UPDATE", "DELETE"), "loyalty_dailyclosing": ("UPDATE", "DELETE")}
FORGOTTEN = {"receipt_id": "NULL", "reference": "''", "salt": "''"}
"""What tells whose an entry may be, with what it becomes once the person is erased."""
_guard = Guard("loyalty_refuse", "the ledger of points only grows", REFUSED, {"loyalty_entry": FORGOTTEN})
install, remove, missing = _guard.install, _guard.remove, _guard.missing
history_of_vouchers = Guard(
    "loyalty_refuse_use", "the history of vouchers only grows", {"loyalty_voucheruse": ("UPDATE", "DELETE")}
)
settlements = Guard(
    "loyalty_refuse_settlement", "a settlement is never changed", {"loyalty_settlement": ("UPDATE", "DELETE")}
)
