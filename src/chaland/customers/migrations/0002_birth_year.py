from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_birthday"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["birth_month", "birth_day", "birth_year"], name="customer_birthday"),
        ),
    ]
