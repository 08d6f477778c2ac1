import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_whose_subject_it_is")]
    operations = [
        migrations.AlterField(
            "currentconsent",
            "customer",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                related_query_name="consent",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            "currentconsent",
            "merchant",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                related_query_name="consent",
                to="stores.merchant",
            ),
        ),
    ]
