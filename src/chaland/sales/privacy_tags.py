"""What the tables of purchases hold of persons."""

from chaland.kernel.personal import personal

TAGS = {
    "Receipt": personal(
        "receipt",
        subject="customer",
        blanked="customer original_customer card_number",
        behaviour="store till number business_on sold_at card_number seller payment_method total_cents",
        technical="uuid body_hash received_at customer original_customer source flags import_run",
    ),
    "ReceiptLine": personal(
        "receipt",
        subject="receipt__customer",
        quoting="label",
        behaviour="receipt position product label quantity_milli amount_cents",
    ),
    "ReceiptConflict": personal(
        "receipt",
        subject="receipt__customer",
        blanked="body",
        behaviour="receipt reason body received_at",
        technical="body_hash resolved_at resolved_by",
    ),
    "Figures": personal(
        "person",
        subject="customer",
        derived="store receipts revenue_cents visits average_basket_cents visit_interval_days first_visit_at"
        " last_visit_at usual_interval_days recent_interval_days interval_change late_on very_late_on"
        " revenue_12m_cents visits_12m revenue_prior_12m_cents visits_prior_12m categories",
        technical="customer",
    ),
    "FiguresClock": personal("technical", technical="as_of_on rolling_from_on"),
    "CategoryFigures": personal(
        "person",
        subject="customer",
        derived="store category bought quantity_milli revenue_cents",
        technical="customer",
    ),
    "TasteFigures": personal(
        "person", subject="customer", derived="store trait value bought revenue_cents", technical="customer"
    ),
    "Wish": personal(
        "person",
        subject="customer",
        wish="product category text size until_on store created_at",
        behaviour="arrived_at arrived_product told_at",
        technical="customer",
    ),
    "Cart": personal(
        "person",
        subject="customer",
        behaviour="store kind reference made_at total_cents receipt cancelled_at valid_until_on follow_up_on",
        technical="customer import_run",
    ),
    "CartLine": personal(
        "person", subject="cart__customer", behaviour="cart position product label quantity_milli amount_cents"
    ),
}
