from django.db import migrations, models

_GATED = "UPDATE mail_outgoingmail SET basis = 'gate' WHERE purpose <> '' AND customer_id IS NOT NULL"
_OTHERS = "UPDATE mail_outgoingmail SET purpose = '' WHERE basis <> 'gate'"


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("mail", "0004_attachments"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="basis",
            field=models.CharField(
                choices=[
                    ("gate", "Consent, looked at when it leaves"),
                    ("contract", "Needed for the service"),
                    ("legal_obligation", "Legal obligation"),
                    ("legitimate_interest", "Legitimate interest"),
                    ("staff", "For those who work in the shop"),
                ],
                default="contract",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL([_GATED, _OTHERS], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "gate"), ("customer__isnull", False), ("purpose__gt", "")),
                    models.Q(
                        ("basis__in", ("contract", "legal_obligation", "legitimate_interest", "staff")),
                        ("purpose", ""),
                    ),
                    _connector="OR",
                ),
                name="mail_has_a_right",
            ),
        ),
    ]
