"""What the tables of the network hold of persons: those who work there."""

from chaland.kernel.personal import personal

TAGS = {
    "Network": personal("shop", shop="name time_zone country notice card_prefix phone_as_card"),
    "Merchant": personal("shop", shop="name legal_name"),
    "Store": personal("shop", shop="merchant code name time_zone postcode city latitude longitude is_open"),
    "Till": personal("shop", shop="store code name"),
    "TillScreen": personal("shop", shop="store mode form_code offline_cents"),
    "Seller": personal("staff", staff="store code name is_active"),
    "Category": personal("shop", shop="parent name path"),
    "Product": personal(
        "shop",
        shop="sku ean name search_name kind category brand line price_level size colour material "
        "price_cents picture link is_stub",
    ),
}
