import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_tables'),
        ('journal', '0001_tables'),
        ('stores', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FiguresClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of_on', models.DateField()),
                ('rolling_from_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=64)),
                ('business_on', models.DateField()),
                ('uuid', models.UUIDField(null=True, unique=True)),
                ('body_hash', models.CharField(max_length=64)),
                ('sold_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('card_number', models.CharField(blank=True, max_length=40)),
                ('payment_method', models.CharField(blank=True, max_length=40)),
                ('total_cents', models.BigIntegerField()),
                ('source', models.CharField(max_length=8)),
                ('flags', models.CharField(blank=True, max_length=200)),
                ('customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt', to='customers.customer')),
                ('import_run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt', to='journal.importrun')),
                ('original_customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='receipt_of_old', to='customers.customer')),
                ('seller', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt', to='stores.seller')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt', to='stores.store')),
                ('till', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt', to='stores.till')),
            ],
            options={
                'indexes': [models.Index(models.F('customer'), models.F('sold_at'), models.F('store'), models.F('business_on'), models.F('total_cents'), condition=models.Q(('customer__isnull', False)), name='receipt_of_customer'), models.Index(models.F('business_on'), models.F('store'), models.F('seller'), models.F('customer'), models.F('total_cents'), name='receipt_of_day'), models.Index(condition=models.Q(('customer__isnull', True), models.Q(('card_number', ''), _negated=True)), fields=['card_number'], name='receipt_of_unknown_card'), models.Index(condition=models.Q(('import_run__isnull', False)), fields=['import_run'], name='receipt_of_import'), models.Index(condition=models.Q(('flags', ''), _negated=True), fields=['received_at'], name='receipt_flagged')],
                'constraints': [models.UniqueConstraint(fields=('till', 'number', 'business_on'), name='receipt_key')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=9)),
                ('body', models.JSONField()),
                ('body_hash', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='sales.receipt')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='receipt_conflict', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('receipt', 'body_hash'), name='conflict_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('label', models.CharField(blank=True, max_length=200)),
                ('quantity_milli', models.BigIntegerField()),
                ('amount_cents', models.BigIntegerField()),
                ('product', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='receipt_line', to='stores.product')),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='sales.receipt')),
            ],
        ),
        migrations.CreateModel(
            name='TasteFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trait', models.CharField(choices=[('size', 'Size'), ('colour', 'Colour'), ('brand', 'Brand'), ('line', 'Line'), ('material', 'Material')], max_length=8)),
                ('value', models.CharField(max_length=100)),
                ('bought', models.IntegerField()),
                ('revenue_cents', models.BigIntegerField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='taste', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='taste', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'store', 'trait', 'value'), name='taste_once')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='wish')),
                ('size', models.CharField(blank=True, max_length=50, verbose_name='size')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('created_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('arrived_product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='+', to='stores.product')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='wish', to='stores.category', verbose_name='family')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='wish', to='customers.customer')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='wish', to='stores.product', verbose_name='product')),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='wish', to='stores.store', verbose_name='store')),
            ],
        ),
        migrations.CreateModel(
            name='CategoryFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bought', models.IntegerField()),
                ('quantity_milli', models.BigIntegerField()),
                ('revenue_cents', models.BigIntegerField()),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='figures', to='stores.category')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='category_figures', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='category_figures', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'store', 'category'), name='category_figures_once')],
            },
        ),
        migrations.CreateModel(
            name='Figures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipts', models.PositiveIntegerField(default=0)),
                ('revenue_cents', models.BigIntegerField(default=0, verbose_name='Revenue')),
                ('visits', models.PositiveIntegerField(default=0, verbose_name='Visits')),
                ('average_basket_cents', models.BigIntegerField(null=True)),
                ('visit_interval_days', models.FloatField(null=True)),
                ('first_visit_at', models.DateTimeField(null=True)),
                ('last_visit_at', models.DateTimeField(null=True)),
                ('usual_interval_days', models.FloatField(null=True)),
                ('recent_interval_days', models.FloatField(null=True)),
                ('interval_change', models.FloatField(null=True)),
                ('late_on', models.DateField(null=True)),
                ('very_late_on', models.DateField(null=True)),
                ('revenue_12m_cents', models.BigIntegerField(default=0)),
                ('visits_12m', models.PositiveIntegerField(default=0)),
                ('revenue_prior_12m_cents', models.BigIntegerField(default=0)),
                ('visits_prior_12m', models.PositiveIntegerField(default=0)),
                ('categories', models.PositiveIntegerField(default=0)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='figures', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='figures', to='stores.store')),
            ],
            options={
                'indexes': [models.Index(fields=['store', 'revenue_cents', 'revenue_12m_cents', 'visits', 'visit_interval_days', 'receipts'], name='figures_totals'), models.Index(fields=['store', 'revenue_12m_cents', 'revenue_cents', 'visits', 'visit_interval_days'], name='figures_revenue_12m'), models.Index(fields=['store', 'visits'], name='figures_visits'), models.Index(fields=['store', 'average_basket_cents'], name='figures_basket'), models.Index(fields=['store', 'visit_interval_days'], name='figures_interval'), models.Index(fields=['store', 'last_visit_at', 'revenue_cents', 'revenue_12m_cents', 'visits', 'visit_interval_days'], name='figures_last_visit'), models.Index(fields=['store', 'late_on', 'very_late_on', 'visits_12m', 'revenue_cents', 'revenue_12m_cents', 'visits', 'visit_interval_days'], name='figures_late')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('store__isnull', True)), fields=('customer',), name='figures_overall_once'), models.UniqueConstraint(fields=('customer', 'store'), name='figures_in_store_once')],
            },
        ),
        migrations.CreateModel(
            name='Cart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cart', 'Abandoned cart'), ('quote', 'Quote'), ('order', 'Order form')], max_length=5)),
                ('reference', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('total_cents', models.BigIntegerField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('valid_until_on', models.DateField(null=True)),
                ('follow_up_on', models.DateField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='cart', to='customers.customer')),
                ('import_run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='cart', to='journal.importrun')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='cart', to='stores.store')),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closed_carts', to='sales.receipt')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cancelled_at__isnull', True), ('follow_up_on__isnull', False), ('receipt__isnull', True)), fields=['follow_up_on'], name='cart_to_follow_up'), models.Index(condition=models.Q(('import_run__isnull', False)), fields=['import_run'], name='cart_of_import')],
                'constraints': [models.UniqueConstraint(fields=('store', 'reference'), name='cart_reference_in_store')],
            },
        ),
        migrations.CreateModel(
            name='CartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('label', models.CharField(blank=True, max_length=200)),
                ('quantity_milli', models.BigIntegerField()),
                ('amount_cents', models.BigIntegerField()),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='sales.cart')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='cart_line', to='stores.product')),
            ],
        ),
    ]
