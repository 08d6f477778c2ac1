from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='balance',
            name='before',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='balance',
            name='before_by',
            field=models.CharField(max_length=16, null=True),
        ),
    ]
