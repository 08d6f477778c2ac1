import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chaland.loyalty import guard



GUARDS = (guard, guard.history_of_vouchers, guard.settlements)


def install(apps, schema_editor):
    for one in GUARDS:
        one.install(schema_editor.connection)


def remove(apps, schema_editor):
    for one in GUARDS:
        one.remove(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_tables'),
        ('stores', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('merchant', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='programme', to='stores.merchant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('merchant__isnull', True)), name='one_programme_of_network')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('merchant_id', models.BigIntegerField()),
                ('subject', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('earned', 'Purchase'), ('returned', 'Return'), ('burnt', 'Points used'), ('expired', 'Points lost'), ('opening', 'Opening balance'), ('welcome', 'Welcome'), ('birthday', 'Birthday'), ('referral', 'Referral'), ('profile', 'Completed file'), ('survey', 'Survey answered'), ('adjusted', 'Correction'), ('moved', 'Moved')], max_length=8)),
                ('points', models.IntegerField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('key', models.UUIDField(null=True, unique=True)),
                ('operator_id', models.BigIntegerField(null=True)),
                ('private_seal', models.CharField(blank=True, max_length=64)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('receipt_id', models.BigIntegerField(null=True)),
                ('reference', models.CharField(blank=True, max_length=64)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='points_entry', to='stores.store')),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='entry', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='points_entry_of_subject')],
                'constraints': [models.UniqueConstraint(fields=('store', 'seq'), name='points_entry_in_chain')],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.IntegerField(default=0)),
                ('debt', models.IntegerField(default=0)),
                ('earned', models.BigIntegerField(default=0)),
                ('counted_on', models.DateField()),
                ('lost_on', models.DateField(null=True)),
                ('lost_points', models.IntegerField(default=0)),
                ('tier', models.CharField(blank=True, max_length=20)),
                ('tier_measured', models.BigIntegerField(default=0)),
                ('tier_ends_on', models.DateField(null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='points', to='customers.customer')),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='balance', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('lost_on__isnull', False)), fields=['lost_on'], name='balance_to_lose'), models.Index(condition=models.Q(('tier_ends_on__isnull', False)), fields=['tier_ends_on'], name='balance_tier_to_end')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'programme'), name='balance_once'), models.CheckConstraint(condition=models.Q(('debt__gte', 0), ('points__gte', 0)), name='balance_never_negative')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('rules', models.JSONField(default=dict)),
                ('burn_points', models.PositiveIntegerField(default=100, verbose_name='points')),
                ('burn_cents', models.PositiveIntegerField(default=500, verbose_name='worth')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='programme_version', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='loyalty.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'valid_from'), name='programme_version_of_day')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('bought_on', models.DateField(null=True)),
                ('referred', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='referred_by', to='customers.customer')),
                ('referrer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='referral', to='customers.customer')),
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
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_automatic', False), ('points__gt', 0), _connector='OR'), name='automatic_voucher_costs_points')],
            },
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
            options={
                'indexes': [models.Index(fields=['-issued_at', '-id'], name='voucher_latest'), models.Index(fields=['customer', 'state'], name='voucher_of_customer')],
            },
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
            options={
                'indexes': [models.Index(fields=['act', 'at'], name='voucher_use_act')],
                'constraints': [models.UniqueConstraint(fields=('voucher', 'key', 'act'), name='voucher_use_once')],
            },
        ),
        migrations.CreateModel(
            name='DailyClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('first_seq', models.BigIntegerField()),
                ('last_seq', models.BigIntegerField()),
                ('head', models.CharField(max_length=64)),
                ('totals', models.JSONField()),
                ('grand_totals', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('previous_seal', models.CharField(max_length=64)),
                ('seal', models.CharField(max_length=64)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='points_closing', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'day'), name='closing_of_day')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
