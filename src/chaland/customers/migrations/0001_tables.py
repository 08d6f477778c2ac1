import chaland.database.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journal', '0001_tables'),
        ('stores', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('label', models.CharField(max_length=60, verbose_name='label')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('choice', 'Choice'), ('yes_no', 'Yes or no')], max_length=6, verbose_name='kind')),
                ('choices', models.JSONField(blank=True, default=list, verbose_name='choices')),
                ('requirement', models.CharField(choices=[('off', 'Off'), ('optional', 'Optional'), ('required', 'Required')], default='optional', max_length=8)),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='purpose')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='FieldPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=40, unique=True)),
                ('requirement', models.CharField(choices=[('off', 'Off'), ('optional', 'Optional'), ('required', 'Required')], max_length=8)),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='purpose')),
            ],
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='reference')),
                ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='people in the household')),
                ('children_birth_years', models.JSONField(blank=True, default=list, verbose_name='children’s birth years')),
            ],
        ),
        migrations.CreateModel(
            name='LikenessSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted_at', models.DateTimeField(null=True)),
                ('found_at', models.DateTimeField(null=True)),
                ('customers', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PrintedCard',
            fields=[
                ('number', models.CharField(max_length=13, primary_key=True, serialize=False)),
                ('drawn_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='reference')),
                ('civility', models.CharField(blank=True, choices=[('mme', 'Ms'), ('m', 'Mr')], max_length=3, verbose_name='civility')),
                ('first_name', models.CharField(blank=True, max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('birth_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('birth_month', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('language', models.CharField(blank=True, max_length=2, verbose_name='language')),
                ('profession', models.CharField(blank=True, max_length=100, verbose_name='profession')),
                ('hobbies', models.CharField(blank=True, max_length=200, verbose_name='hobbies')),
                ('marital_status', models.CharField(blank=True, choices=[('single', 'Single'), ('couple', 'In a couple'), ('married', 'Married'), ('separated', 'Separated'), ('widowed', 'Widowed')], max_length=10, verbose_name='marital status')),
                ('postcode', models.CharField(blank=True, editable=False, max_length=10)),
                ('city', models.CharField(blank=True, editable=False, max_length=100)),
                ('search_city', chaland.database.fields.FoldedField(blank=True, db_index=True, editable=False, max_length=100)),
                ('commune', models.CharField(blank=True, editable=False, max_length=5)),
                ('custom', models.JSONField(blank=True, default=dict)),
                ('search_name', chaland.database.fields.FoldedField(db_index=True, editable=False, max_length=201)),
                ('search_given', chaland.database.fields.FoldedField(db_index=True, editable=False, max_length=201)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('updated_at', models.DateTimeField()),
                ('home_seller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='home_customer', to='stores.seller', verbose_name='seller of reference')),
                ('home_store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='home_customer', to='stores.store', verbose_name='store of reference')),
                ('import_run', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='customer', to='journal.importrun')),
                ('merged_into', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='absorbed', to='customers.customer')),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='customers.household', verbose_name='household')),
            ],
            options={
                'indexes': [models.Index(fields=['birth_month', 'birth_day', 'birth_year'], name='customer_birthday'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='customer_absorbed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('birth_day__isnull', True), ('birth_month__isnull', True), ('birth_year__isnull', True)), models.Q(('birth_day__range', (1, 31)), ('birth_month__range', (1, 12))), _connector='OR'), name='customer_birthday_has_day_and_month')],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='card number')),
                ('status', models.CharField(choices=[('active', 'Active'), ('lost', 'Lost'), ('replaced', 'Replaced')], default='active', max_length=8)),
                ('issued_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='customers.customer')),
                ('original_customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='FormerState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('cards', models.JSONField(default=list)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='former_state', to='customers.customer')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='former_state', to='journal.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'Same person'), ('household', 'Same household')], max_length=9)),
                ('score', models.FloatField()),
                ('reasons', models.JSONField(default=list)),
                ('is_plain', models.BooleanField(default=False)),
                ('found_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, choices=[('', 'To look at'), ('different', 'Never the same'), ('later', 'Later'), ('done', 'Done')], max_length=9)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='likeness', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='likeness_as_one', to='customers.customer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='likeness_as_other', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'decision', '-score', 'id'], name='likeness_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'one', 'other'), name='likeness_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=dict)),
                ('survivor_stores', models.JSONField(default=list)),
                ('absorbed_stores', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('absorbed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='merge', to=settings.AUTH_USER_MODEL)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='customers.customer')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('absorbed',), name='merged_into_one_only')],
            },
        ),
        migrations.CreateModel(
            name='MergeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60)),
                ('row', models.BigIntegerField()),
                ('original_customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'row'), name='merge_item_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=2000)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='saved_view', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='sent_form', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('mobile', 'Mobile'), ('phone', 'Phone'), ('address', 'Address')], max_length=8)),
                ('value', models.CharField(max_length=320)),
                ('normalised', chaland.database.fields.FoldedField(max_length=320)),
                ('status', models.CharField(choices=[('valid', 'Valid'), ('bounced', 'Bounced'), ('moved', 'Moved')], default='valid', max_length=8)),
                ('is_main', models.BooleanField(default=True)),
                ('address1', models.CharField(blank=True, max_length=150)),
                ('address2', models.CharField(blank=True, max_length=150)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('city', models.CharField(blank=True, max_length=100)),
                ('commune', models.CharField(blank=True, max_length=5)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('created_at', models.DateTimeField()),
                ('copied_from', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customer')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['normalised', 'kind'], name='contact_point_normalised'), models.Index(django.db.models.functions.text.Right('normalised', 4), condition=models.Q(('kind__in', ['mobile', 'phone'])), name='phone_end')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'kind', 'normalised'), name='contact_point_once'), models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('customer', 'kind'), name='one_main_contact_point')],
            },
        ),
    ]
