"""A made-up shop with one customer who is known everywhere, and who is erased; run by the test beside it.

python canary_shop.py FOLDER: tells, as JSON, what was found in the data folder at each step; backups go to FOLDER.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

import django


def open_shop():
    from django.conf import settings

    from chaland.customers.models import ContactPoint, Customer
    from chaland.journal.models import Upload
    from chaland.messages.services import queue
    from chaland.privacy.rules import Act, Proof
    from chaland.privacy.services import record
    from chaland.usecases.sales.record_receipts import record_receipts
    from chaland.warehouse import outbox, sync
    from factories.canaries import NOW, Planted, sheet
    from factories.sales import line, open_shops, receipt

    stores = open_shops("lyon", "nantes")
    every = [
        receipt(f"T{place}", lines=[line(1000 + place)], customer=f"c{place % 9}", seller=f"v{place % 3}")
        for place in range(60)
    ]
    record_receipts(every, now=NOW)
    customer = Customer.objects.get(reference="c1")
    record(
        customer.pk,
        purpose="newsletter",
        channel="email",
        act=Act.GRANTED,
        proof=Proof("desk", "oral", ip="192.0.2.7"),
        now=NOW,
        address="canary@exemple.example",
    )
    two = Customer.objects.get(reference="c2").pk
    ContactPoint.objects.create(
        customer_id=two, kind="email", value="c2@exemple.example", normalised="c2@exemple.example", created_at=NOW
    )
    record(
        two, purpose="newsletter", channel="email", act=Act.GRANTED, proof=Proof("desk", "paper"), now=NOW,
        address="c2@exemple.example",
    )  # fmt: skip
    queue(kind="booking", to="c2@exemple.example", subject="Inventé", text="Inventé", customer_id=two, now=NOW)
    planted = Planted(customer)
    planted.words |= {"what they did before": "zvxwkqjypzvx", "consent": "canary@exemple.example"}
    Customer.objects.filter(pk=customer.pk).update(profession="zvxwkqjypzvx")
    outbox.changed("customer", [customer.pk])
    sync.sync()
    Customer.objects.filter(pk=customer.pk).update(profession=customer.profession)
    outbox.changed("customer", [customer.pk])
    sync.sync()
    for name, content in (("a.xlsx", sheet(planted.named)), ("b.csv", f"nom\n{planted.named}\n".encode())):
        folder = Path(settings.HOME) / "uploads" / name.replace(".", "")
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content)
        Upload.objects.create(
            kind="customers", file_name=name, folder=folder.name, check_only=False, rows=1, asked_at=NOW
        )
    (Path(settings.HOME) / "exports").mkdir()
    (Path(settings.HOME) / "exports" / "liste.csv").write_text(planted.named)
    return {"words": planted.words, "ref": customer.reference, "number": customer.pk, "stores": len(stores)}


def totals():
    from django.db.models import Count, Sum

    from chaland.customers.models import Customer
    from chaland.sales.models import Receipt, ReceiptLine
    from chaland.warehouse.checking import check

    groups = Receipt.objects.values_list("store", "seller", "business_on")
    receipts = groups.annotate(Count("pk"), Sum("total_cents")).order_by("store", "seller", "business_on")
    lines = ReceiptLine.objects.aggregate(Count("pk"), Sum("amount_cents"), Sum("quantity_milli"))
    return {
        "sold": [[str(one) for one in row] for row in receipts],
        "lines": lines,
        "customers": Customer.objects.count(),
        "lake_differs": [one.table for one in check() if not one.agrees],
    }


def command(*words):
    """What a command of the product answers."""
    from chaland.cli.main import main

    said = io.StringIO()
    with redirect_stdout(said):
        code = main([*words, "--json"])
    return {**json.loads(said.getvalue() or "{}"), "code": code}


def say_no_later():
    """What happens between the backup and its being put back: noes, and a mail that leaves."""
    from chaland.customers.models import Customer
    from chaland.messages.models import OutgoingMail
    from chaland.privacy.rules import Act, Proof
    from chaland.privacy.services import object_to, record, take_stance
    from factories.canaries import NOW

    two, three = (Customer.objects.get(reference=one).pk for one in ("c2", "c3"))
    record(
        two, purpose="newsletter", channel="email", act=Act.WITHDRAWN, proof=Proof("link", "link"), now=NOW,
        address="c2@exemple.example",
    )  # fmt: skip
    take_stance(three, "restricted", now=NOW)
    object_to("email", "c3@exemple.example", now=NOW)
    OutgoingMail.objects.filter(to="c2@exemple.example").update(state="sent")


def noes():
    """Who may not be written to, and what waits to be sent."""
    from chaland.customers.models import Customer
    from chaland.messages.models import OutgoingMail
    from chaland.privacy.gate import may_contact
    from chaland.privacy.queries import is_objected, stances_of
    from factories.canaries import NOW

    two, three = (Customer.objects.get(reference=one).pk for one in ("c2", "c3"))
    gate = may_contact(two, purpose="newsletter", channel="email", now=NOW)
    mails = [list(one) for one in OutgoingMail.objects.filter(to="c2@exemple.example").values_list("state", "error")]
    return [gate.reason, list(stances_of(three)), is_objected("email", "c3@exemple.example"), mails]


def story(saved):
    from django.conf import settings

    from factories.canaries import found

    planted = open_shop()
    words, home = planted["words"], settings.HOME
    told = {"words": words, "before": totals(), "held": found(home, words)}
    command("backup", saved)
    told["noes before"] = noes()
    say_no_later()
    told["erased"] = command("customer", "erase", planted["ref"])
    told |= {"left": found(home, words), "after": totals()}
    told["again"] = [command("customer", "erase", ref) for ref in (planted["ref"], str(planted["number"]))]
    for name in ("restored", "restored twice"):
        told[name] = command("restore", saved)
        told[f"left in the {name}"] = found(home, words)
        told[f"noes in the {name}"] = noes()
    return {**told, "after the restore": totals(), "chain": command("consent", "verify")}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(story(sys.argv[1])))  # noqa: T201 - read by the test
