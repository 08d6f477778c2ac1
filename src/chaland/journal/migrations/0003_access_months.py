"""What stays of the access log, month by month, once its lines go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_uploads_of_programs")]
    operations = [
        migrations.CreateModel(
            "AccessMonth",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month_on", models.DateField()),
                ("act", models.CharField(max_length=9)),
                ("lines", models.PositiveIntegerField()),
                ("customers", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["month_on", "act"], name="access_month_once"),
                ]
            },
        )
    ]
