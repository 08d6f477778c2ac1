"""Fills an empty data folder with a small made-up shop, or only its owners, and prints the pages to look at as JSON.

Run in a process of its own, with CHALAND_HOME naming the folder: `python tools/made_up_shop.py [--empty]`.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, time, timedelta
from http import HTTPStatus
from io import StringIO
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
django.setup()

from django.apps import apps  # noqa: E402 - Django is set up first
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, get_resolver, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from chaland.accounts.models import User  # noqa: E402
from chaland.accounts.rules import Scope  # noqa: E402
from chaland.accounts.services import create_token, create_user  # noqa: E402
from chaland.cli.main import main as chaland  # noqa: E402
from chaland.cli.tables import bring_up_to_date  # noqa: E402
from chaland.config.chores import CHORES  # noqa: E402
from chaland.customers.models import ContactPoint, Customer, CustomField, SavedView  # noqa: E402
from chaland.customers.rules import Address, NewCustomer  # noqa: E402
from chaland.interactions.booking import WantedOpening  # noqa: E402
from chaland.interactions.models import Interaction  # noqa: E402
from chaland.interactions.questions import Choice, Questions  # noqa: E402
from chaland.kernel.dates import Birthday  # noqa: E402
from chaland.messages import confirmations  # noqa: E402
from chaland.messages.links import footer_token  # noqa: E402
from chaland.sales.models import Cart, Receipt, Wish  # noqa: E402
from chaland.segments.models import Segment  # noqa: E402
from chaland.signups.rules import Content  # noqa: E402
from chaland.stores.models import Merchant, Network, Product, Seller, Store, Till  # noqa: E402
from chaland.stores.rules import Description  # noqa: E402
from chaland.usecases.collection.answer_survey import Answer, answer_survey, edit_survey  # noqa: E402
from chaland.usecases.collection.edit_form import Wanted, publish_form  # noqa: E402
from chaland.usecases.collection.edit_opening import edit_opening  # noqa: E402
from chaland.usecases.customers.create_customer import create_customer  # noqa: E402
from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput, record_receipts  # noqa: E402
from chaland.usecases.segments.save_segment import save_segment  # noqa: E402
from made_up_campaigns import campaign_pages, open_campaigns  # noqa: E402
from made_up_club import open_club  # noqa: E402
from made_up_rights import leave_traces  # noqa: E402

PASSWORD = "mot-de-passe-inventé-1"  # noqa: S105 - of a shop that does not exist
OWNERS = {"fr": ("helene@chaland.example", "Hélène Inventée"), "en": ("ellen@chaland.example", "Ellen Invented")}
SELLER = ("samir@chaland.example", "Samir Inventé")
FIRST_NAMES = ("Ana", "Bruno", "Chloé", "David", "Élise", "Farid", "Gaëlle", "Hugo", "Inès", "Jules", "Karim", "Léa")
LAST_NAMES = ("Bonnet", "Cœur", "D’Arcy", "Étienne", "Faure", "Garnier", "Hénon", "Imbert", "Jacquet", "Lopez")
TOWNS = (("34000", "Montpellier"), ("34170", "Castelnau-le-Lez"), ("34970", "Lattes"), ("34990", "Juvignac"))
FAMILIES = ("Chaussures > Femme > Bottines", "Chaussures > Homme > Derbies", "Soin > Cirages")
REGULARS = {
    "all": [
        {"condition": "visits", "is": {"operator": "at_least", "amount": 3}, "window": {"last_days": 730}},
        {"any": [{"condition": "reachable", "by": ["email", "mobile"]}, {"condition": "postcode", "is": ["34"]}]},
    ]
}
COLOURS = ("noir", "camel", "bordeaux")
# What stands in the addresses, for pages about one row.
WORDS = {"form_kind": "page", "kind": "email", "section": "identity", "lang": "fr"}
SKIPPED = {"logout", "login-link", "till-link", "health"}


def main() -> None:
    """Build the shop and print what a browser needs to visit it."""
    now = timezone.now()
    bring_up_to_date()
    open_shop()
    people = [owner(language) for language in OWNERS]
    if "--empty" not in sys.argv:
        furnish(now)
    do_what_is_due()
    answer = {"password": PASSWORD, "owners": OWNERS, "seller": SELLER, "pages": dict(sorted(pages(people[0])))}
    sys.stdout.write(json.dumps(answer))


def do_what_is_due() -> None:
    """Do once what every server of this folder would do by itself in its first minutes."""
    for chore in CHORES:
        if chore.is_needed():
            with redirect_stdout(StringIO()):
                chaland([*chore.command, "--json"])


def open_shop() -> None:
    """Open the network that a first start finds: named, with no store yet."""
    Network.objects.get_or_create(defaults={"name": "Chaussures Inventées"})


def owner(language: str) -> User:
    """Add an owner who reads this language."""
    email, name = OWNERS[language]
    return with_password(create_user(email=email, name=name, role="owner", all_stores=True, language=language))


def with_password(user: User) -> User:
    """Let the user in with the made-up password."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def furnish(now: datetime) -> None:
    """Bring in stores, staff, customers, two years of receipts, and things to do."""
    draw = random.Random(20261122)  # noqa: S311 - made-up data
    stores = [open_store(code, name) for code, name in (("comedie", "Comédie"), ("odysseum", "Odysseum"))]
    email, name = SELLER
    with_password(create_user(email=email, name=name, role="seller", all_stores=False, stores=stores[:1]))
    create_token(name="Caisse 1", till=Till.objects.first())
    CustomField.objects.create(code="pointure", label="Pointure", kind="number", purpose="Préparer les bons modèles")
    customers = [create_customer(person(draw, place, stores), now=now - timedelta(days=900)) for place in range(40)]
    customers.append(create_customer(long_person(stores), now=now - timedelta(days=900)))
    create_customer(NewCustomer(first_name="Zoé", last_name="Nouvelle", home_store_id=stores[0].pk), now=now)
    sales = list(receipts(draw, now, customers))
    for start in range(0, len(sales), 200):
        record_receipts(sales[start : start + 200], now=now)
    things_to_do(now, customers)
    leave_traces(now)
    open_club(now, customers)
    open_contest(now)
    SavedView.objects.create(name="Montpellier", query="city=Montpellier", user=User.objects.first())
    save_segment(None, name="Habitués", rule=REGULARS, is_told_at_till=True, scope=Scope(), author_id=None, now=now)
    open_campaigns(now, customers)


