"""Two made-up merchants of one street, and a comparison of what one learns of the other by asking.

Addresses come from the resolver, operations of the API from its OpenAPI file: a new one is tried without being named.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.apps import apps
from django.urls import get_resolver, reverse

import chaland.web
from chaland.accounts.rules import Scope
from chaland.api.examples import EXAMPLES
from chaland.api.main import api
from chaland.customers.models import ContactPoint, Likeness
from chaland.customers.rules import Address, NewCustomer
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart, Receipt, Wish
from chaland.segments.models import Segment
from chaland.stores.models import Merchant, Seller, Store
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.common.access import late, opens_to
from factories.pages import patterns
from factories.sales import open_shops, receipt
from factories.street import Street, open_street

ABSENT = 987654
# What only Lyon knows; typed in small letters where it is searched, so that an echo is no find.
SECRETS = (
    "Claire",
    "Bonnet",
    "CARTE1",
    "Bottines rouges",
    "DEVIS-LYON",
    "TICKET-LYON",
    "Essayage secret",
    "Lyon fermée",
)
# What Lyon alone was given of a customer of both, whom Nantes knows by their card.
CANARY = NewCustomer(
    last_name="Rossignol",
    first_name="Jeanne",
    emails=("canari@example.com",),
    mobiles=("+33639980017",),
    phones=("+33472980018",),
    addresses=(Address("7 impasse du Canari", "", "69009", "Canariville", "FR"),),
    cards=("CARTE3",),
)
CANARIES = re.compile(r"(?i)canari|639980017|472980018|\b69009\b")
ASKED = re.compile(r"(?:GET|POST)\.(?:get|getlist)\(\"([a-z_]+)\"")
UNSTABLE = re.compile(
    rb'csrf[^>]+>|csrfmiddlewaretoken" value="[^"]+"|name="(?:form_)?key"[^>]+>|X-CSRFToken[^}]+}|ticket" value="[^"]+"'
)
NOT_COMPARED = {"Session", "Access", "SentForm", "Pending", "LookedUp"}


@dataclass
class Wall:
    """street: its Lyon shop belongs to one merchant; nantes and brest to the other, which asks.

    foreign: by parameter of an address, what is Lyon's alone; common: the same of a customer of both.
    """

    street: Street
    other: Merchant
    nantes: Store
    brest: Store
    foreign: dict[str, object]
    common: dict[str, object]

    def absent(self) -> dict[str, object]:
        """The same names, each with a number that nothing has."""
        return {name: ABSENT if isinstance(value, int) else value for name, value in self.foreign.items()}


def build_wall(now) -> Wall:
    """A street where every row that has a page is Lyon's alone."""
    street = open_street(now)
    other = Merchant.objects.create(name="Primeur inventé")
    (brest,) = open_shops("brest")
    Store.objects.filter(pk__in=[street.nantes.pk, brest.pk]).update(merchant=other)
    create_customer(NewCustomer(last_name="Le Goff", first_name="Yann", cards=("CARTE2",)), now=now)
    record_receipts([receipt("1", store="nantes", card="CARTE2", sold_at=now)], now=now)
    record_receipts([receipt("TICKET-LYON", card="CARTE1", sold_at=now)], now=now)
    Interaction.objects.filter(customer=street.customer_id).update(subject="Essayage secret", store=street.lyon)
    Segment.objects.update(store=street.lyon, name="Lyon fermée")
    Cart.objects.filter(customer=street.customer_id).update(reference="DEVIS-LYON")
    Wish.objects.filter(customer=street.customer_id).update(store=street.lyon)
    foreign = {**street.arguments, "receipt_id": Receipt.objects.get(number="TICKET-LYON").pk}
    return Wall(street, other, street.nantes, brest, foreign, foreign | _common(street, now))


