"""Who was brought in by a file before doors were noted came in by that file."""

from django.db import migrations

FROM_FILES = """
INSERT INTO signups_arrival (customer_id, channel, source, store_id, seller_id, arrived_at)
SELECT c.id, 'import', SUBSTR(r.file_name, 1, 80), c.home_store_id, c.home_seller_id, c.created_at
FROM customers_customer c JOIN journal_importrun r ON r.id = c.import_run_id
WHERE NOT EXISTS (SELECT 1 FROM signups_arrival a WHERE a.customer_id = c.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("signups", "0002_ways_in"),
        ("customers", "0001_initial"),
        ("journal", "0001_initial"),
        ("stores", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FROM_FILES, migrations.RunSQL.noop)]
