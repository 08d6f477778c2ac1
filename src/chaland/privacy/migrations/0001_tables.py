import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chaland.privacy import guard
from chaland.privacy.founding import found



def install(apps, schema_editor):
    guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection)


def first_rows(apps, schema_editor):
    found(*(apps.get_model("privacy", name) for name in ("Purpose", "PurposeChannel", "ConsentText")))


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_tables'),
        ('stores', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('subject', models.CharField(db_index=True, max_length=32)),
                ('purpose', models.CharField(max_length=20)),
                ('channel', models.CharField(max_length=5)),
                ('merchant_id', models.BigIntegerField(null=True)),
                ('controller', models.CharField(max_length=100)),
                ('act', models.CharField(max_length=9)),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('zone', models.CharField(max_length=50)),
                ('point', models.CharField(max_length=80)),
                ('method', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=2)),
                ('text_id', models.BigIntegerField(null=True)),
                ('text_hash', models.CharField(blank=True, max_length=64)),
                ('operator_id', models.BigIntegerField(null=True)),
                ('store_id', models.BigIntegerField(null=True)),
                ('form_version', models.CharField(blank=True, max_length=40)),
                ('private_seal', models.CharField(blank=True, max_length=64)),
                ('trace_seal', models.CharField(blank=True, max_length=64)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='ConsentPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('renewal_months', models.PositiveSmallIntegerField(default=12, verbose_name='months until a consent is asked for again')),
                ('sms_from', models.PositiveSmallIntegerField(default=10, verbose_name='SMS from (hour)')),
                ('sms_to', models.PositiveSmallIntegerField(default=20, verbose_name='SMS until (hour)')),
            ],
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('is_marketing', models.BooleanField(default=True, verbose_name='marketing')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('content', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ran_on', models.DateField(db_index=True)),
                ('ran_at', models.DateTimeField()),
                ('outcome', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('known_at', models.DateTimeField(verbose_name='known since')),
                ('from_at', models.DateTimeField(blank=True, null=True, verbose_name='from')),
                ('until_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('facts', models.CharField(max_length=1000, verbose_name='what happened')),
                ('effects', models.CharField(blank=True, max_length=1000, verbose_name='what may follow from it')),
                ('measures', models.CharField(blank=True, max_length=1000, verbose_name='what was done')),
                ('notified_at', models.DateTimeField(blank=True, null=True, verbose_name='authority told on')),
                ('people_told_at', models.DateTimeField(blank=True, null=True, verbose_name='people told on')),
                ('written_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='breach', to=settings.AUTH_USER_MODEL, verbose_name='account misused')),
            ],
        ),
        migrations.CreateModel(
            name='ConsentPrivate',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='private', serialize=False, to='privacy.consententry')),
                ('address', models.CharField(blank=True, max_length=320)),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('salt', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='ConsentTrace',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='trace', serialize=False, to='privacy.consententry')),
                ('ip', models.CharField(blank=True, max_length=45)),
                ('user_agent', models.CharField(blank=True, max_length=300)),
                ('salt', models.CharField(max_length=32)),
                ('recorded_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('erased_at', models.DateTimeField()),
                ('cleaned_at', models.DateTimeField(null=True)),
                ('receipts', models.PositiveIntegerField(default=0)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='erasure', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ErasedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='privacy.erasure')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'digest'), name='objection_once')],
            },
        ),
        migrations.CreateModel(
            name='RetentionChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=20, unique=True)),
                ('days', models.PositiveIntegerField(verbose_name='days')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('changed_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='StayQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='stay_question', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('own_customer_id', models.BigIntegerField(unique=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='subject', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='CurrentConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=20)),
                ('channel', models.CharField(max_length=5)),
                ('state', models.CharField(choices=[('informed', 'Informed'), ('pending', 'To be confirmed'), ('granted', 'Given'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed')], max_length=9)),
                ('since', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('address', models.CharField(blank=True, max_length=320)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='consent', to='customers.customer')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.consententry')),
                ('merchant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='consent', to='stores.merchant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='consent_to_renew')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('merchant__isnull', True)), fields=('customer', 'purpose', 'channel'), name='consent_to_network_once'), models.UniqueConstraint(fields=('customer', 'purpose', 'channel', 'merchant'), name='consent_to_merchant_once')],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('access', 'Access'), ('rectification', 'Rectification'), ('restriction', 'Restriction'), ('objection', 'Objection'), ('portability', 'Portability'), ('erasure', 'Erasure')], max_length=13, verbose_name='right')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('due_on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=280, verbose_name='note')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('refused', 'Refused, with a reason'), ('withdrawn', 'Withdrawn by the person'), ('not_found', 'Nobody of that name in the file')], max_length=9, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='data_request', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='data_request', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['due_on'], name='data_request_open'), models.Index(fields=['customer'], name='data_request_customer')],
            },
        ),
        migrations.CreateModel(
            name='NotesMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week_on', models.DateField()),
                ('until_id', models.BigIntegerField()),
                ('queued_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='notes_mail', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'week_on'), name='notes_mail_once')],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS'), ('phone', 'Phone'), ('post', 'Post')], max_length=5)),
                ('language', models.CharField(max_length=2)),
                ('version', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=600)),
                ('text_hash', models.CharField(max_length=64)),
                ('in_force_from', models.DateTimeField()),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='privacy.purpose')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('purpose', 'channel', 'language', 'version'), name='consent_text_version')],
            },
        ),
        migrations.CreateModel(
            name='PurposeChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS'), ('phone', 'Phone'), ('post', 'Post')], max_length=5)),
                ('basis', models.CharField(choices=[('consent', 'Consent'), ('contract', 'Contract'), ('legitimate_interest', 'Legitimate interest'), ('soft_opt_in', 'Similar products to customers')], max_length=19, verbose_name='lawful basis')),
                ('similar_products', models.BooleanField(default=False, verbose_name='similar products only')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='privacy.purpose')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('purpose', 'channel'), name='purpose_channel_once'), models.CheckConstraint(condition=models.Q(('basis__in', ['consent', 'contract', 'legitimate_interest', 'soft_opt_in'])), name='purpose_channel_has_basis')],
            },
        ),
        migrations.CreateModel(
            name='Stance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('restricted', 'Processing restricted'), ('no_profiling', 'No use of purchases for offers')], max_length=12)),
                ('since', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='stance', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'kind'), name='stance_once')],
            },
        ),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
