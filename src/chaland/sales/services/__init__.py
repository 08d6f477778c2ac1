"""Writes of the sales domain: receipts, live figures, tastes, carts and wishes."""

from chaland.sales.services.carts import CartInput, cancel_cart, close_carts, open_cart
from chaland.sales.services.figures import (
    end_roll,
    figures_day,
    move_windows,
    moved_between,
    open_figures,
    rebuild_figures,
    refresh_figures,
    start_roll,
)
from chaland.sales.services.merging import (
    count_anew,
    drop_figures,
    forget_in,
    hand_back_receipts,
    hand_over_receipts,
    know_in,
    stores_knowing,
    stores_of_sales,
)
from chaland.sales.services.receipts import (
    NewReceipt,
    attach,
    attach_card,
    insert_receipts,
    keep_conflict,
    remove_import,
    resolve_conflict,
)
from chaland.sales.services.tallies import retally_products, tally_receipts
from chaland.sales.services.wishes import (
    add_wish,
    announce_arrival,
    announce_sales,
    mark_arrived,
    mark_told,
    remove_wish,
)

__all__ = [
    "CartInput",
    "NewReceipt",
    "add_wish",
    "announce_arrival",
    "announce_sales",
    "attach",
    "attach_card",
    "cancel_cart",
    "close_carts",
    "count_anew",
    "drop_figures",
    "end_roll",
    "figures_day",
    "forget_in",
    "hand_back_receipts",
    "hand_over_receipts",
    "insert_receipts",
    "keep_conflict",
    "know_in",
    "mark_arrived",
    "mark_told",
    "move_windows",
    "moved_between",
    "open_cart",
    "open_figures",
    "rebuild_figures",
    "refresh_figures",
    "remove_import",
    "remove_wish",
    "resolve_conflict",
    "retally_products",
    "start_roll",
    "stores_knowing",
    "stores_of_sales",
    "tally_receipts",
]
