
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_upload'),
    ]

    operations = [
        migrations.CreateModel(
            name='RememberedRecipe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64, unique=True)),
                ('recipe', models.JSONField()),
                ('used_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='upload',
            name='recipe',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='upload',
            name='status',
            field=models.CharField(choices=[('to_confirm', 'To be looked at'), ('waiting', 'Waiting'), ('reading', 'Being read'), ('done', 'Done'), ('stopped', 'Stopped'), ('refused', 'Refused')], default='waiting', max_length=10),
        ),
    ]
