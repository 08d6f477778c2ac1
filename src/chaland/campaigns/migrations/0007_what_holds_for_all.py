from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_link_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='most_by_channel',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='policy',
            name='hold_out_first_on',
            field=models.DateField(null=True),
        ),
        # Nothing says whether it was earlier: that day could not be moved on by itself, and nobody could before it.
        migrations.RunSQL(
            'UPDATE campaigns_policy SET hold_out_first_on = hold_out_since',
            migrations.RunSQL.noop,
        ),
    ]
