"""What the tables of users hold of persons: those who work there."""

from chaland.kernel.personal import personal

TAGS = {
    "User": personal(
        "staff",
        staff="password last_login email name role language is_active all_stores created_at stores sellers",
    ),
    "LoginLink": personal("staff", staff="user token_hash expires_at used_at"),
    "Device": personal(
        "shop",
        shop="till name token_hash enrolled_at revoked_at failures closed_until",
        staff="enrolled_by seller seen_at",
    ),
    "SellerPin": personal("staff", staff="seller pin_hash"),
    "Token": personal("shop", shop="name token_hash till store created_at revoked_at"),
}
