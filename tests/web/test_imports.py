"""Files brought in from the desk: checked, taken in, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.journal.models import ImportRun, Upload
from chaland.sales.models import Receipt
from chaland.usecases.imports.read_uploads import read_uploads
from chaland.usecases.imports.undo_import import go_on_undoing
from chaland.web.desk import imports
from chaland.web.desk.imports import ImportForm
from factories.loyalty import balances, programme
from factories.pages import segments
from factories.people import join, owner
from factories.person import open_file
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

CUSTOMERS = "reference,last_name,first_name\nx:1,Bonnet,Claire\nx:2,Roux,Paul\nx:3,,\nx:3,Autre\n"
RECEIPTS = "store,till,number,sold_at,customer,sku,quantity,amount\nlyon,1,1,2026-03-02 12:00,x:1,BOT,1,49.90\n"


@pytest.fixture
def desk(client):
    client.force_login(owner())
    return client


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def hand_in(client, text, kind="customers", name="fichier.csv", **more):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post("/imports/", {"kind": kind, "file": SimpleUploadedFile(name, content), **more})


def send(client, *told, **more):
    """Hand a file in, have it read as the server does, and look at the page again."""
    answer = hand_in(client, *told, **more)
    if answer.status_code != 302:
        return answer
    read_uploads(clock=timezone.now)
    return client.get(answer.headers["Location"], follow=True)


def poll(client, upload):
    return client.get(f"/imports/files/{upload.pk}/", headers={"HX-Request": "true"})


def read(answer):
    return segments(answer.content.decode())


def test_customers_are_taken_in_and_bad_rows_told(desk):
    page = read(send(desk, CUSTOMERS))
    assert [*Customer.objects.order_by("reference").values_list("reference", flat=True)][:2] == ["x:1", "x:2"]
    assert {"fichier.csv", "Importé"} <= page
    assert "5" in page


def test_check_writes_nothing(desk):
    page = read(send(desk, CUSTOMERS, check="1"))
    assert (Customer.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert "C’était une vérification : rien n’est écrit. Choisissez de nouveau le fichier pour l’importer." in page


def test_large_import_is_taken_back_in_the_background_and_can_be_stopped(desk, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    send(desk, CUSTOMERS)
    page = f"/imports/{ImportRun.objects.get().pk}/"

    begun = read(desk.post(f"{page}undo/", follow=True))
    stopped = read(desk.post(f"{page}undo/stop/", follow=True))
    go_on_undoing(clock=timezone.now)
    there = Customer.objects.count()
    desk.post(f"{page}undo/")
    go_on_undoing(clock=timezone.now)

    assert {"Annulation en cours", "Arrêter l’annulation"} <= begun
    assert {"Annulé en partie", "Annuler l’import"} <= stopped
    assert (there, Customer.objects.count()) == (3, 0)
    assert "Import annulé : 3 clients." in read(desk.get(page))
    assert desk.get(page, headers={"HX-Request": "true"}).headers["HX-Redirect"] == page


def test_receipts_are_taken_in_and_taken_back(desk):
    open_shops("lyon")
    send(desk, RECEIPTS, kind="receipts")
    undo = f"/imports/{ImportRun.objects.get().pk}/undo/"
    asked = read(desk.get(undo))
    assert {"Annuler cet import ?", "À retirer : 1 ticket, 1 client."} <= asked
    taken = Receipt.objects.count()
    page = read(desk.post(undo, follow=True))
    assert (taken, Receipt.objects.count(), "Annulé" in page) == (1, 0, True)


def test_import_is_taken_back_only_once(desk):
    send(desk, CUSTOMERS)
    undo = f"/imports/{ImportRun.objects.get().pk}/undo/"
    desk.post(undo)
    assert b"notice-error" in desk.post(undo, follow=True).content
    assert b"notice-error" in desk.get(undo, follow=True).content


def test_file_waits_on_a_page_that_tells_how_far_it_is(desk):
    hand_in(desk, CUSTOMERS)
    upload = Upload.objects.get()
    Upload.objects.update(status="reading", rows_done=2)
    page, part = desk.get(f"/imports/files/{upload.pk}/"), poll(desk, upload)
    assert {"50 % lus", "2 lignes sur 4"} <= read(part)
    assert b'value="2"' in part.content
    assert (b"Arr\xc3\xaater la lecture" in page.content, b"<html" in part.content) == (True, False)
    assert "2 lignes sur 4" in read(desk.get("/imports/"))


def test_page_goes_on_to_the_import_once_it_is_read(desk):
    hand_in(desk, CUSTOMERS)
    upload = Upload.objects.get()
    read_uploads(clock=timezone.now)
    assert poll(desk, upload).headers["HX-Redirect"] == f"/imports/files/{upload.pk}/"
    page = desk.get(f"/imports/files/{upload.pk}/")
    assert page.headers["Location"] == f"/imports/{ImportRun.objects.get().pk}/"


def test_file_is_stopped_before_it_is_read_and_removed(desk, home):
    hand_in(desk, CUSTOMERS)
    page = read(desk.post(f"/imports/files/{Upload.objects.get().pk}/stop/", follow=True))
    read_uploads(clock=timezone.now)
    assert "Arrêté avant la première ligne." in page
    assert (Customer.objects.count(), list((home / "uploads").iterdir())) == (0, [])


def test_file_refused_while_it_is_read_says_why(desk):
    hand_in(desk, CUSTOMERS)
    Upload.objects.update(status="refused", outcome={"code": "import_goes_on_elsewhere", "params": {}})
    page = read(desk.get(f"/imports/files/{Upload.objects.get().pk}/"))
    assert "Un autre programme importe ce même fichier. Laissez-le finir." in page


def test_demonstration_tells_what_it_created(desk):
    outcome = {"customers": 2469, "receipts": 155848, "products": 92331}
    run = ImportRun.objects.create(kind="demo", started_at=timezone.now(), status="done", outcome=outcome)
    assert "2 469 clients, 155 848 tickets" in read(desk.get("/imports/"))
    assert {"Clients créés", "2 469", "92 331"} <= read(desk.get(f"/imports/{run.pk}/"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"reference\n", b'a,"b\n', b"\x00" * 100])
def test_file_that_cannot_be_read_is_refused_beside_its_field(desk, content):
    answer = send(desk, content)
    assert (answer.status_code, b'id="id_file_error"' in answer.content, ImportRun.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("name", ["../../etc/passwd", "\u202efdp.csv", "a" * 300 + ".csv", "nul\x00.csv"])
def test_name_of_the_file_leads_nowhere(desk, name):
    assert send(desk, CUSTOMERS, name=name).status_code in {200, 422}


def test_kind_must_be_known(desk):
    assert send(desk, CUSTOMERS, kind="users").status_code == 422


def test_only_who_sees_every_store_imports(client):
    (lyon,) = open_shops("lyon")
    client.force_login(join("marc@example.com", "manager", lyon))
    assert (client.get("/imports/").status_code, send(client, CUSTOMERS).status_code) == (403, 403)
    assert (Customer.objects.count(), Upload.objects.count()) == (0, 0)


def test_only_who_sees_every_store_looks_at_a_file_or_stops_it(client, desk):
    hand_in(desk, CUSTOMERS)
    (lyon,) = open_shops("lyon")
    client.force_login(join("marc@example.com", "manager", lyon))
    address = f"/imports/files/{Upload.objects.get().pk}/"
    assert [client.get(address).status_code, client.post(f"{address}stop/").status_code] == [403, 403]
    assert Upload.objects.get().status == "waiting"


def test_unknown_import_is_no_page(desk):
    assert [desk.get("/imports/9/").status_code, desk.post("/imports/9/undo/").status_code] == [404, 404]
    assert [desk.get("/imports/files/9/").status_code, desk.post("/imports/files/9/stop/").status_code] == [404, 404]


def test_earlier_points_are_checked_taken_in_and_taken_back(desk):
    (lyon,) = open_shops("lyon")
    programme()
    open_file(reference="anna", cards=("0012",), home_store_id=lyon.pk)
    text = "card,points,date\n0012,120,2026-03-01\n9999,5,\n"

    def bring(**more):
        file = SimpleUploadedFile("points.csv", text.encode())
        address = desk.post("/loyalty/points/import/", {"file": file, **more}).headers["Location"]
        read_uploads(clock=timezone.now)
        return desk.get(address, follow=True).content.decode()

    checked = bring(check="1")
    assert ('<td class="num row-number">3</td>' in checked, balances()) == (True, {})
    assert ("Les soldes d’ouverture" in bring(), balances()) == (True, {"anna": (120, 0)})
    imported = ImportRun.objects.get(kind="points")
    desk.force_login(join("marion@example.com", "marketing"))
    assert desk.post(f"/imports/{imported.pk}/undo/").status_code == 403
    desk.force_login(User.objects.get(role="owner"))
    told = desk.post(f"/imports/{imported.pk}/undo/", follow=True).content.decode()
    assert ("Import annulé : 1 solde d’ouverture." in told, balances()) == (True, {})


def test_points_wait_for_a_programme_and_for_who_may_give_them(desk):
    assert "Commencez d’abord un programme" in desk.get("/loyalty/points/import/").content.decode()
    desk.force_login(join("marion@example.com", "marketing"))
    assert desk.get("/loyalty/points/import/").status_code == 403
    assert "points" not in {value for value, _ in ImportForm().fields["kind"].choices}
