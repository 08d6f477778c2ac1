"""A customer is deleted without a look at every receipt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_tables")]

    operations = [
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(original_customer__isnull=False),
                fields=["original_customer"],
                name="receipt_original",
            ),
        ),
    ]
