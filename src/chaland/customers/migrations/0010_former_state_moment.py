"""Whom an import brought and then completed is told from those who were there before it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_contact_points_once")]

    operations = [
        migrations.AddField(model_name="formerstate", name="changed_at", field=models.DateTimeField(null=True))
    ]
