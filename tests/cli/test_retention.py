"""`chaland retention run --dry-run`: each row in the words of the reader, and nothing goes."""

from datetime import UTC, datetime

import pytest

from chaland.cli.main import main
from chaland.customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime(2019, 5, 4, 12, tzinfo=UTC)


@pytest.mark.rule("retention")
@pytest.mark.parametrize(
    ("language", "begun", "said", "ended"),
    [
        (
            "fr",
            "Gardé assez longtemps, partirait\N{NO-BREAK SPACE}:",
            "Personnes qui n’ont jamais acheté, 3 ans",
            "Essai à blanc\N{NO-BREAK SPACE}: rien n’a été écrit.",
        ),
        ("en", "Kept long enough, would go:", "People who never bought, 3 years", "Dry run: nothing was written."),
    ],
)
def test_dry_run_tells_what_would_go_and_changes_nothing(capsys, language, begun, said, ended):
    Customer.objects.create(last_name="Inventé", search_name="invente", created_at=LONG_AGO, updated_at=LONG_AGO)
    code = main(["retention", "run", "--dry-run", "--language", language])
    told = capsys.readouterr().out.splitlines()
    assert (code, told[0], told[1], Customer.objects.count()) == (0, begun, f"        1  {said}", 1)
    assert told[-1] == ended
