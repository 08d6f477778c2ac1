import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chaland.loyalty import guard


def install(apps, schema_editor):
    guard.settlements.install(schema_editor.connection)


def remove(apps, schema_editor):
    guard.settlements.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0002_vouchers'),
        ('stores', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StreetMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN')),
                ('joined_on', models.DateField(verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('merchant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='street_member', to='stores.merchant')),
            ],
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until_on', models.DateField(unique=True)),
                ('positions', models.JSONField()),
                ('payments', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='settlement', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunPython(install, remove),
    ]
