"""Screens of vouchers, in a made-up street."""

from dataclasses import replace

import pytest
from django.utils import timezone

from chaland.loyalty.models import Programme, Voucher, VoucherKind
from chaland.loyalty.rules.programme import Choice
from chaland.loyalty.rules.vouchers import Terms, as_plain, terms_of
from chaland.stores.models import Category, Merchant
from factories.people import join
from factories.sent import sent_unchanged
from factories.vouchers import a_kind, a_voucher

pytestmark = pytest.mark.django_db
KIND = {"name": "Anniversaire", "gives": "percent", "value": "10", "least": "20", "uses": "1", "valid_days": "30",
        "points": "0", "is_personal": "on", "is_active": "on"}  # fmt: skip


def read(answer):
    return answer.content.decode()


def test_kind_is_written_down_as_typed(desk):
    assert desk.post("/vouchers/kinds/new/", KIND).status_code == 302
    kind = VoucherKind.objects.get(name="Anniversaire")
    assert (kind.terms, kind.valid_days) == (as_plain(Terms("percent", 10, least_cents=2000)), 30)
    assert desk.post(f"/vouchers/kinds/{kind.pk}/", {**KIND, "value": "15"}).status_code == 302
    assert [*VoucherKind.objects.filter(name="Anniversaire").values_list("terms__value", flat=True)] == [15]


def test_kind_that_was_given_keeps_its_terms(desk, street):
    kind = a_kind(now=timezone.now())
    a_voucher(kind, key="k", now=timezone.now())
    desk.post(f"/vouchers/kinds/{kind.pk}/", KIND)
    kind.refresh_from_db()
    assert (kind.terms["value"], kind.is_active, VoucherKind.objects.filter(name="Anniversaire").count()) == (
        500,
        False,
        1,
    )


def test_kind_opened_and_saved_keeps_what_its_page_does_not_show(desk, street):
    families = frozenset(Category.objects.create(name=name, path=name).pk for name in ("Bottes", "Sandales"))
    what = Choice(families, frozenset({"Inventée", "Autre"}), frozenset({"38"}), frozenset({"Soldes"}), frozenset({7}))
    shops = {"stores": frozenset({street.lyon.pk}), "merchants": frozenset({street.lyon.merchant_id})}
    terms = Terms("percent", 15, what, 2_050, **shops, is_personal=False, may_add_up=True)
    own = Programme.objects.create(name="À un commerçant", merchant=street.nantes.merchant)
    kind = a_kind(terms, points=100, programme=own, uses=3, english_name="Fifteen", now=timezone.now())
    path, before = f"/vouchers/kinds/{kind.pk}/", VoucherKind.objects.filter(pk=kind.pk).values().get()
    typed = sent_unchanged(read(desk.get(path)))
    assert (desk.post(path, typed).status_code, VoucherKind.objects.values().get(pk=kind.pk)) == (302, before)
    typed["brand"], typed["category"] = "Troisième", ""
    assert desk.post(path, typed).status_code == 302
    changed = replace(what, categories=frozenset(), brands=frozenset({"Troisième"}))
    assert terms_of(VoucherKind.objects.get(pk=kind.pk).terms) == replace(terms, what=changed)


def test_kind_is_for_some_merchants_of_a_street_where_there_are_several(desk):
    assert 'name="merchants"' not in read(desk.get("/vouchers/kinds/new/"))
    other = Merchant.objects.create(name="Primeur inventé")
    assert desk.post("/vouchers/kinds/new/", {**KIND, "merchants": [other.pk]}).status_code == 302
    kind = VoucherKind.objects.get(name="Anniversaire")
    assert terms_of(kind.terms).merchants == {other.pk}
    assert f'value="{other.pk}" id="id_merchants_1" checked' in read(desk.get(f"/vouchers/kinds/{kind.pk}/"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "obligatoire"),
        ({"value": "beaucoup"}, "montant"),
        ({"value": "101"}, "100"),
        ({"value": ""}, "montant de la remise"),
        ({"is_automatic": "on"}, "combien de points"),
    ],
)
def test_kind_that_cannot_be_is_refused_with_the_form(desk, changed, said):
    answer = desk.post("/vouchers/kinds/new/", {**KIND, **changed})
    assert (answer.status_code, said in read(answer)) == (422, True)
    assert VoucherKind.objects.filter(name="Anniversaire").count() == 0


def test_voucher_is_given_once_from_the_customer_page_and_taken_back(desk, street):
    kind = a_kind(Terms("amount", 500), now=timezone.now())
    form = {"kind": kind.pk, "key": "sent-twice", "deed": "give"}
    for _ in range(2):
        desk.post(f"/customers/{street.customer_id}/vouchers/give/", form)
    [voucher] = Voucher.objects.filter(customer=street.customer_id)
    assert voucher.code in read(desk.get(f"/customers/{street.customer_id}/vouchers/"))
    desk.post(f"/vouchers/{voucher.pk}/cancel/", {"reason": "Erreur inventée"})
    voucher.refresh_from_db()
    assert (voucher.state, "Erreur inventée" in read(desk.get(f"/vouchers/{voucher.pk}/"))) == ("cancelled", True)


def test_list_is_narrowed_and_given_as_a_file(desk, street):
    used = a_voucher(key="used", now=timezone.now())
    Voucher.objects.filter(pk=used.pk).update(state="redeemed", uses_left=0)
    shown = read(desk.get("/vouchers/?state=redeemed"))
    others = Voucher.objects.exclude(pk=used.pk).values_list("code", flat=True)
    assert (used.code in shown, any(code in shown for code in others)) == (True, False)
    assert used.code in read(desk.get(f"/vouchers/?text={used.code.lower()}"))
    lines = b"".join(desk.get("/vouchers/?file=csv&state=redeemed")).decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Code", used.code]


def test_seller_gives_nothing_and_takes_nothing_back(client, street):
    client.force_login(join("vendeur@example.com", "seller", street.lyon))
    voucher = a_voucher(key="k", now=timezone.now())
    gift = {"kind": a_kind(now=timezone.now()).pk, "key": "k", "deed": "give"}
    came = [
        client.post(f"/customers/{street.customer_id}/vouchers/give/", gift).status_code,
        client.post(f"/vouchers/{voucher.pk}/cancel/", {"reason": "x"}).status_code,
        client.get("/vouchers/").status_code,
    ]
    assert came == [403, 403, 403]


def test_store_sees_no_voucher_of_another(client, street):
    client.force_login(join("marc@example.com", "manager", street.nantes))
    voucher = a_voucher(key="k", store_id=street.lyon.pk, now=timezone.now())
    assert client.get(f"/vouchers/{voucher.pk}/").status_code == 404
    assert voucher.code not in read(client.get("/vouchers/"))


def test_points_need_a_programme(desk):
    Programme.objects.update(is_active=False)
    answer = desk.post("/vouchers/kinds/new/", {**KIND, "points": "100"})
    assert (answer.status_code, "programme de fidélité" in read(answer)) == (422, True)
