from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_rights")]
    operations = [
        migrations.AddField("subject", "own_customer_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            "UPDATE privacy_subject SET own_customer_id = customer_id", migrations.RunSQL.noop, elidable=True
        ),
        migrations.AlterField("subject", "own_customer_id", models.BigIntegerField(unique=True)),
    ]
