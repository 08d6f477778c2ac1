from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0004_tier_vouchers'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='points_entry_of_subject',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['subject', 'programme', 'on', 'points'], name='points_entry_of_account'),
        ),
    ]
