"""Points, cards, tiers and vouchers, and the street that clears them."""
