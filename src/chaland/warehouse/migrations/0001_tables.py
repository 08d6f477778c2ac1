from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

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
