"""What the tables of users hold of persons: those who work there."""

from chaland.kernel.personal import personal

TAGS = {
    "User": personal(
        "staff",
        staff="password last_login email name role language is_active all_stores created_at stores",
    ),
    "LoginLink": personal("staff", staff="user token_hash expires_at used_at"),
    "Token": personal("shop", shop="name token_hash till store created_at revoked_at"),
}
