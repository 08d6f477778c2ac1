"""Who holds a file with somebody in it is told what became of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _user() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        related_query_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_tables")]
    operations = [
        migrations.CreateModel(
            "Recipient",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("erasure", "Erased"), ("rectification", "Put right"), ("restriction", "Restricted use"),
                        ],
                        max_length=13,
                    ),
                ),
                ("customer_number", models.BigIntegerField()),
                ("detail", models.CharField(blank=True, max_length=100)),
                ("taken_out_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("taken_out_by", _user()),
                ("told_by", _user()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["noted_at"], condition=models.Q(told_at=None), name="recipient_to_tell"
                    )
                ]
            },
        )
    ]
