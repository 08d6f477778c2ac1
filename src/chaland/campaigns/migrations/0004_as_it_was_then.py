"""What a message keeps of the moment it was meant for; since when some are left alone by every campaign."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def since_today(apps, _editor):
    """Whoever is left alone by now surely is from today on; the shop may know of an earlier day."""
    policies = apps.get_model("campaigns", "Policy").objects.filter(hold_out_percent__gt=0)
    policies.update(hold_out_since=timezone.now().date())


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_journeys")]

    operations = [
        migrations.AddField("policy", "hold_out_since", models.DateField(null=True)),
        migrations.AddField("message", "tier", models.CharField(max_length=100, null=True)),
        migrations.AddField("message", "parts", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="campaigns.campaign"
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        related_query_name="campaign_part",
                        to="segments.segment",
                    ),
                ),
            ],
            options={"ordering": ("place",)},
        ),
        migrations.AddConstraint(
            "part", models.UniqueConstraint(fields=["campaign", "place"], name="campaign_part_place")
        ),
        migrations.RunPython(since_today, migrations.RunPython.noop),
    ]
