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
            name='SignupForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('kind', models.CharField(choices=[('page', 'Page'), ('popup', 'Window on a web site'), ('tablet', 'Tablet'), ('contest', 'Contest')], max_length=7, verbose_name='kind')),
                ('source', models.CharField(blank=True, max_length=80, verbose_name='occasion')),
                ('content', models.JSONField()),
                ('sites', models.JSONField(default=list)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('is_open', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='signup_form', to='stores.store')),
            ],
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='form_version', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='signups.signupform')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'number'), name='form_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64)),
                ('entries', models.PositiveIntegerField()),
                ('winners', models.PositiveIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='draw', to=settings.AUTH_USER_MODEL)),
                ('form', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draw', to='signups.signupform')),
            ],
        ),
        migrations.CreateModel(
            name='ContestEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('entered_at', models.DateTimeField()),
                ('rank', models.PositiveIntegerField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='contest_entry', to='customers.customer')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='signups.signupform')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'customer'), name='contest_entry_once'), models.UniqueConstraint(fields=('form', 'number'), name='contest_entry_number')],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', related_query_name='arrival', serialize=False, to='customers.customer')),
                ('channel', models.CharField(choices=[('till', 'Till'), ('desk', 'Back office'), ('api', 'Other software'), ('import', 'File'), ('page', 'Form on a page'), ('popup', 'Form in a window'), ('tablet', 'Form on a tablet'), ('contest', 'Contest'), ('quote', 'Quote'), ('booking', 'Appointment booked'), ('survey', 'Satisfaction survey')], max_length=8)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('arrived_at', models.DateTimeField(db_index=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('seller', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='arrival', to='stores.seller')),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='arrival', to='stores.store')),
                ('form', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='arrivals', to='signups.signupform')),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('key', models.UUIDField(primary_key=True, serialize=False)),
                ('is_new', models.BooleanField()),
                ('told', models.JSONField(default=dict)),
                ('address', models.CharField(blank=True, max_length=320)),
                ('language', models.CharField(max_length=2)),
                ('sent_at', models.DateTimeField(db_index=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='submission', to='customers.customer')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='signups.formversion')),
            ],
            options={
                'indexes': [models.Index(fields=['address', 'mailed_at'], name='submission_address')],
            },
        ),
    ]
