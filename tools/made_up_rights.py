"""What people's rights leave behind in the made-up shop: a file to be looked at, one to be put right, older months."""

from datetime import date, datetime

from chaland.journal.models import AccessMonth
from chaland.privacy.models import Recipient
from chaland.usecases.imports.read_uploads import hand_in

FILE = (
    "Salon inventé;;;\n\nNom;Prénom;Portable;Optin;Date optin;Née le\n"
    "Lefèvre;RenÃ©;06 39 98 00 07;oui;05/01/2026;03/04/80\n"
    "Dupré;Élise;6 39 98 00 08;non;;31/12/1979\n"
)


def leave_traces(now: datetime) -> None:
    """Hand in a file that asks a question, and note who is to be told of an erasure."""
    hand_in([FILE.encode()], file_name="salon.csv", kind="customers", store="", check_only=False, now=now, look=True)
    Recipient.objects.create(
        why="erasure", customer_number=987, detail="clients-salon.csv", taken_out_at=now, noted_at=now
    )
    AccessMonth.objects.create(month_on=date(2025, 10, 1), act="opened", lines=1240, customers=1240)