def _common(street: Street, now) -> dict[str, object]:
    """Return the numbers of somebody whose file Lyon keeps, and of their contact details, who buys in Nantes too."""
    # The store and the seller of reference are Lyon's too, and nobody else's to know.
    Store.objects.filter(pk=street.lyon.pk).update(name="Magasin du Canari")
    seller = Seller.objects.create(store=street.lyon, code="canarina", name="Canarina")
    known = replace(CANARY, home_seller_id=seller.pk)
    common = create_customer(known, now=now, scope=Scope(street.lyon.pk))
    bought = [receipt("9", store=store, card="CARTE3", sold_at=now) for store in ("lyon", "nantes")]
    record_receipts(bought, now=now)
    Interaction.objects.create(customer_id=common, kind="call", channel="phone", occurred_at=now, store=street.nantes)
    Wish.objects.create(customer_id=common, text="Bottines vertes", store=street.nantes, arrived_at=now, created_at=now)
    twin = create_customer(
        NewCustomer(last_name="Rossignol", first_name="Jane"), now=now, scope=Scope(street.nantes.pk)
    )
    pair = Likeness.objects.create(
        kind="person", one_id=common, other_id=twin, score=0.98, reasons=["email:same"], found_at=now
    )
    return {
        "customer_id": common,
        "point_id": ContactPoint.objects.filter(customer=common).values_list("pk", flat=True)[0],
        "receipt_id": Receipt.objects.get(number="9", store=street.nantes).pk,
        "pair_id": pair.pk,
    }


def numbered(arguments: Mapping[str, object], role: str) -> dict[str, str]:
    """Every address of the desk that names a row by its number and that the role may open, by its name."""
    found = [one for one in _desk() if _numbers(one) and opens_to(one.callback, role)]
    return {pattern.name: _path(pattern, arguments) for pattern in found}


def plain(role: str, *, with_lake: bool) -> list[str]:
    """Every address of the desk that names nothing and that the role may open, with or without those of the lake."""
    return [
        reverse(one.name)
        for one in _desk()
        if not one.pattern.converters
        and opens_to(one.callback, role)
        and (with_lake or not isinstance(one.callback, late))
    ]


def _desk() -> Iterator:
    for route, pattern in patterns(get_resolver().url_patterns):
        if not route.startswith(("api/v1/", "p/")) and getattr(pattern.callback, "permission", "public") != "public":
            yield pattern


def _numbers(pattern) -> list[str]:
    return [name for name, one in pattern.pattern.converters.items() if type(one).__name__ == "IntConverter"]


def _path(pattern, arguments) -> str:
    names = pattern.pattern.converters
    return reverse(pattern.name, kwargs={name: arguments[pattern.name if name == "pk" else name] for name in names})


def fields(foreign: Mapping[str, object]) -> dict[str, object]:
    """Everything that views ask of an address or of a form, filled with what is another's where it names something."""
    folder = Path(chaland.web.__file__).parent
    names = {name for path in folder.rglob("*.py") for name in ASKED.findall(path.read_text(encoding="utf-8"))}
    meant = {
        "customer": "customer_id", "id": "customer_id", "of": "customer_id", "other": "customer_id",
        "for": "customer_id", "segment": "segment_id", "receipt": "receipt_id", "store": "store_id",
        "view": "view_id", "file": "upload_id",
    }  # fmt: skip
    typed = {"q": "bonnet", "name": "bonnet", "search": "bonnet", "number": "carte1"}
    numbers = {name: foreign[meant[name]] for name in sorted(names & meant.keys())}
    return {**{name: text for name, text in typed.items() if name in names}, **numbers}


def plainly(answer) -> tuple[int, bytes]:
    """What an answer tells: its status and its text, without tokens and numbers."""
    text = UNSTABLE.sub(b"", b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return answer.status_code, re.sub(rb"[0-9]+", b"#", text)


def secrets_in(answer) -> list[str]:
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")
    return [secret for secret in SECRETS if secret in text]


def canaries_in(answer) -> list[str]:
    """What an answer says of the contact details that Lyon keeps of a customer of both."""
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")
    return CANARIES.findall(re.sub(r"(?<=\d)[\s\u00a0\u202f.]|&nbsp;|&#160;", "", text))


def everything() -> dict[str, list]:
    """Every row of every table but those that only say who looked."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if not any(word in model.__name__ for word in NOT_COMPARED)
    }


@dataclass(frozen=True)
class Operation:
    """One call of the API. body: of the documentation's example."""

    method: str
    path: str
    queries: tuple[str, ...]
    body: object


def operations() -> list[Operation]:
    """Every operation of the OpenAPI file."""
    return [
        Operation(
            method,
            path,
            tuple(one["name"] for one in said.get("parameters", ()) if one["in"] == "query"),
            EXAMPLES.get((method, path.removeprefix("/api/v1"))),
        )
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, said in methods.items()
    ]


def named_in(body, values: Mapping[str, object]):
    """A body that names these, wherever it has a member of that name."""
    if isinstance(body, list):
        return [named_in(one, values) for one in body]
    if not isinstance(body, dict):
        return body
    return {key: values[key] if key in values else named_in(value, values) for key, value in body.items()}