def open_contest(now: datetime) -> None:
    """Publish a form that has everything: a contest."""
    content = Content(
        title={"fr": "Grand jeu inventé", "en": "Invented contest"},
        prize={"fr": "Une paire de bottines inventées.", "en": "A pair of invented boots."},
        fields={"last_name": "required", "email": "required", "mobile": "optional", "birthday": "optional"},
        boxes=(("newsletter", "email"), ("offers", "sms")),
    )
    until = (now + timedelta(days=30)).date()
    wanted = Wanted("contest", "Jeu de printemps", "Salon inventé", content, (), None, None, until)
    publish_form("", wanted, scope=Scope(), author_id=None, now=now)


def open_store(code: str, name: str) -> Store:
    """Open a store with one till and two sellers."""
    merchant, _ = Merchant.objects.get_or_create(name="Chaussures Inventées")
    store = Store.objects.create(
        merchant=merchant, code=code, name=name, postcode="34000", city="Montpellier", latitude=43.61, longitude=3.88
    )
    Till.objects.create(store=store, code="1", name="Entrée")
    for seller in ("Samir", "Inès"):
        Seller.objects.create(store=store, code=seller[:1].lower(), name=seller)
    return store


def person(draw: random.Random, place: int, stores: list[Store]) -> NewCustomer:
    """Return the made-up customer of this place; some have more to say than others."""
    postcode, city = draw.choice(TOWNS)
    full = place % 4
    return NewCustomer(
        reference=f"inv:{place}",
        civility=draw.choice(("mme", "m")) if full else "",
        first_name=FIRST_NAMES[place % len(FIRST_NAMES)],
        last_name=LAST_NAMES[place % len(LAST_NAMES)],
        birthday=Birthday(place % 28 + 1, place % 12 + 1, 1960 + place if full else None),
        emails=(f"client{place}@chaland.example",) if full else (),
        mobiles=(f"+33639980{place:03}",) if full > 1 else (),
        addresses=(Address(f"{place + 1} rue Inventée", "", postcode, city, "FR"),) if full > 1 else (),
        cards=(f"29900000{place:04}",) if full else (),
        home_store_id=stores[place % 2].pk,
        household_size=place % 5 or None,
        custom={"pointure": 36 + place % 9} if full == 3 else {},  # noqa: PLR2004 - one in four
    )


def long_person(stores: list[Store]) -> NewCustomer:
    """Return the made-up customer in whom everything is long."""
    return NewCustomer(
        reference="inv:" + "long" * 10,
        civility="mme",
        first_name="Marie-Charlotte-Élisabeth-Apolline",
        last_name="de La Rochebrune-Montfaucon-Saint-Inventé-sur-Garonne",
        birthday=Birthday(24, 11, 1984),
        emails=("marie-charlotte-elisabeth.de-la-rochebrune-montfaucon@une-adresse-bien-longue.chaland.example",),
        mobiles=("+33639980999",),
        addresses=(
            Address("1234 avenue du Général-de-Quelque-Chose-d’Inventé", "Bât. C", "34170", "Castelnau-le-Lez", "FR"),
        ),
        cards=("2" * 32,),
        home_store_id=stores[1].pk,
    )


