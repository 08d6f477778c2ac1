import chaland.database.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('legal_name', models.CharField(blank=True, max_length=100, verbose_name='legal name')),
            ],
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=50, verbose_name='time zone')),
                ('country', models.CharField(default='FR', max_length=2, verbose_name='country')),
                ('notice', models.TextField(blank=True, verbose_name='notice')),
                ('card_prefix', models.CharField(default='29', max_length=2)),
                ('phone_as_card', models.BooleanField(db_default=False, default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=50, verbose_name='time zone')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='postcode')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('is_open', models.BooleanField(default=True, verbose_name='open')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stores', to='stores.merchant', verbose_name='merchant')),
            ],
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('path', models.CharField(max_length=500, unique=True, verbose_name='path')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='stores.category', verbose_name='parent family')),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=64, unique=True, verbose_name='sku')),
                ('ean', models.CharField(blank=True, db_index=True, max_length=14, verbose_name='EAN')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('search_name', chaland.database.fields.FoldedField(db_index=True, editable=False, max_length=200)),
                ('kind', models.CharField(choices=[('article', 'Article'), ('service', 'Service'), ('work', 'Work')], default='article', max_length=10, verbose_name='kind')),
                ('brand', models.CharField(blank=True, max_length=100, verbose_name='brand')),
                ('line', models.CharField(blank=True, max_length=100, verbose_name='line')),
                ('price_level', models.CharField(blank=True, max_length=50, verbose_name='price level')),
                ('size', models.CharField(blank=True, max_length=50, verbose_name='size')),
                ('colour', models.CharField(blank=True, max_length=50, verbose_name='colour')),
                ('material', models.CharField(blank=True, max_length=100, verbose_name='material')),
                ('is_stub', models.BooleanField(db_index=True, default=False, editable=False)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='stores.category', verbose_name='family')),
            ],
        ),
        migrations.CreateModel(
            name='TillScreen',
            fields=[
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='till_screen', serialize=False, to='stores.store')),
                ('mode', models.CharField(choices=[('customer', 'Customer first: the whole file, history and advice'), ('till', 'Till first: the card alone, the file is filled in at the welcome desk')], default='customer', max_length=8)),
                ('form_code', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sellers', to='stores.store', verbose_name='store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'code'), name='seller_code_in_store')],
            },
        ),
        migrations.CreateModel(
            name='Till',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tills', to='stores.store', verbose_name='store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'code'), name='till_code_in_store')],
            },
        ),
    ]
