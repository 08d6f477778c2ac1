"""`chaland retention run --dry-run`: each row in the words of the reader, and nothing goes."""

from datetime import UTC, datetime

import pytest

from chaland.cli.main import main
from chaland.customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime(2019, 5, 4, 12, tzinfo=UTC)


@pytest.mark.rule("retention")
@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Personnes qui n’ont jamais acheté, 3 ans"), ("en", "People who never bought, 3 years")],
)
def test_dry_run_tells_what_would_go_and_changes_nothing(capsys, language, said):
    Customer.objects.create(last_name="Inventé", search_name="invente", created_at=LONG_AGO, updated_at=LONG_AGO)
    code = main(["retention", "run", "--dry-run", "--language", language])
    assert (code, capsys.readouterr().out.splitlines()[0], Customer.objects.count()) == (0, f"        1  {said}", 1)