def receipts(draw: random.Random, now: datetime, customers: list[int]) -> Iterator[ReceiptInput]:
    """Give two years of passages: each customer has a habit, a few left it."""
    references = dict(Customer.objects.filter(pk__in=customers).values_list("pk", "reference"))
    for place, customer in enumerate(customers):
        every, stopped = draw.choice((14, 30, 45, 90)), draw.choice((0, 0, 0, 60, 200, 400))
        for visit in range((730 - stopped) // every):
            ago = stopped + visit * every + draw.uniform(0, every / 3)
            yield sale(draw, f"{place}-{visit}", now - timedelta(days=ago), str(references[customer]), place)
    for number in range(60):
        yield sale(draw, f"anonyme-{number}", now - timedelta(days=draw.uniform(0.01, 700)), "", number)


def sale(draw: random.Random, number: str, moment: datetime, reference: str, place: int) -> ReceiptInput:
    """Return a receipt of one to three lines in opening hours; one in thirty is a return."""
    opened = moment.replace(hour=draw.choice((8, 9, 10, 13, 14, 15, 16, 17)), minute=draw.randrange(60))
    sold_at = opened if opened <= timezone.now() else opened - timedelta(days=1)
    sign = -1 if reference and draw.random() < 1 / 30 else 1
    lines = tuple(article(draw, sign) for _ in range(1 if sign < 0 else draw.randint(1, 3)))
    return ReceiptInput(
        store=("comedie", "odysseum")[place % 2 if draw.random() < 0.8 else 1 - place % 2],  # noqa: PLR2004
        till="1",
        number=number,
        sold_at=sold_at,
        total_cents=sum(line.amount_cents for line in lines),
        lines=lines,
        customer=reference,
        seller=draw.choice(("s", "i", "")),
        payment_method=draw.choice(("CB", "Espèces")),
    )


def article(draw: random.Random, sign: int) -> LineInput:
    """Return a line of one made-up article."""
    family, size, colour = draw.randrange(len(FAMILIES)), draw.randint(36, 44), draw.choice(COLOURS)
    return LineInput(
        f"INV-{family}-{size}-{colour}",
        sign * 1000,
        sign * draw.choice((990, 4990, 8900, 12_900)),
        Description(
            label=f"Modèle {family} {colour}",
            category=FAMILIES[family],
            brand="Inventé",
            size=str(size),
            colour=colour,
        ),
    )


def things_to_do(now: datetime, customers: list[int]) -> None:
    """Plan appointments, note exchanges, a wish that arrived and a quote left open."""
    Interaction.objects.create(
        customer_id=customers[1], kind="appointment", channel="shop", occurred_at=now, due_at=now, subject="Essayage"
    )
    Interaction.objects.create(customer_id=customers[2], kind="call", channel="phone", occurred_at=now, text="Rappeler")
    Wish.objects.create(customer_id=customers[3], text="bottines bordeaux", created_at=now, arrived_at=now)
    Wish.objects.create(customer_id=customers[3], text="derbies camel", created_at=now)
    Cart.objects.create(
        customer_id=customers[3],
        store=Store.objects.get(code="comedie"),
        kind="quote",
        reference="D-1",
        made_at=now,
        total_cents=12_900,
    )
    ask_and_book(now)
    Product.objects.create(sku="INV-9", name="Article à décrire", search_name="article a decrire", is_stub=True)
    Receipt.objects.filter(number="anonyme-1").update(flags="total_differs")


def ask_and_book(now: datetime) -> None:
    """A survey with answers, and a store that takes appointments."""
    store = Store.objects.order_by("pk")[0]
    hours = [[(time(9), time(12)), (time(14), time(18))]] * 7
    wanted = WantedOpening(
        is_open=True, title="Conseil inventé", length_minutes=30, places=1, notice_hours=2, days_ahead=30, hours=hours,
        closed_on=(), holidays_too=True,
    )  # fmt: skip
    edit_opening(store.pk, wanted, scope=Scope())
    asked = Questions(
        {"fr": "Nous recommanderiez-vous ?", "en": "Would you recommend us?"},
        [
            Choice(
                {"fr": "L’accueil", "en": "The welcome"},
                [{"fr": "Bien", "en": "Good"}, {"fr": "À revoir", "en": "Poor"}],
            )
        ],
        {"fr": "Un mot ?", "en": "A word?"},
    )
    title = {"fr": "Votre visite (inventée)", "en": "Your visit (made up)"}
    survey = edit_survey("", title=title, asked=asked, is_open=True, store_id=None, scope=Scope(), now=now)
    for score in (3, 8, 9, 10):
        answer = Answer(uuid4(), survey.code, score, [score % 2], "Un mot inventé", store_id=store.pk)
        answer_survey(answer, now=now)


def pages(user: User) -> Iterator[tuple[str, str]]:
    """Give name and address of every page that a person opens: whole HTML answers to GET, and those that break."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name in sorted(key for key in get_resolver().reverse_dict if isinstance(key, str)):
        path = address(name)
        if path is None or name in SKIPPED or path.startswith("/api/"):
            continue
        answer = client.get(path)
        broken = answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        is_page = not answer.streaming and b"<html" in answer.content[:200]
        if broken or (answer.status_code == HTTPStatus.OK and is_page):
            yield name, path
    long = Customer.objects.filter(reference__startswith="inv:long").first()
    if long:
        yield "customer-long", reverse("customer", args=[long.pk])
        yield "customer-long-edit", reverse("customer-edit", args=[long.pk])
        yield "search-found", reverse("search") + "?q=faure"
        yield "customers-nobody", reverse("customers") + "?name=personne"
        segment = Segment.objects.get(name="Habitués").pk
        yield "segment-why-found", f"{reverse('segment-why', args=[segment])}?customer={long.pk}"
        yield "segment-new-family", reverse("segment-new") + "?template=family"
        yield from campaign_pages()
        yield from footer_pages()


def footer_pages() -> Iterator[tuple[str, str]]:
    """Give the pages behind the links at the foot of a mail to somebody of the shop."""
    point = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL).order_by("pk")[0]
    token = footer_token(point.customer_id, purpose="newsletter", address=point.normalised, now=timezone.now())
    for name in ("public-unsubscribe", "public-preferences"):
        yield f"{name}-found", reverse(name, args=[token])
    for kind in ("details", "address"):
        link = confirmations.make(
            point.customer_id,
            kind=kind,
            address=point.normalised,
            replaces=point.normalised,
            items=[],
            language="fr",
            now=timezone.now(),
        )
        yield f"public-{kind}-found", reverse(f"public-{kind}", args=[link])


def address(name: str) -> str | None:
    """Return the address of this name, filled with the latest rows of the made-up shop; None where there is none."""
    [(_, names), *_] = get_resolver().reverse_dict.getlist(name)[0][0]
    try:
        return reverse(name, kwargs={key: value_for(name, key) for key in names})
    except (NoReverseMatch, LookupError):
        return None


def value_for(name: str, key: str) -> Any:
    """Return what stands for one word of an address. Raises LookupError if the shop has no such row."""
    if key in WORDS:
        return WORDS[key]
    coded = CODED.get(key)
    if coded and (one := apps.get_model(*coded).objects.order_by("pk").first()):
        return one.code
    row = ROWS.get(name if key == "pk" else key)
    numbers = list(apps.get_model(*row).objects.order_by("pk").values_list("pk", flat=True)[:4]) if row else []
    if numbers:
        return [*numbers[3:], *numbers][0]
    raise LookupError(key)


CODED = {
    "form_code": ("signups", "SignupForm"),
    "code": ("interactions", "Opening"),
    "survey_code": ("interactions", "Survey"),
}
ROWS = {
    "store_id": ("stores", "Store"),
    "customer_id": ("customers", "Customer"),
    "interaction_id": ("interactions", "Interaction"),
    "receipt_id": ("sales", "Receipt"),
    "wish_id": ("sales", "Wish"),
    "cart_id": ("sales", "Cart"),
    "point_id": ("customers", "ContactPoint"),
    "run_id": ("journal", "ImportRun"),
    "import_id": ("journal", "ImportRun"),
    "upload_id": ("journal", "Upload"),
    "segment_id": ("segments", "Segment"),
    "campaign_id": ("campaigns", "Campaign"),
    "journey_id": ("campaigns", "Journey"),
    "list_id": ("campaigns", "MailingList"),
    "programme_id": ("loyalty", "Programme"),
    "kind_id": ("loyalty", "VoucherKind"),
    "voucher_id": ("loyalty", "Voucher"),
    "sale_id": ("loyalty", "PrivateSale"),
    "merchant_id": ("stores", "Merchant"),
    "settings-merchant": ("stores", "Merchant"),
    "settings-store": ("stores", "Store"),
    "settings-till": ("stores", "Till"),
    "settings-seller": ("stores", "Seller"),
    "settings-user": ("accounts", "User"),
    "settings-field": ("customers", "CustomField"),
    "settings-product": ("stores", "Product"),
    "settings-category": ("stores", "Category"),
}

if __name__ == "__main__":
    main()
