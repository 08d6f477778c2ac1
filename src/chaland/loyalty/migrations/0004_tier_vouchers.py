import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0003_offline_burns'),
        ('stores', '0002_offline_points'),
    ]

    operations = [
        migrations.AddField(
            model_name='voucherkind',
            name='replaced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.voucherkind'),
        ),
        migrations.AlterField(
            model_name='voucher',
            name='reason',
            field=models.CharField(choices=[('hand', 'Given by hand'), ('chosen', 'Chosen for points'), ('automatic', 'Earned'), ('tier', 'Brought by the tier'), ('demo', 'Demonstration')], max_length=9),
        ),
        migrations.CreateModel(
            name='PrivateSale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(db_index=True, verbose_name='to')),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='private_sale', to='stores.merchant')),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='private_sale', to='stores.store')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='private_sale_days_in_order')],
            },
        ),
    ]
