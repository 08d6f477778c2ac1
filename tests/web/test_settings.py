"""The settings screens: what is saved, what is refused and said, what is shown once."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from chaland.accounts.models import Token, User
from chaland.accounts.queries import token_access
from chaland.customers.models import CustomField, FieldPolicy
from chaland.customers.rules import FIELDS
from chaland.sales.models import ReceiptConflict
from chaland.stores.models import Category, Merchant, Network, Product, Seller, Store, Till
from chaland.usecases.sales.record_receipts import record_receipts
from factories.pages import segments
from factories.people import join
from factories.sales import receipt

pytestmark = pytest.mark.django_db


def read(answer):
    return segments(answer.content.decode())


def secret_on(answer):
    return re.search(r'id="secret" value="([^"]+)"', answer.content.decode())[1]


def test_network_is_saved_and_said(desk):
    fields = {"name": "Rue des Lilas", "time_zone": "Indian/Reunion", "country": "RE", "notice": "Bonjour"}
    answer = desk.post("/settings/network/", fields, follow=True)
    saved = Network.objects.values("name", "time_zone", "country", "notice").get()
    assert (saved, "Le réseau est enregistré." in read(answer)) == (fields, True)


@pytest.mark.parametrize(
    "changed", [{"time_zone": "Mars/Olympus"}, {"name": ""}, {"name": "x" * 101}, {"country": "XX"}]
)
def test_network_that_cannot_be_is_refused_with_the_form(desk, changed):
    fields = {"name": "Rue des Lilas", "time_zone": "Europe/Paris", "country": "FR", "notice": "", **changed}
    answer = desk.post("/settings/network/", fields)
    assert (answer.status_code, Network.objects.get().name) == (422, "Réseau inventé")


def test_store_takes_a_position_written_the_french_way(desk, street):
    fields = {
        "merchant": street.lyon.merchant_id,
        "code": "rennes",
        "name": "Rennes",
        "time_zone": "Europe/Paris",
        "latitude": "48,11",
        "longitude": "-1,67",
        "is_open": "on",
    }
    assert desk.post("/settings/stores/new/", fields).status_code == 302
    assert Store.objects.values_list("latitude", "longitude", "is_open").get(code="rennes") == (48.11, -1.67, True)


def test_store_code_already_used_is_said_beside_the_field(desk, street):
    fields = {"merchant": street.lyon.merchant_id, "code": "nantes", "name": "x", "time_zone": "Europe/Paris"}
    answer = desk.post(f"/settings/stores/{street.lyon.pk}/", fields)
    street.lyon.refresh_from_db()
    assert (answer.status_code, street.lyon.code) == (422, "lyon")
    assert "Le code « nantes » est déjà pris. Choisissez-en un autre." in read(answer)


def test_merchant_till_and_seller_are_added(desk, street):
    desk.post("/settings/merchants/new/", {"name": "Épicerie inventée", "legal_name": ""})
    desk.post("/settings/tills/new/", {"store": street.lyon.pk, "code": "2", "name": "Caisse du fond"})
    desk.post("/settings/sellers/new/", {"store": street.lyon.pk, "code": "zoe", "name": "Zoé", "is_active": "on"})
    assert Merchant.objects.filter(name="Épicerie inventée").count() == 1
    assert Till.objects.get(store=street.lyon, code="2").name == "Caisse du fond"
    assert Seller.objects.get(code="zoe").is_active is True


def test_seller_who_left_is_unticked(desk):
    seller = Seller.objects.get()
    desk.post(f"/settings/sellers/{seller.pk}/", {"store": seller.store_id, "code": seller.code, "name": "Inès"})
    seller.refresh_from_db()
    assert (seller.name, seller.is_active) == ("Inès", False)


def test_token_of_a_till_is_shown_once_and_opens_only_its_till(desk, street):
    till = street.lyon.tills.get()
    secret = secret_on(desk.post("/settings/tokens/new/", {"name": "Caisse 1", "till": till.pk, "store": ""}))
    access = token_access(secret)
    assert (access.till_id, access.store_id) == (till.pk, street.lyon.pk)
    assert secret not in desk.get("/settings/tokens/").content.decode()


def test_revoked_token_no_longer_opens_anything(desk):
    secret = secret_on(desk.post("/settings/tokens/new/", {"name": "Partenaire", "till": "", "store": ""}))
    token = Token.objects.get(name="Partenaire")
    desk.post(f"/settings/tokens/{token.pk}/revoke/")
    assert token_access(secret) is None


def test_manager_of_one_store_makes_no_token_of_the_network(client, street):
    client.force_login(join("marc@example.com", "manager", street.lyon))
    tills = [street.lyon.tills.get(), street.nantes.tills.get()]
    refused = [{"till": "", "store": ""}, {"till": tills[1].pk, "store": ""}, {"till": "", "store": street.nantes.pk}]
    assert [client.post("/settings/tokens/new/", {"name": "x", **one}).status_code for one in refused] == [422] * 3
    assert client.post("/settings/tokens/new/", {"name": "x", "till": tills[0].pk}).status_code == 200
    assert Token.objects.filter(name="x").count() == 1


def test_new_user_gets_a_link_that_signs_in_once(desk, client, street):
    fields = {"name": "Inès Benali", "email": "Ines@Example.com", "role": "seller", "stores": [street.lyon.pk]}
    link = secret_on(desk.post("/settings/users/new/", fields))
    ines = User.objects.get(email="ines@example.com")
    assert (ines.role, ines.all_stores, [*ines.stores.all()]) == ("seller", False, [street.lyon])
    newcomer = type(client)()
    assert newcomer.post(link.removeprefix("http://testserver")).headers["Location"] == "/password/"
    assert link not in desk.get("/settings/users/").content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"email": "no address"}, {"email": "helene@example.com"}, {"stores": []}, {"role": "king"}, {"name": ""}],
)
def test_user_that_cannot_be_is_refused(desk, street, changed):
    fields = {"name": "Inès", "email": "ines@example.com", "role": "seller", "stores": [street.lyon.pk], **changed}
    assert desk.post("/settings/users/new/", fields).status_code == 422
    assert User.objects.count() == 1


def test_last_owner_reads_why_they_stay(desk, street):
    fields = {"name": "Hélène", "email": "helene@example.com", "role": "seller", "all_stores": "on", "is_active": "on"}
    answer = desk.post(f"/settings/users/{street.user.pk}/", fields)
    assert "C’est le dernier propriétaire. Donnez d’abord ce rôle à une autre personne." in read(answer)


def test_user_edited_keeps_stores_and_may_be_disabled(desk, street):
    ines = join("ines@example.com", "seller", street.lyon)
    fields = {"name": "Inès", "email": "ines@example.com", "role": "manager", "stores": [street.nantes.pk]}
    desk.post(f"/settings/users/{ines.pk}/", fields)
    ines.refresh_from_db()
    assert (ines.role, ines.is_active, [*ines.stores.all()]) == ("manager", False, [street.nantes])


def test_fields_are_decided_with_their_purpose(desk):
    fields = dict.fromkeys(FIELDS, "optional") | {"email": "required", "email_purpose": "Envoyer le ticket"}
    desk.post("/settings/fields/", {**fields, "hobbies": "off"})
    decided = {policy.field: (policy.requirement, policy.purpose) for policy in FieldPolicy.objects.all()}
    assert (decided["email"], decided["hobbies"]) == (("required", "Envoyer le ticket"), ("off", ""))


def test_fields_refuse_what_is_no_requirement(desk):
    fields = dict.fromkeys(FIELDS, "optional") | {"email": "always"}
    assert (desk.post("/settings/fields/", fields).status_code, FieldPolicy.objects.count()) == (422, 0)


def test_own_field_is_added_and_changed_but_keeps_its_code_and_kind(desk):
    fields = {
        "label": "Atelier préféré",
        "kind": "choice",
        "choices": "Cuir\n\nCouture\nCuir",
        "requirement": "optional",
    }
    desk.post("/settings/fields/new/", fields)
    field = CustomField.objects.get(code="atelier_prefere")
    desk.post(f"/settings/fields/{field.pk}/", {**fields, "label": "Atelier", "kind": "text"})
    field.refresh_from_db()
    assert (field.label, field.code, field.kind) == ("Atelier", "atelier_prefere", "choice")
    assert (field.choices, field.position) == (["Cuir", "Couture"], 1)


def test_choice_needs_two_choices(desk):
    fields = {"label": "Atelier", "kind": "choice", "choices": "Cuir", "requirement": "optional"}
    answer = desk.post("/settings/fields/new/", fields)
    assert (answer.status_code, CustomField.objects.filter(label="Atelier").count()) == (422, 0)


def test_products_are_found_and_stubs_listed(desk):
    Product.objects.create(sku="INCONNU", name="INCONNU", search_name="inconnu", is_stub=True)
    family = Category.objects.get(path="Chaussures")
    queries = ("?show=stubs", "?q=BOT", f"?category={family.pk}")
    names = [read(desk.get(f"/settings/products/{query}")) for query in queries]
    assert [("INCONNU" in page, "Article BOT-38" in page) for page in names] == [
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999", "?page=x", "?category=x", "?category=²", "?q=%00", "?category=9" * 3]
)
def test_product_list_survives_any_query(desk, query):
    assert desk.get(f"/settings/products/{query}").status_code == 200


def test_described_product_leaves_the_stubs(desk):
    product = Product.objects.get(sku="BOT-38")
    family = Category.objects.create(name="Bottes d’été", path="Bottes d’été")
    fields = {"sku": "BOT-38", "name": "Botte", "kind": "article", "category": family.path, "size": "39"}
    desk.post(f"/settings/products/{product.pk}/", fields)
    product.refresh_from_db()
    assert (product.name, product.category_id, product.size, product.is_stub) == ("Botte", family.pk, "39", False)


def test_product_has_a_price_a_link_and_a_picture_from_the_computer_or_the_site(desk):
    product = Product.objects.get(sku="BOT-38")
    page, file = f"/settings/products/{product.pk}/", io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    picture = SimpleUploadedFile("botte.png", file.getvalue(), "image/png")
    fields = {"sku": "BOT-38", "name": "Botte", "kind": "article", "price": "1 129,90"}
    desk.post(page, {**fields, "link": "https://boutique.example/botte", "file": picture})
    product.refresh_from_db()
    assert (product.price_cents, product.link) == (112990, "https://boutique.example/botte")
    assert desk.get(reverse("public-picture", args=[product.picture])).status_code == 200
    shown = desk.get(page).content.decode()
    assert f"/p/pictures/{product.picture}" in shown
    assert 'value="1\u202f129,90"' in shown
    assert "1\u202f129,90\u00a0€" in desk.get("/settings/products/?q=BOT").content.decode()
    own = product.picture
    told = [fields, {**fields, "no_picture": "on"}, {**fields, "picture": "https://boutique.example/b.jpg"}]
    kept = []
    for posted in told:
        desk.post(page, posted)
        kept.append(Product.objects.get(pk=product.pk).picture)
    assert kept == [own, "", "https://boutique.example/b.jpg"]


@pytest.mark.parametrize(
    "typed", [{"price": "-1"}, {"price": "cher"}, {"link": "javascript:alert(1)"}, {"picture": "http://a.example/b"}]
)
def test_product_with_an_offer_that_cannot_be_is_refused_where_it_stands(desk, typed):
    product = Product.objects.get(sku="BOT-38")
    answer = desk.post(f"/settings/products/{product.pk}/", {"sku": "X", "name": "X", "kind": "article", **typed})
    product.refresh_from_db()
    assert (answer.status_code, product.sku) == (422, "BOT-38")
    assert f'id="id_{next(iter(typed))}_error"' in answer.content.decode()


def test_family_that_does_not_exist_is_refused_and_the_others_suggested(desk):
    product = Product.objects.get(sku="BOT-38")
    fields = {"sku": "BOT-38", "name": "Botte", "kind": "article", "category": "Nulle part"}
    assert desk.post(f"/settings/products/{product.pk}/", fields).status_code == 422
    suggested = [
        desk.get(f"/settings/families/find/?{query}").content.decode() for query in ("category=bott", "parent=%00x")
    ]
    assert ["Chaussures &gt; Bottes" in page for page in suggested] == [True, False]


def test_family_is_renamed_and_moved(desk):
    boots = Category.objects.get(name="Bottes")
    desk.post(f"/settings/families/{boots.pk}/", {"name": "Bottines", "parent": ""})
    desk.post("/settings/families/new/", {"name": "Hiver", "parent": "Bottines"})
    assert {*Category.objects.values_list("path", flat=True)} == {"Chaussures", "Bottines", "Bottines > Hiver"}


def test_product_file_says_what_was_done_and_what_was_left_out(desk):
    file = SimpleUploadedFile("p.csv", b"sku;name;kind\nX;Xylophone;article\nY;Y;truc\n")
    page = read(desk.post("/settings/products/import/", {"file": file}))
    assert {"1 ligne écartée", "3"} <= page
    assert [*Product.objects.filter(sku__in=["X", "Y"]).values_list("sku", flat=True)] == ["X"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04\x00", b"name\nx\n"])
def test_product_file_that_is_none_is_refused(desk, content):
    before = Product.objects.count()
    answer = desk.post("/settings/products/import/", {"file": SimpleUploadedFile("p.csv", content)})
    assert (answer.status_code, Product.objects.count()) == (422, before)


def test_conflict_is_listed_until_it_is_seen(desk, street):
    conflict = ReceiptConflict.objects.get()
    listed = read(desk.get("/settings/receipts/"))
    desk.post(f"/settings/receipts/conflicts/{conflict.pk}/seen/")
    conflict.refresh_from_db()
    assert {"Carte absente du fichier", "Les lignes ne font pas le total"} <= listed
    assert (conflict.resolved_by, "Aucun conflit en attente." in read(desk.get("/settings/receipts/"))) == (
        street.user,
        True,
    )
    assert desk.post(f"/settings/receipts/conflicts/{conflict.pk}/seen/").status_code == 404


@pytest.mark.parametrize(
    "path", ["stores/999999", "tills/0", "users/99999999999999999999", "families/999", "fields/999", "merchants/999"]
)
def test_row_that_does_not_exist_is_no_page(desk, path):
    assert desk.get(f"/settings/{path}/").status_code == 404


@pytest.mark.parametrize("screen", ["stores", "tills", "sellers", "users", "tokens", "products", "merchants"])
def test_list_asks_as_many_questions_at_one_row_as_at_three(desk, street, screen, django_assert_max_num_queries):
    desk.get(f"/settings/{screen}/")
    with django_assert_max_num_queries(40) as first:
        desk.get(f"/settings/{screen}/")
    for number in range(3):
        merchant = Merchant.objects.create(name=f"M{number}")
        store = Store.objects.create(merchant=merchant, code=f"s{number}", name="S")
        till = Till.objects.create(store=store, code="1")
        Seller.objects.create(store=store, code="v", name="V")
        Token.objects.create(name="t", token_hash=f"h{number}", till=till)
        Product.objects.create(sku=f"p{number}", name="P", search_name="p")
        join(f"u{number}@example.com", "seller", store)
    with django_assert_max_num_queries(len(first.captured_queries)):
        desk.get(f"/settings/{screen}/")


def test_user_form_ticks_their_stores_and_narrows_a_long_list(desk, street):
    ines = join("ines@example.com", "seller", street.lyon)
    html = desk.get(f"/settings/users/{ines.pk}/").content.decode()
    assert (len(re.findall(r'name="stores"[^>]* checked', html)), "picker-search" in html) == (1, False)
    Store.objects.bulk_create(
        Store(merchant=street.lyon.merchant, code=f"s{n}", name=f"Magasin {n}", time_zone="Europe/Paris")
        for n in range(10)
    )
    html = desk.get(f"/settings/users/{ines.pk}/").content.decode()
    assert (len(re.findall('name="stores"', html)), "picker-search" in html) == (Store.objects.count(), True)


def test_user_without_a_store_reads_what_to_choose_beside_the_list(desk, street):
    fields = {"name": "Inès", "email": "ines@example.com", "role": "seller"}
    answer = desk.post("/settings/users/new/", fields)
    assert "Choisissez au moins un magasin, ou « Voit tous les magasins »." in read(answer)


def test_missing_receipts_are_told_by_their_numbers_to_who_sees_the_store(desk, street, client):
    now = timezone.now()
    record_receipts([receipt(str(number), store="nantes", sold_at=now) for number in (1040, 1041, 1045)], now=now)
    path = "/settings/receipts/gaps/"
    assert "1042 – 1044" in read(desk.get(path))
    client.force_login(join("chef@example.com", "manager", street.lyon))
    page = client.get(path)
    assert (page.status_code, "1042" in page.content.decode()) == (200, False)
