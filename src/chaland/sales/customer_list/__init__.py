"""The customer list: the file joined to its live figures, filtered, sorted, totalled and paged by the database.

Main words: column, condition (a filter as typed, read into a query), page, totals. Stands on sales and customers.
"""

from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import COLUMNS, DEFAULT_COLUMNS, Column, columns_with
from chaland.sales.customer_list.conditions import Conditions, read_conditions
from chaland.sales.customer_list.purchases import Purchases
from chaland.sales.customer_list.reading import PAGE_SIZE, ListQuestion, Page, Totals, count, page, rows, totals
from chaland.sales.customer_list.rows import Row

__all__ = [
    "COLUMNS",
    "DEFAULT_COLUMNS",
    "PAGE_SIZE",
    "Calendar",
    "Column",
    "Conditions",
    "ListQuestion",
    "Page",
    "Purchases",
    "Row",
    "Totals",
    "columns_with",
    "count",
    "page",
    "read_conditions",
    "rows",
    "totals",
]
