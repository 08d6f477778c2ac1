import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_tables'),
        ('stores', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField()),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='month_reader', to='stores.store')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='month_reader', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('screen', models.CharField(max_length=40)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('is_shared', models.BooleanField(default=False)),
                ('saved_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='saved_report', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('forecast', 'Forecast'), ('profiles', 'Profiles')], max_length=8)),
                ('wanted_at', models.DateTimeField(null=True)),
                ('found_at', models.DateTimeField(null=True)),
                ('found_on', models.DateField(null=True)),
                ('refusal', models.JSONField(default=dict)),
                ('told', models.JSONField(default=dict)),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='finding', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'store'), name='finding_in_store_once'), models.UniqueConstraint(condition=models.Q(('store', None)), fields=('kind',), name='finding_once')],
            },
        ),
        migrations.CreateModel(
            name='MonthMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month_on', models.DateField()),
                ('queued_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='month_mail', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'month_on'), name='month_mail_once')],
            },
        ),
        migrations.CreateModel(
            name='Prediction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_on', models.DateField()),
                ('p_alive', models.FloatField()),
                ('expected_visits_90', models.FloatField()),
                ('expected_visits_365', models.FloatField()),
                ('expected_revenue_90_cents', models.BigIntegerField()),
                ('expected_revenue_365_cents', models.BigIntegerField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='prediction', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='prediction', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'store'), name='prediction_in_store_once')],
            },
        ),
    ]
