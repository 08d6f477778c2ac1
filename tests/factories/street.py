"""A made-up shopping street with one of everything that has a page."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chaland.accounts import services as accounts
from chaland.accounts.devices import enrol
from chaland.accounts.models import Device, Token, User
from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.campaigns.models import Content, Picture
from chaland.customers import policies
from chaland.customers.models import ContactPoint, Likeness, SavedView
from chaland.customers.rules import NewCustomer
from chaland.insight.models import SavedReport
from chaland.interactions.models import Interaction
from chaland.journal.models import ImportRun, Upload
from chaland.loyalty.models import OfflineBurn, PrivateSale, Programme, ProgrammeVersion, Settlement, StreetMember
from chaland.messages.services import queue
from chaland.privacy.models import Breach, DataRequest, Recipient
from chaland.sales.models import Cart, Receipt, ReceiptConflict, Wish
from chaland.segments.models import Segment
from chaland.stores.models import Category, Product, Seller, Store, Till
from chaland.usecases.campaigns.edit_lists import add_list
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.journeys.edit_journey import create_journey
from chaland.usecases.sales.record_receipts import record_receipts
from factories.booking import open_booking
from factories.campaigning import a_campaign, a_message
from factories.forms import published
from factories.people import join
from factories.sales import open_shops, receipt
from factories.surveys import open_survey
from factories.today import today
from factories.vouchers import a_kind, a_voucher

CONTENT = {"blocks": [{"block": "text", "text": "Zoé {prenom|Zoé}"}]}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Street:
    """lyon, nantes: stores. arguments: by parameter of an address, a value that leads to a page."""

    lyon: Store
    nantes: Store
    user: User
    customer_id: int
    arguments: dict[str, object] = field(default_factory=dict)


def open_street(now: datetime = NOON) -> Street:
    """Open two shops with tills, people, products, a customer with a life, a conflict and a token."""
    lyon, nantes = open_shops("lyon", "nantes")
    user = join("helene@example.com", "owner", name="Hélène Teissier")
    customer_id = create_customer(
        NewCustomer(last_name="Bonnet", first_name="Claire", emails=("claire@example.com",), cards=("CARTE1",)),
        now=now,
    )
    sold = [receipt(str(n), card="CARTE1", seller="ines", sold_at=now - timedelta(days=9 * n)) for n in range(1, 7)]
    record_receipts(sold, now=now)
    record_receipts([receipt("1", card="CARTE1", total_cents=100, sold_at=sold[0].sold_at)], now=now)
    record_receipts([receipt("77", card="INCONNUE", total_cents=1, sold_at=now)], now=now)
    accounts.create_token(name="Caisse inventée", till=Till.objects.get(store=lyon))
    policies.add_custom_field(
        label="Pointure", kind="choice", choices=["37", "38"], requirement="optional", purpose="Conseiller"
    )
    street = Street(lyon, nantes, user, customer_id)
    street.arguments = _arguments(street, now)
    return street


def open_programme(now: datetime) -> Programme:
    """Begin a programme of the whole street that gives nothing yet."""
    programme = Programme.objects.create(name="Tilleuls")
    ProgrammeVersion.objects.create(programme=programme, valid_from=today(now), made_at=now)
    return programme


def _arguments(street: Street, now: datetime) -> dict[str, object]:
    interaction = Interaction.objects.create(
        customer_id=street.customer_id, kind="call", channel="phone", occurred_at=now, due_at=now
    )
    wish = Wish.objects.create(customer_id=street.customer_id, text="Bottines rouges", created_at=now)
    cart = Cart.objects.create(
        customer_id=street.customer_id, store=street.lyon, kind="quote", reference="D1", made_at=now, total_cents=100
    )
    contest = published("contest", now=now)
    twins = [create_customer(NewCustomer(last_name="Bonet", first_name=name), now=now) for name in ("Claire", "Klaire")]
    merge = merge_customers(street.customer_id, twins[0], scope=Scope(), now=now)
    pair = Likeness.objects.create(
        kind="person", one_id=street.customer_id, other_id=twins[1], score=0.97, reasons=["last:near"], found_at=now
    )
    till = Till.objects.filter(store=street.lyon).get()
    enrol(till=till, name="Tablette inventée", user=street.user, now=now)
    device = Device.objects.get()
    StreetMember.objects.create(merchant=street.lyon.merchant, joined_on=today(now))
    settlement = Settlement.objects.create(until_on="2020-01-31", positions={}, payments=[], made_at=now)
    asked = DataRequest.objects.create(kind="access", received_on=today(now), due_on=today(now))
    breach = Breach.objects.create(known_at=now, written_at=now, facts="Cahier inventé perdu")
    campaign = a_campaign("Campagne inventée", now=now, state="draft")
    Content.objects.create(campaign=campaign, language="fr", subject="Inventé", body=CONTENT, changed_at=now)
    return {
        "campaign_id": campaign.pk,
        "list_id": add_list(number=7, name="Liste inventée", purpose="offers", fields=["last_name"]).pk,
        "journey_id": create_journey(recipe="late", name="Scénario inventé", scope=EVERYWHERE, now=now).pk,
        "message_id": a_message(campaign, street.customer_id, sent_at=now).pk,
        "digest": Picture.objects.create(
            digest="a" * 64, content_type="image/png", width=1, height=1, content=b"", added_at=now
        ).digest,
        "provider": "brevo",
        "key": "not-a-key",
        "request_id": asked.pk,
        "breach_id": breach.pk,
        "told_as": "json",
        "merchant_id": street.lyon.merchant_id,
        "settlement_id": settlement.pk,
        "mail_id": queue(kind="opt_in", to="claire@example.com", subject="Inventé", text="Inventé", now=now).pk,
        "recipient_id": Recipient.objects.create(
            why="erasure", customer_number=987, detail="salon-invente.csv", taken_out_at=now, noted_at=now
        ).pk,
        "programme_id": open_programme(now).pk,
        "statement_as": "csv",
        "file_as": "csv",
        "row": "prospect",
        "customer_id": street.customer_id,
        "store_id": street.lyon.pk,
        "survey_code": open_survey(now=now).code,
        "code": open_booking(street.lyon).code,
        "receipt_id": Receipt.objects.filter(customer=street.customer_id).values_list("pk", flat=True)[0],
        "interaction_id": interaction.pk,
        "point_id": ContactPoint.objects.values_list("pk", flat=True)[0],
        "import_id": ImportRun.objects.create(
            kind="customers", file_name="clients.csv", file_hash="", started_at=now
        ).pk,
        "upload_id": Upload.objects.create(
            kind="customers", file_name="clients.csv", folder="made-up", rows=1000, rows_done=430, asked_at=now
        ).pk,
        "name": "lifecycle",
        "purpose": "newsletter",
        "channel": "email",
        "report_id": SavedReport.objects.create(
            name="Vendeurs inventés", screen="sellers", user=street.user, is_shared=True, saved_at=now
        ).pk,
        "view_id": SavedView.objects.create(user=street.user, name="Fidèles inventés", query="visits=>3").pk,
        "voucher_id": a_voucher(now=now).pk,
        "kind_id": a_kind(now=now).pk,
        "sale_id": PrivateSale.objects.create(
            name="Avant-première inventée", first_on=today(now), last_on=today(now)
        ).pk,
        "wish_id": wish.pk,
        "cart_id": cart.pk,
        "segment_id": Segment.objects.create(
            name="Fidèles inventés", rule={"all": []}, author=street.user, created_at=now, changed_at=now
        ).pk,
        "settings-merchant": street.lyon.merchant_id,
        "settings-store": street.lyon.pk,
        "settings-till": Till.objects.values_list("pk", flat=True)[0],
        "settings-token-revoke": Token.objects.values_list("pk", flat=True)[0],
        "settings-seller": Seller.objects.values_list("pk", flat=True)[0],
        "settings-user": street.user.pk,
        "settings-device-revoke": device.pk,
        "settings-seller-pin": Seller.objects.values_list("pk", flat=True)[0],
        "settings-user-link": street.user.pk,
        "settings-field": 1,
        "settings-product": Product.objects.values_list("pk", flat=True)[0],
        "settings-category": Category.objects.values_list("pk", flat=True)[0],
        "settings-burn-seen": an_uncovered_burn(Till.objects.get(store=street.lyon), now).pk,
        "settings-conflict-seen": ReceiptConflict.objects.values_list("pk", flat=True)[0],
        "merge_id": merge.merge_id,
        "pair_id": pair.pk,
        "form_code": contest.code,
        "form_kind": "page",
        "kind": "email",
        "section": "identity",
        "token": "not-a-token",
    }


def an_uncovered_burn(till: Till, now: datetime) -> OfflineBurn:
    """Points used without a network, of which ten were gone."""
    numbers = {"points": 100, "worth_cents": 500, "taken": 90, "missing_cents": 50}
    moments = {"burnt_at": now, "received_at": now}
    return OfflineBurn.objects.create(
        key=UUID(int=90), till=till, subject="0" * 32, serial="0" * 16, **numbers, **moments
    )
