from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_till_screens"),
        ("stores", "0002_till_screens"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sellers",
            field=models.ManyToManyField(
                blank=True, related_name="+", related_query_name="user", to="stores.seller", verbose_name="serves as"
            ),
        ),
    ]
