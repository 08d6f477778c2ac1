"""What the database itself refuses to change of consents and of what people were shown."""

from chaland.database.guard import Guard

REFUSED = {
    "privacy_consententry": ("UPDATE", "DELETE"),
    "privacy_consenttext": ("UPDATE", "DELETE"),
    # What tells who it is may be forgotten, not changed.
    "privacy_consentprivate": ("UPDATE",),
    "privacy_consenttrace": ("UPDATE",),
}
_guard = Guard("privacy_refuse", "the ledger of consents only grows", REFUSED)
install, remove, missing = _guard.install, _guard.remove, _guard.missing
