"""Contact points are found by the unique constraint that begins with their customer: one index less to write."""

import django.db.models.deletion
from django.db import migrations, models

NAME = "customers_contactpoint_customer_id_c5e90863"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_tables")]

    operations = [
        # The state alone: SQLite would copy the whole table for it.
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {NAME}",
                    f"CREATE INDEX IF NOT EXISTS {NAME} ON customers_contactpoint (customer_id)",
                )
            ],
            [
                migrations.AlterField(
                    model_name="contactpoint",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="customers.customer",
                    ),
                )
            ],
        )
    ]
