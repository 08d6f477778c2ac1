"""A customer is deleted without a look at every contact point and card."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_former_state_moment")]

    operations = [
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(copied_from__isnull=False), fields=["copied_from"], name="contact_point_copied"
            ),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(original_customer__isnull=False), fields=["original_customer"], name="card_original"
            ),
        ),
    ]
