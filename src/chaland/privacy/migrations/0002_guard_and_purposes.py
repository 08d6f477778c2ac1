from django.db import migrations

from chaland.privacy import guard
from chaland.privacy.founding import found


def install(apps, schema_editor):
    guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection)


def first_rows(apps, schema_editor):
    found(*(apps.get_model("privacy", name) for name in ("Purpose", "PurposeChannel", "ConsentText")))


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [
        migrations.RunPython(first_rows, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
