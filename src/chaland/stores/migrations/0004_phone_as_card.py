from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stores", "0003_card_prefix"),
    ]

    operations = [
        migrations.AddField(
            model_name="network",
            name="phone_as_card",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
