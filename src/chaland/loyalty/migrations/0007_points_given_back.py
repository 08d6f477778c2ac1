"""Points used by mistake are given back by a line of their own kind."""

from django.db import migrations, models

KINDS = [
    ("earned", "Purchase"),
    ("returned", "Return"),
    ("burnt", "Points used"),
    ("restored", "Points given back"),
    ("expired", "Points lost"),
    ("opening", "Opening balance"),
    ("welcome", "Welcome"),
    ("birthday", "Birthday"),
    ("referral", "Referral"),
    ("profile", "Completed file"),
    ("survey", "Survey answered"),
    ("adjusted", "Correction"),
    ("moved", "Moved"),
]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0006_english_name")]

    operations = [migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=8))]
