from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0006_other_links")]

    operations = [
        migrations.AddField(
            model_name="confirmation",
            name="replaces",
            field=models.CharField(blank=True, db_default="", max_length=320),
        ),
    ]
