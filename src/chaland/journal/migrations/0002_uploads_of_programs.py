"""A program that hands a file in follows its own, and no other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables")]
    operations = [migrations.AddField("upload", "token_id", models.BigIntegerField(null=True))]
