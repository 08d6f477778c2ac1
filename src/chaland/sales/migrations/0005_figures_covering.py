from django.db import migrations, models

SUMMED = ["revenue_cents", "revenue_12m_cents", "visits", "visit_interval_days"]
INDEXES = {
    "figures_totals": ["store", *SUMMED, "receipts"],
    "figures_revenue_12m": ["store", "revenue_12m_cents", "revenue_cents", "visits", "visit_interval_days"],
    "figures_last_visit": ["store", "last_visit_at", *SUMMED],
    "figures_late": ["store", "late_on", "very_late_on", "visits_12m", *SUMMED],
}


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_figures_of_customer")]

    operations = [
        *[migrations.RemoveIndex(model_name="figures", name=name) for name in INDEXES],
        *[
            migrations.AddIndex(model_name="figures", index=models.Index(fields=fields, name=name))
            for name, fields in INDEXES.items()
        ],
    ]
