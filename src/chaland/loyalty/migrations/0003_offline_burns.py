import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0002_before_the_day'),
        ('stores', '0002_offline_points'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfflineBurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('subject', models.CharField(max_length=32)),
                ('serial', models.CharField(db_index=True, max_length=32)),
                ('points', models.PositiveIntegerField()),
                ('worth_cents', models.PositiveIntegerField()),
                ('taken', models.PositiveIntegerField()),
                ('missing_cents', models.PositiveIntegerField(default=0)),
                ('burnt_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('seller', models.CharField(blank=True, max_length=40)),
                ('seen_at', models.DateTimeField(null=True)),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='offline_burn_seen', to=settings.AUTH_USER_MODEL)),
                ('till', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='offline_burn', to='stores.till')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('taken__lte', models.F('points'))), name='offline_burn_covered')],
            },
        ),
    ]
