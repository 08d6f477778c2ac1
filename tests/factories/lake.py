"""A made-up shop to which anything may happen, for the laws of the lake."""

from contextlib import suppress
from dataclasses import replace
from itertools import count
from uuid import UUID

from chaland.accounts.rules import Scope
from chaland.campaigns import services as campaigns
from chaland.campaigns.models import Message
from chaland.campaigns.services import NewMessage
from chaland.customers.completing import nameless
from chaland.customers.models import ContactPoint, Customer, CustomField, Merge
from chaland.customers.rules import Address, NewCustomer
from chaland.insight.services import replace_predictions
from chaland.interactions.models import Interaction
from chaland.interactions.rules import NewInteraction
from chaland.journal import services as journal
from chaland.journal.models import ImportRun
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.privacy.rules import Proof
from chaland.sales.models import Cart, Receipt
from chaland.stores.models import Category, Product
from chaland.usecases.consents.change_stance import change_stance
from chaland.usecases.consents.record_consent import record_consent
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.change_contact import add_contact, remove_contact, set_contact_status
from chaland.usecases.customers.complete_interaction import (
    cancel_interaction,
    complete_interaction,
    reschedule_interaction,
)
from chaland.usecases.customers.correct_customer import correct_customer
from chaland.usecases.customers.create_customer import complete_customers, create_customer, create_customers
from chaland.usecases.customers.join_household import join_household, leave_household
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.usecases.imports.import_products import import_products
from chaland.usecases.imports.undo_import import undo_import
from chaland.usecases.network.edit_catalogue import edit_category, edit_product
from chaland.usecases.network.edit_store import edit_store
from chaland.usecases.sales.cancel_cart import cancel_cart
from chaland.usecases.sales.claim_receipt import claim_receipt
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.sales.roll_figures import roll_figures
from factories.campaigning import a_campaign
from factories.sales import NOON, days, line, open_shops, receipt
from factories.vouchers import a_voucher

EVERYWHERE = Scope()
SHOPS = ("lyon", "nantes")
SKUS = ("A", "B", "C")
FAMILIES = ("Chaussures > Bottes", "Chaussures", "Primeurs > Fruits", "")
KINDS = {"taille": "number", "depuis": "date", "gout": "text", "invite": "yes_no"}


