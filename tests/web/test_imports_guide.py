"""A file of customers from any program on the screen: looked at, corrected, checked, imported, and what stayed out."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from chaland.customers.models import Customer
from chaland.journal.models import RememberedRecipe, Upload
from chaland.privacy.models import CurrentConsent
from chaland.usecases.imports.read_uploads import read_uploads
from factories.imports import corpus
from factories.pages import segments
from factories.people import join, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

FILE = (
    "Boutique Les Lilas;;;;\nN° carte;Nom;Prénom;Tél. portable;Optin\n"
    "2900000000018;Lefèvre;Hélène;639980001;oui\n2900000000025;Roux;Paul;6.12E+08;non\n;=1+1;;;\nTOTAL;2;;;\n"
).encode("cp1252")


@pytest.fixture
def desk(client):
    client.force_login(owner())
    return client


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def hand_in(client, content=FILE, name="clients.csv"):
    client.post("/imports/", {"kind": "customers", "file": SimpleUploadedFile(name, content)})
    return Upload.objects.order_by("pk").last()


def told(upload, **more):
    """What the form says when nothing is changed, but for `more`."""
    columns = {f"column-{place}": name for name, place in upload.recipe["places"].items()}
    kept = {f"column-{one['place']}": "consent" for one in upload.recipe["consents"]}
    return {**columns, **kept, "mode": "create", "keys": ["reference", "card"], "source": "Caisse", **more}


def decide(client, upload, do, **more):
    answer = client.post(f"/imports/files/{upload.pk}/columns/", {**told(upload, **more), "do": do})
    read_uploads(clock=timezone.now)
    return answer


def read(answer):
    return segments(answer.content.decode())


def test_file_waits_and_its_page_tells_what_was_understood(desk):
    upload = hand_in(desk)
    page = read(desk.get(f"/imports/files/{upload.pk}/", follow=True))
    assert (upload.status, Customer.objects.count()) == ("to_confirm", 0)
    assert {"Texte · Windows-1252", "séparé par des points-virgules", "titres à la ligne 2", "3 clients"} <= page
    assert {"639980001", "06 39 98 00 01"} <= page
    assert "clients.csv" in read(desk.get("/imports/"))


def test_check_tells_every_row_and_gives_back_what_stays_out(desk):
    upload = hand_in(desk)
    decide(desk, upload, "check")
    page = read(desk.get(f"/imports/files/{upload.pk}/"))
    assert {"C’était une vérification : rien n’est écrit.", "Cases réparées"} <= page
    assert Customer.objects.count() == 0
    report = rows(desk.get(f"/imports/files/{upload.pk}/report/"))
    assert [(row[0], row[1]) for row in report[1:]] == [("3", "Créés"), ("4", "Écartés"), ("5", "Créés")]


def rows(answer, delimiter=";"):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_rows_left_out_come_back_as_the_file_with_why(desk):
    upload = hand_in(desk)
    decide(desk, upload, "import")
    left_out = rows(desk.get(f"/imports/files/{upload.pk}/rejects/"))
    assert left_out[0] == ["N° carte", "Nom", "Prénom", "Tél. portable", "Optin", "Pourquoi elle reste de côté"]
    assert [row[:5] for row in left_out[1:]] == [["2900000000025", "Roux", "Paul", "6.12E+08", "non"]]
    run = Upload.objects.get().run
    assert f'href="/imports/files/{upload.pk}/rejects/"' in desk.get(f"/imports/{run.pk}/").content.decode()


def test_corrected_rows_are_taken_in_with_what_was_remembered(desk):
    decide(desk, hand_in(desk), "import")
    again = hand_in(desk, "N° carte;Nom;Prénom;Tél. portable;Optin\n2900000000025;Roux;Paul;0639980002;non\n".encode())
    assert (RememberedRecipe.objects.count(), again.recipe["source"]) == (1, "Caisse")
    decide(desk, again, "import")
    assert Customer.objects.filter(last_name="Roux").count() == 1


def test_columns_are_corrected(desk):
    upload = hand_in(desk)
    decide(desk, upload, "look", **{"column-1": "first_name", "column-2": "last_name", "column-4": ""})
    upload.refresh_from_db()
    assert (upload.recipe["places"]["last_name"], upload.recipe["consents"]) == (2, [])


def test_consents_are_kept_with_their_day_and_place(desk):
    upload = hand_in(desk)
    chosen = {"use-4": "newsletter email", "yes-4": ["oui"], "given_on-4": "2026-01-05", "source-4": "Carte papier"}
    decide(desk, upload, "import", **chosen)
    # Nobody has an e-mail address: a consent to be written to is of no use.
    assert CurrentConsent.objects.count() == 0
    upload = hand_in(desk, b"Nom;E-mail;Optin\nRoux;paul@example.org;oui\n")
    chosen = {"use-2": "newsletter email", "yes-2": ["oui"], "given_on-2": "2026-01-05", "source-2": "Carte papier"}
    decide(desk, upload, "import", **chosen)
    assert list(CurrentConsent.objects.values_list("address", "state")) == [("paul@example.org", "granted")]


def test_question_is_asked_before_anything_is_read(desk):
    upload = hand_in(desk, b"Nom;E-mail;Naissance\nRoux;r@example.org;12/31/1980\n")
    asked = decide(desk, upload, "import")
    answered = decide(desk, upload, "import", month_first="yes")
    assert (asked.status_code, answered.status_code) == (422, 302)
    assert Customer.objects.get().birth_month == 12


def test_sheet_is_chosen_and_rows_left_out_come_back_as_a_spreadsheet(desk):
    upload = hand_in(
        desk, corpus.xlsx(corpus.HEAD, corpus.row("1", "Roux", "P"), corpus.row("1", "Petit", "Z")), "c.xlsx"
    )
    decide(desk, upload, "import", sheet="Clients")
    content = b"".join(desk.get(f"/imports/files/{upload.pk}/rejects/").streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:]] == ["Petit"]


@pytest.mark.parametrize(
    "more", [{"column-0": "evil"}, {"mode": "evil"}, {"day-4": "999"}, {"use-4": "evil evil"}, {"source": "\x00" * 500}]
)
def test_made_up_answers_never_break(desk, more):
    assert decide(desk, hand_in(desk), "import", **more).status_code in {302, 422}
    assert Upload.objects.get().status in {"done", "to_confirm"}


def test_file_that_is_left_is_removed(desk, home):
    upload = hand_in(desk)
    desk.post(f"/imports/files/{upload.pk}/stop/")
    read_uploads(clock=timezone.now)
    assert list((home / "uploads").iterdir()) == []
    assert desk.get(f"/imports/files/{upload.pk}/columns/").status_code == 404


def test_only_who_sees_every_store_looks_at_a_file(client, desk):
    upload = hand_in(desk)
    (lyon,) = open_shops("lyon")
    client.force_login(join("marc@example.com", "manager", lyon))
    pages = [client.get(f"/imports/files/{upload.pk}/{part}/").status_code for part in ("columns", "rejects", "report")]
    assert pages == [403, 403, 403]
