from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="figures", name="figures_revenue"),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(
                fields=["store", "revenue_cents", "revenue_12m_cents", "visits", "visit_interval_days"],
                name="figures_totals",
            ),
        ),
    ]
