from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_tables")]

    operations = [
        migrations.AlterField(
            model_name="confirmation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opt_in", "To confirm"),
                    ("parent", "To confirm for a child"),
                    ("details", "To correct their details"),
                    ("address", "To use another address"),
                    ("renewal", "To renew"),
                ],
                max_length=7,
            ),
        ),
    ]
