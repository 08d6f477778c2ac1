import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chaland.loyalty import guard


def install(apps, schema_editor):
    guard.history_of_vouchers.install(schema_editor.connection)


def remove(apps, schema_editor):
    guard.history_of_vouchers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0006_likeness'),
        ('loyalty', '0001_initial'),
        ('stores', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VoucherKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('terms', models.JSONField()),
                ('uses', models.PositiveIntegerField(default=1, verbose_name='uses')),
                ('valid_days', models.PositiveIntegerField(default=90, verbose_name='days of validity')),
                ('points', models.PositiveIntegerField(default=0, verbose_name='points')),
                ('is_automatic', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('reference', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='voucher_kind', to='stores.merchant')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=13, unique=True)),
                ('state', models.CharField(choices=[('issued', 'To use'), ('reserved', 'Reserved'), ('redeemed', 'Used'), ('cancelled', 'Cancelled')], default='issued', max_length=9)),
                ('uses_left', models.PositiveIntegerField()),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField()),
                ('reserved_by', models.CharField(blank=True, max_length=64)),
                ('reserved_until', models.DateTimeField(null=True)),
                ('issued_at', models.DateTimeField()),
                ('reason', models.CharField(choices=[('hand', 'Given by hand'), ('chosen', 'Chosen for points'), ('automatic', 'Earned'), ('demo', 'Demonstration')], max_length=9)),
                ('points', models.PositiveIntegerField(default=0)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='voucher', to='customers.customer')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='voucher', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='voucher', to='stores.store')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.voucherkind')),
            ],
        ),
        migrations.CreateModel(
            name='VoucherUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('act', models.CharField(choices=[('reserved', 'Reserved'), ('redeemed', 'Used'), ('released', 'Given back'), ('cancelled', 'Cancelled'), ('beyond', 'Used beyond its rights')], max_length=9)),
                ('receipt_id', models.BigIntegerField(null=True)),
                ('discount_cents', models.BigIntegerField(null=True)),
                ('uses_left', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('operator_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='voucher_use', to='stores.store')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='loyalty.voucher')),
            ],
        ),
        migrations.AddConstraint(
            model_name='voucherkind',
            constraint=models.CheckConstraint(condition=models.Q(('is_automatic', False), ('points__gt', 0), _connector='OR'), name='automatic_voucher_costs_points'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(fields=['-issued_at', '-id'], name='voucher_latest'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(fields=['customer', 'state'], name='voucher_of_customer'),
        ),
        migrations.AddIndex(
            model_name='voucheruse',
            index=models.Index(fields=['act', 'at'], name='voucher_use_act'),
        ),
        migrations.AddConstraint(
            model_name='voucheruse',
            constraint=models.UniqueConstraint(fields=('voucher', 'key', 'act'), name='voucher_use_once'),
        ),
        migrations.RunPython(install, remove),
    ]
