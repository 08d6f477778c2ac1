from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stores", "0002_offline_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="price_cents",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="price"),
        ),
        migrations.AddField(
            model_name="product",
            name="picture",
            field=models.CharField(blank=True, db_default="", max_length=500, verbose_name="picture"),
        ),
        migrations.AddField(
            model_name="product",
            name="link",
            field=models.CharField(blank=True, db_default="", max_length=500, verbose_name="link"),
        ),
    ]
