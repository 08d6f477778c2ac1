from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signups", "0001_tables")]

    operations = [migrations.AddField("arrival", "told_at", models.DateTimeField(null=True))]
