"""A campaign of whose people everything is known, as rows of the lake; all made up."""

from datetime import UTC, date, datetime, timedelta

from factories.lake_of_rows import show

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FROZEN = datetime(2026, 10, 24, 9, tzinfo=UTC)
"""The window of thirty days ends today."""
STORES = (1, 2)
FEW = 20
"""So many live by a third store: too few to say anything."""


class Told:
    """The rows of a campaign; `show` lets the lake answer from them."""

    def __init__(self, campaign, outcome):
        self.campaign, self.outcome = campaign, outcome
        self.people = range(1, len(outcome.after) + 1)
        self.receipts = []
        for person, before, after in zip(self.people, outcome.before, outcome.after, strict=True):
            self.sell(person, -30 + person % 30, round(before))
            self.sell(person, person % 30, round(after))
        self.messages = [self._message(person) for person in self.people]
        self.uses = []

    def sell(self, person, day, cents):
        """A receipt so many days after the audience was drawn up; nothing spent is no receipt."""
        on = FROZEN.date() + timedelta(days=day)
        row = {"receipt_id": len(self.receipts) + 1, "customer_id": person, "business_on": on, "total_cents": cents}
        if cents:
            self.receipts.append({**row, "store_id": STORES[person % 2]})

    def _message(self, person):
        treated, stratum = self.outcome.is_treated[person - 1], int(self.outcome.stratum[person - 1])
        sent = {"state": "sent", "sent_at": FROZEN.replace(tzinfo=None)} if treated else {"state": "alone"}
        told = {"message_id": person, "campaign_id": self.campaign.pk, "customer_id": person, "stratum": stratum}
        flags = dict.fromkeys(("is_delivered", "is_complained", "is_scanned", "is_unsubscribed"), False)
        return {**told, **sent, **flags, "variant": "a"}

    def show(self, monkeypatch):
        homes = {person: 3 if person <= FEW else STORES[person % 2] for person in self.people}
        customers = [{"customer_id": person, "home_store_id": home} for person, home in homes.items()]
        rows = {"campaign_messages": self.messages, "campaign_uses": self.uses, "receipts": self.receipts}
        return show(monkeypatch, customers=customers, **rows)
