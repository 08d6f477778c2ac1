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
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('appointment', 'Appointment'), ('survey', 'Satisfaction survey'), ('mailing', 'Mailing'), ('call', 'Call'), ('visit', 'Visit'), ('social', 'Social network'), ('note', 'Note')], max_length=11, verbose_name='kind')),
                ('channel', models.CharField(choices=[('shop', 'In the shop'), ('phone', 'Phone'), ('email', 'E-mail'), ('sms', 'SMS'), ('post', 'Post'), ('web', 'Web'), ('social', 'Social network')], max_length=6, verbose_name='channel')),
                ('occurred_at', models.DateTimeField(verbose_name='moment')),
                ('subject', models.CharField(blank=True, max_length=100, verbose_name='subject')),
                ('text', models.CharField(blank=True, max_length=280, verbose_name='text')),
                ('outcome', models.CharField(blank=True, choices=[('', 'Not known yet'), ('done', 'Done'), ('no_answer', 'No answer'), ('missed', 'Did not come'), ('interested', 'Interested'), ('not_interested', 'Not interested'), ('purchase', 'Bought'), ('cancelled', 'Cancelled')], max_length=14, verbose_name='outcome')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='score')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('done_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(max_length=100, null=True, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='interaction', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='interaction', to='customers.customer')),
                ('import_run', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='interaction', to='journal.importrun')),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='interaction', to='stores.store', verbose_name='store')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-occurred_at'], name='interaction_timeline'), models.Index(fields=['-occurred_at', '-id'], name='interaction_latest'), models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='interaction_agenda'), models.Index(condition=models.Q(('done_at__isnull', True), ('due_at__isnull', False)), fields=['due_at'], name='interaction_due')],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('is_open', models.BooleanField(default=True)),
                ('title', models.CharField(max_length=100)),
                ('length_minutes', models.PositiveSmallIntegerField(default=30)),
                ('places', models.PositiveSmallIntegerField(default=1)),
                ('notice_hours', models.PositiveSmallIntegerField(default=2)),
                ('days_ahead', models.PositiveSmallIntegerField(default=30)),
                ('hours', models.JSONField(default=list)),
                ('closed_on', models.JSONField(default=list)),
                ('holidays_too', models.BooleanField(default=False)),
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='opening', to='stores.store')),
            ],
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(max_length=2)),
                ('booked_at', models.DateTimeField()),
                ('interaction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booking', to='interactions.interaction')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='interactions.opening')),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('title', models.JSONField()),
                ('questions', models.JSONField()),
                ('is_open', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='survey', to='stores.store')),
            ],
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('score', models.PositiveSmallIntegerField()),
                ('choices', models.JSONField(default=list)),
                ('comment', models.CharField(blank=True, max_length=280)),
                ('answered_at', models.DateTimeField()),
                ('interaction', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_answer', to='interactions.interaction')),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', related_query_name='survey_answer', to='stores.store')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='interactions.survey')),
            ],
            options={
                'indexes': [models.Index(fields=['survey', 'answered_at'], name='answers_of_survey')],
            },
        ),
        migrations.CreateModel(
            name='SurveyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', related_query_name='survey_link', to='customers.customer')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='interactions.survey')),
            ],
        ),
    ]
