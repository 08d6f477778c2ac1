from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('warehouse', '0001_initial'),
        ('warehouse', '0002_told_by_keys_alone'),
        ('warehouse', '0003_when_readers_were_shown'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=20)),
                ('ids', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='LakeState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.CharField(max_length=32)),
                ('versions', models.JSONField(default=dict)),
                ('shape', models.CharField(max_length=64)),
                ('shown_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
