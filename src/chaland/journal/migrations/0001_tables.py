import django.db.models.deletion
from django.db import migrations, models


_SQLITE = """
CREATE TRIGGER journal_access_stays BEFORE UPDATE ON journal_access
BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END
"""
_POSTGRES = """
CREATE FUNCTION journal_access_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the access log is never changed'; END $$;
CREATE TRIGGER journal_access_stays BEFORE UPDATE ON journal_access
FOR EACH ROW EXECUTE FUNCTION journal_access_stays()
"""


def refuse_changes(apps, schema_editor):
    schema_editor.execute(_SQLITE if schema_editor.connection.vendor == 'sqlite' else _POSTGRES, None)


def allow_changes(apps, schema_editor):
    on = '' if schema_editor.connection.vendor == 'sqlite' else ' ON journal_access'
    schema_editor.execute(f'DROP TRIGGER journal_access_stays{on}', None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('file_name', models.CharField(max_length=255)),
                ('file_hash', models.CharField(db_index=True, max_length=64)),
                ('mapping_hash', models.CharField(blank=True, max_length=64)),
                ('status', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('undone', 'Undone')], default='running', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('rows_done', models.PositiveBigIntegerField(default=0)),
                ('outcome', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='RememberedRecipe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64, unique=True)),
                ('recipe', models.JSONField()),
                ('used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('act', models.CharField(choices=[('opened', 'Opened the page'), ('looked_up', 'Looked up by a till or a partner'), ('exported', 'Taken out in a file'), ('told', 'Given to the person'), ('blocked', 'Blocked: too many pages in an hour')], max_length=9)),
                ('user_id', models.BigIntegerField(null=True)),
                ('token_id', models.BigIntegerField(null=True)),
                ('store_id', models.BigIntegerField(null=True)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('customer_ids', models.JSONField(null=True)),
                ('count', models.PositiveIntegerField(default=1)),
                ('detail', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'indexes': [models.Index(fields=['user_id', 'at'], name='access_by_user'), models.Index(fields=['customer_id', 'at'], name='access_to_customer')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('file_name', models.CharField(max_length=255)),
                ('folder', models.CharField(max_length=32, unique=True)),
                ('store_code', models.CharField(blank=True, max_length=40)),
                ('check_only', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('to_confirm', 'To be looked at'), ('waiting', 'Waiting'), ('reading', 'Being read'), ('done', 'Done'), ('stopped', 'Stopped'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('stop_asked', models.BooleanField(default=False)),
                ('rows', models.PositiveBigIntegerField()),
                ('rows_done', models.PositiveBigIntegerField(default=0)),
                ('outcome', models.JSONField(default=dict)),
                ('recipe', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', related_query_name='upload', to='journal.importrun')),
            ],
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
