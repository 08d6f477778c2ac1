"""Files brought in from the desk: checked, taken in, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chaland.customers.models import Customer
from chaland.journal.models import ImportRun
from chaland.sales.models import Receipt
from factories.pages import segments
from factories.people import join, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

CUSTOMERS = "reference,last_name,first_name\nx:1,Bonnet,Claire\nx:2,Roux,Paul\nx:3,,\nx:3,Autre\n"
RECEIPTS = "store,till,number,sold_at,customer,sku,quantity,amount\nlyon,1,1,2026-03-02 12:00,x:1,BOT,1,49.90\n"


@pytest.fixture
def desk(client):
    client.force_login(owner())
    return client


def send(client, text, kind="customers", name="fichier.csv", **more):
    content = text if isinstance(text, bytes) else text.encode()
    fields = {"kind": kind, "file": SimpleUploadedFile(name, content), **more}
    return client.post("/imports/", fields, follow=True)


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


def test_receipts_are_taken_in_and_taken_back(desk):
    open_shops("lyon")
    send(desk, RECEIPTS, kind="receipts")
    taken = Receipt.objects.count()
    page = read(desk.post(f"/imports/{ImportRun.objects.get().pk}/undo/", follow=True))
    assert (taken, Receipt.objects.count(), "Annulé" in page) == (1, 0, True)


def test_import_is_taken_back_only_once(desk):
    send(desk, CUSTOMERS)
    undo = f"/imports/{ImportRun.objects.get().pk}/undo/"
    desk.post(undo)
    assert b"notice-error" in desk.post(undo, follow=True).content


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
    assert Customer.objects.count() == 0


def test_unknown_import_is_no_page(desk):
    assert [desk.get("/imports/9/").status_code, desk.post("/imports/9/undo/").status_code] == [404, 404]
