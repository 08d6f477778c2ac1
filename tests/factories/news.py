"""What providers tell of mails, after their published references; everybody in it is made up."""

import hmac
import json
from hashlib import sha256

from chaland.usecases.campaigns.news_addresses import news_address

AT = 1_795_420_800
"""Seconds: 2026-11-23, 8:00 in Paris, as providers tell it."""
SIGNING_KEY = "made-up-signing-key"


def name_of(message):
    return f"<{message.key.hex}@boutique.example>"


def of_brevo(event, *, to="claire@example.com", message=None, number=1, **more):
    """Return one event as Brevo tells it, beside our name of the mail where it has one."""
    told = {
        "event": event, "email": to, "id": number, "ts_epoch": AT * 1000 + number, "subject": "Inventé",
        "message-id": f"<{number}@smtp-relay.example>", **more,
    }  # fmt: skip
    return told | ({"X-Mailin-custom": json.dumps({"message_id": name_of(message)})} if message else {})


def of_mailjet(event, *, to="claire@example.com", message=None, number=1, **more):
    told = {"event": event, "time": AT + number, "MessageID": number, "email": to, "mj_campaign_id": 1, **more}
    return told | ({"Payload": json.dumps({"message_id": name_of(message)})} if message else {})


def of_postmark(kind, *, to="claire@example.com", message=None, number=1, **more):
    told = {"RecordType": kind, "ID": number, "Recipient": to, "Email": to, "MessageID": str(number), **more}
    moments = {"Delivery": "DeliveredAt", "Bounce": "BouncedAt", "SpamComplaint": "BouncedAt"}
    told[moments.get(kind, "ChangedAt")] = "2026-11-23T07:00:00Z"
    return told | ({"Metadata": {"message_id": name_of(message)}} if message else {})


def of_mailgun(event, *, to="claire@example.com", message=None, number=1, key=SIGNING_KEY, **more):
    """Return one signed event."""
    token = f"{number:050d}"
    seal = hmac.new(key.encode(), f"{AT}{token}".encode(), sha256).hexdigest()
    told = {"event": event, "id": f"made-up-{number}", "timestamp": float(AT + number), "recipient": to, **more}
    told["user-variables"] = {"message_id": name_of(message)} if message else {}
    return {"signature": {"token": token, "timestamp": str(AT), "signature": seal}, "event-data": told}


def tell(client, provider, told, **headers):
    """Send it where the provider was told to, and return the answer."""
    address = news_address(provider).partition("/p/")[2]
    return client.post(f"/p/{address}", json.dumps(told), "application/json", **headers)
