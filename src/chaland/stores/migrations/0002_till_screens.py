"""How the till screen of a store works."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="TillScreen",
            fields=[
                (
                    "store",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="till_screen",
                        serialize=False,
                        to="stores.store",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("customer", "Customer first: the whole file, history and advice"),
                            ("till", "Till first: the card alone, the file is filled in at the welcome desk"),
                        ],
                        default="customer",
                        max_length=8,
                    ),
                ),
                ("form_code", models.CharField(blank=True, max_length=40)),
            ],
        )
    ]
