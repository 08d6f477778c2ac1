import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_tables'),
        ('stores', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opt_in', 'To confirm'), ('renewal', 'To renew')], max_length=7)),
                ('address', models.CharField(max_length=320)),
                ('items', models.JSONField()),
                ('language', models.CharField(max_length=2)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('mails', models.PositiveSmallIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='confirmation', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('to', models.CharField(max_length=320)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('message_id', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Refused'), ('parked', 'Set aside')], default='queued', max_length=7)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('good_until', models.DateTimeField(null=True)),
                ('basis', models.CharField(choices=[('gate', 'Consent, looked at when it leaves'), ('contract', 'Needed for the service'), ('legal_obligation', 'Legal obligation'), ('legitimate_interest', 'Legitimate interest'), ('staff', 'For those who work in the shop')], max_length=20)),
                ('purpose', models.CharField(blank=True, max_length=20)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='outgoing_mail', to='customers.customer')),
                ('merchant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='outgoing_mail', to='stores.merchant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['next_try_at'], name='mail_to_send'), models.Index(fields=['to', 'kind', '-created_at'], name='mail_to_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('basis', 'gate'), ('customer__isnull', False), ('purpose__gt', '')), models.Q(('basis__in', ('contract', 'legal_obligation', 'legitimate_interest', 'staff')), ('purpose', '')), _connector='OR'), name='mail_has_a_right')],
            },
        ),
        migrations.CreateModel(
            name='MailAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('content_type', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='mail.outgoingmail')),
            ],
        ),
        migrations.CreateModel(
            name='RenewalNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.BigIntegerField()),
                ('step', models.CharField(choices=[('first', 'First mail'), ('reminder', 'Reminder')], max_length=8)),
                ('noted_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='renewal_notice', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry_id', 'step'), name='renewal_notice_once')],
            },
        ),
    ]
