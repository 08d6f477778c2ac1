"""Telephones by their last digits."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_likeness")]

    operations = [
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                django.db.models.functions.text.Right("normalised", 4),
                condition=models.Q(("kind__in", ["mobile", "phone"])),
                name="phone_end",
            ),
        )
    ]