class World:
    """A shop with two stores. Each step takes three whole numbers, which choose; what is refused changes nothing."""

    def __init__(self):
        self.stores = open_shops(*SHOPS)
        for place, (code, kind) in enumerate(KINDS.items()):
            CustomField.objects.create(code=code, label=code, kind=kind, position=place)
        self.numbers = count(1)
        self.now = NOON + days(800)
        self.campaign = a_campaign(now=self.now)

    def take(self, name, *choices):
        with suppress(Refusal):
            getattr(self, name)(*choices)

    def sell(self, number, who, what):
        """Numbers come again: the same receipt once more, or another under its number."""
        self._record([self._receipt(number % 12, who, what)])

    def sell_many(self, number, who, what):
        self._record([self._receipt(20 + number + i, who + i, what + i) for i in range(4)])

    def take_back(self, number, who, what):
        self._record([self._receipt(100 + number, who, what, sign=-1)])

    def enter(self, who, card, household):
        create_customer(self._person(who, card, household), now=self.now)

    def enter_stub(self, who, _card, household):
        stub = Customer.objects.filter(pk=pick(Customer.objects.filter(last_name=""), who) or 0).first()
        if stub and nameless([stub.pk]):
            person = replace(self._person(who, 0, household), reference=stub.reference)
            complete_customers({stub.pk: person}, now=self.now)

    def change(self, who, what, value):
        def changed(known):
            return replace(known, **self._changes(value)[what % 6])

        self._on_customer(correct_customer, who, changed, now=self.now)

    def _changes(self, value):
        return (
            {"civility": ("mme", "m", "")[value % 3]},
            {"household_size": value % 5 + 1, "children_birth_years": tuple(range(2010, 2010 + value % 3))},
            {"birthday": Birthday(value % 28 + 1, 2, 1980 if value % 2 else None)},
            {"custom": {"taille": value + 0.5, "gout": "jazz"} if value % 2 else {"invite": True}},
            {"home_store_id": self.stores[value % 2].pk},
            {"addresses": (Address(f"{value} rue", postcode="69001", city="Lyon"),) if value % 2 else ()},
        )

    def add_email(self, who, value, _):
        self._on_customer(add_contact, who, "email", f"p{value}@exemple.example", now=self.now)

    def lose_email(self, who, which, status):
        point = ContactPoint.objects.filter(pk=pick(ContactPoint.objects, which) or 0).first()
        if point and status % 3:
            kind = ("bounced", "valid")[status % 2]
            set_contact_status(point.customer_id, point.pk, kind, scope=EVERYWHERE)
        elif point:
            remove_contact(point.customer_id, point.pk, scope=EVERYWHERE, now=self.now)

    def live_together(self, who, other, moves_out):
        other_id = pick(Customer.objects, other)
        if moves_out % 3:
            self._on_customer(join_household, who, other_id, now=self.now)
        else:
            self._on_customer(leave_household, who, now=self.now)

    def become_one(self, who, other, _):
        other_id = pick(Customer.objects, other)
        self._on_customer(merge_customers, who, other_id or 0, now=self.now)

    def become_two(self, which, _who, _what):
        merge_id = pick(Merge.objects.filter(undone_at=None), which)
        if merge_id:
            unmerge_customers(merge_id, scope=EVERYWHERE, now=self.now)

    def agree(self, who, what, answer):
        told = {"purpose": ("newsletter", "offers", "survey")[what % 3], "channel": "email"}
        act = ("granted", "refused", "withdrawn")[answer % 3]
        self._on_customer(record_consent, who, **told, act=act, proof=Proof("desk", "paper"), now=self.now)

    def refuse_all(self, who, what, lifts):
        kind = ("no_profiling", "restricted")[what % 2]
        self._on_customer(change_stance, who, kind, takes=lifts % 3 > 0, now=self.now)

    def give_card(self, who, card, _):
        self._on_customer(add_card, who, CARDS[card % 3], now=self.now)

    def claim(self, who, which, _):
        receipt_id = pick(Receipt.objects.filter(customer=None), which)
        self._on_customer(claim_receipt_of, who, receipt_id or 0, now=self.now)

    def describe(self, sku, family, brand):
        path = FAMILIES[family % 4]
        product = Product.objects.filter(sku=SKUS[sku % 3]).first()
        category = Category.objects.filter(path=path).first()
        fields = {name: getattr(product, name, "") for name in ("ean", "line", "price_level", "size", "colour")}
        edit_product(
            product and product.pk,
            now=self.now,
            **fields,
            material="cuir",
            sku=SKUS[sku % 3],
            name=f"Article {sku}",
            kind="article",
            category=category,
            brand=("Alpha", "Beta", "")[brand % 3],
        )

    def describe_many(self, size, family, _):
        file = f"sku,name,category,size\nA,Nom,{FAMILIES[family % 4]},{size}\nD{size},Neuf,Nouveau > Rayon {size},\n"
        import_products(file.encode(), now=self.now)

    def arrange(self, which, name, parent):
        above = Category.objects.filter(pk=pick(Category.objects, parent) or 0).first() if parent % 2 else None
        edit_category(pick(Category.objects, which), name=f"Rayon {name}", parent=above)

    def move_store(self, which, zone, _):
        store = self.stores[which % 2]
        names = ("merchant", "code", "name", "city", "latitude", "longitude", "is_open")
        fields = {name: getattr(store, name) for name in names}
        time_zone = ("Europe/Paris", "Indian/Reunion")[zone % 2]
        edit_store(store.pk, **fields, time_zone=time_zone, postcode=f"6900{zone % 10}")

    def open_store(self, which, number, what):
        said = replace(self._receipt(200 + number, 0, what), store=f"neuf{which % 3}", till="9")
        record_receipts([said], now=self.now, create_missing=True)

    def meet(self, who, kind, due):
        new = NewInteraction(pick(Customer.objects, who) or 0, ("call", "note", "visit")[kind % 3], text="Vu")
        if due % 2 and new.kind != "visit":
            new = replace(new, due_at=self.now + days(due + 1))
        add_interaction(new, scope=EVERYWHERE, author_id=None, now=self.now)

    def follow(self, which, what, day):
        interaction = pick(Interaction.objects, which) or 0
        if what % 3 == 0:
            complete_interaction(interaction, outcome="done", scope=EVERYWHERE, now=self.now)
        elif what % 3 == 1:
            reschedule_interaction(interaction, due_at=self.now + days(day + 1), scope=EVERYWHERE)
        else:
            cancel_interaction(interaction, scope=EVERYWHERE, now=self.now)

    def leave_cart(self, who, number, what):
        cart = CartInput("cart", f"P{number % 6}", NOON, 500 + what, (line(SKUS[what % 3]),))
        customer_id = pick(Customer.objects, who)
        if customer_id:
            record_cart(cart, customer_id=customer_id, store_code=SHOPS[number % 2])

    def drop_cart(self, which, _who, _what):
        cart = Cart.objects.filter(pk=pick(Cart.objects, which) or 0).first()
        if cart:
            cancel_cart(cart.pk, scope=EVERYWHERE, now=self.now)

    def bring_file(self, number, who, what):
        """Receipts and a customer of one import, which `undo` may take back."""
        run = journal.start(kind="receipts", file_name="f", file_hash="", mapping_hash="", now=self.now)
        said = [replace(self._receipt(300 + number + i, who, what + i), customer=f"f:{who % 2}") for i in range(3)]
        record_receipts(said, now=self.now, source="file", create_missing=True, import_run_id=run.pk)
        person = NewCustomer(last_name="Inventé", reference=f"g:{next(self.numbers)}", emails=("g@exemple.example",))
        create_customers([person], now=self.now, import_run_id=run.pk)

    def undo(self, which, _who, _what):
        undo_import(pick(ImportRun.objects, which) or 0, now=self.now)

    def foretell(self, who, worth, where):
        known = pick(Customer.objects, who)
        if known:
            store_id = self.stores[where % 2].pk if where % 3 else None
            said = [(known, 0.5, 1.0, 4.0, 100 * worth, 400 * worth)]
            replace_predictions(said, store_id=store_id, computed_on=self.now.date())

    def reward(self, who, which, _):
        known = pick(Customer.objects, who)
        if known:
            a_voucher(VoucherKind.objects.first(), key=f"gift-{which}", customer_id=known, now=self.now)

    def write_to(self, who, is_alone, which):
        """Puts somebody in the audience, and lets one message leave."""
        known = pick(Customer.objects, who)
        if known:
            new = NewMessage(known, UUID(int=next(self.numbers)), is_alone=is_alone % 4 == 3)
            campaigns.add_messages(self.campaign, [new], now=self.now)
        sent = pick(Message.objects.filter(state=Message.State.WAITING), which)
        campaigns.note_sent({sent: ("", None)} if sent else {}, now=self.now)

    def next_day(self, by, _who, _what):
        self.now += days(by * 40)
        roll_figures(now=self.now)

    def _record(self, receipts):
        record_receipts(receipts, now=self.now)

    def _receipt(self, number, who, what, sign=1):
        skus = [SKUS[(what + place) % 3] for place in range(what % 3 + 1)]
        lines = [line(sku, sign * (900 + what), category=FAMILIES[what % 4]) for sku in skus]
        owner = {"customer": f"x:{who % 3}"} if who % 3 else {"card": CARDS[who % 3]} if who % 2 else {}
        return receipt(str(number), store=SHOPS[number % 2], lines=lines, sold_at=NOON + days(what * 7.3), **owner)

    def _person(self, who, card, household):
        return NewCustomer(
            reference=f"x:{10 + who % 20}",
            last_name="Inventée",
            emails=(f"p{who}@exemple.example",) if who % 2 else (),
            mobiles=("0612345678",) if who % 3 else (),
            cards=(CARDS[card % 3],) if card % 2 else (),
            household_reference=f"F{household % 2}" if household % 3 else "",
            household_size=3,
            children_birth_years=(2012, 2015),
            custom={"depuis": "2020-02-29", "taille": who} if household % 2 else {},
            home_store_id=self.stores[who % 2].pk,
        )

    def _on_customer(self, use_case, who, *arguments, **more):
        use_case(pick(Customer.objects, who) or 0, *arguments, scope=EVERYWHERE, **more)


CARDS = ("2000000000017", "2000000000024", "2000000000031")
STEPS = tuple(name for name in vars(World) if not name.startswith("_") and name != "take")


def claim_receipt_of(customer_id, receipt_id, *, scope, now):
    claim_receipt(receipt_id, customer_id, scope=scope, now=now)


def pick(rows, number):
    """The key of one of the rows, or None without any."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return keys[number % len(keys)] if keys else None


# One of each thing that may happen, as `World.take` is told.
EVENTFUL = [
    ("enter", 1, 1, 1),
    ("enter", 2, 0, 2),
    *[("sell_many", 4 * place, place, place) for place in range(3)],
    ("describe", 0, 1, 1),
    ("leave_cart", 0, 1, 1),
    ("meet", 0, 0, 1),
    ("open_store", 0, 1, 1),
    ("change", 0, 1, 3),
    ("foretell", 0, 1, 0),
    ("agree", 0, 0, 0),
    ("reward", 0, 0, 0),
    ("write_to", 0, 0, 0),
]
TWO_FILES = [("become_one", 0, 1, 0), ("become_two", 0, 0, 0)]
