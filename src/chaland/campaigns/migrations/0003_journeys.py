"""Journeys: a trigger, steps, and where each person is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_sheet_of_vouchers"),
        ("customers", "0001_tables"),
        ("segments", "0001_tables"),
        ("stores", "0002_offline_points"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="entered_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="Journey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("trigger", models.CharField(max_length=12)),
                ("options", models.JSONField(default=dict)),
                ("steps", models.JSONField(default=list)),
                ("hour", models.PositiveSmallIntegerField(default=10)),
                ("seed", models.CharField(max_length=32)),
                ("control_percent", models.PositiveIntegerField(default=10)),
                ("is_on", models.BooleanField(default=False)),
                ("since_on", models.DateField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("stopped_for", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("launched_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        related_query_name="journey",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "launcher",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="journey",
                        to="segments.segment",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="journey",
                        to="stores.store",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="campaign",
            name="journey",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="campaigns.journey"
            ),
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occasion", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("going", "On the way"), ("done", "At the end"), ("left", "Left before the end")],
                        default="going",
                        max_length=5,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("due_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="passage",
                        to="customers.customer",
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="campaigns.journey"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("control_percent__lte", 100)), name="journey_control_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(condition=models.Q(("hour__lte", 23)), name="journey_hour"),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_on", False), ("since_on__isnull", False), _connector="OR"),
                name="journey_on_since",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("state", "going")), fields=["journey", "due_at", "id"], name="passage_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(fields=("journey", "customer", "occasion"), name="passage_once"),
        ),
    ]
