"""What messages in English call a voucher."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0005_account_index")]

    operations = [
        migrations.AddField("voucherkind", "english_name", models.CharField(blank=True, max_length=80, default="")),
        migrations.AlterField("voucherkind", "english_name", models.CharField(blank=True, max_length=80)),
    ]
