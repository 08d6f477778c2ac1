"""What the network decides about purposes, texts and how long a consent lasts. Callers hold the transaction."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Max

from chaland.kernel.chain import text_hash
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean
from chaland.privacy.models import ConsentText, CurrentConsent, Purpose, PurposeChannel
from chaland.privacy.queries import policy
from chaland.privacy.rules.acts import add_months
from chaland.privacy.rules.hours import WIDEST_SMS
from chaland.privacy.rules.purposes import CHANNELS, LAWFUL, SOFT_OPT_IN
from chaland.stores.queries import network_zone
from chaland.warehouse import outbox

_TEXT = 600


def set_basis(purpose: str, channel: str, basis: str, *, similar_products: bool = False) -> None:
    """Say by which right a purpose uses a channel; an empty basis closes it, and what was agreed to stays written.

    Raises NotFound `purpose_unknown`, `channel_unknown`; Refusal `purpose_basis_unlawful`.
    """
    _check(purpose, channel)
    if not basis:
        PurposeChannel.objects.filter(purpose=purpose, channel=channel).delete()
        return
    if basis not in LAWFUL[channel]:
        raise Refusal("purpose_basis_unlawful", field=f"{purpose}__{channel}")
    values = {"basis": basis, "similar_products": similar_products and basis == SOFT_OPT_IN}
    PurposeChannel.objects.update_or_create(purpose_id=purpose, channel=channel, defaults=values)


def add_texts(purpose: str, channel: str, *, texts: dict[str, str], from_on: date, today: date) -> int:
    """Add a version of what is shown beside a box, by language, from a day on; those before stay as they were.

    Returns its number. Raises as `set_basis`; Refusal `consent_text_missing`, `consent_text_dated_back`.
    """
    _check(purpose, channel)
    kept = {language: clean(text, _TEXT) for language, text in texts.items()}
    if not all(kept.values()):
        raise Refusal("consent_text_missing", field=next(language for language, text in kept.items() if not text))
    if from_on < today:
        raise Refusal("consent_text_dated_back", field="from_on")
    known = ConsentText.objects.filter(purpose=purpose, channel=channel)
    version: int = (known.aggregate(last=Max("version"))["last"] or 0) + 1
    begins = datetime.combine(from_on, time(), ZoneInfo(network_zone()))
    ConsentText.objects.bulk_create(
        ConsentText(
            purpose_id=purpose,
            channel=channel,
            language=language,
            version=version,
            text=text,
            text_hash=text_hash(text),
            in_force_from=begins,
        )
        for language, text in kept.items()
    )
    return version


def write_policy(*, renewal_months: int, sms_from: int, sms_to: int) -> None:
    """Say after how many months a consent lapses (0 for never), those given already too, and when texts may be sent.

    Raises Refusal `sms_hours_wrong`.
    """
    if not WIDEST_SMS[0] <= sms_from < sms_to <= WIDEST_SMS[1]:
        raise Refusal("sms_hours_wrong", field="sms_to")
    decided = policy()
    changed = decided.renewal_months != renewal_months
    decided.renewal_months, decided.sms_from, decided.sms_to = renewal_months, sms_from, sms_to
    decided.save()
    if changed:
        _date_anew(renewal_months)
        outbox.everything_changed()


def _date_anew(months: int) -> None:
    """Move the day on which each consent lapses."""
    granted = CurrentConsent.objects.filter(state=CurrentConsent.State.GRANTED).only("pk", "since")
    part: list[CurrentConsent] = []
    for row in granted.iterator(chunk_size=2_000):
        row.expires_at = add_months(row.since, months) if months else None
        part.append(row)
    CurrentConsent.objects.bulk_update(part, ["expires_at"], batch_size=500)


def _check(purpose: str, channel: str) -> None:
    if channel not in CHANNELS:
        raise NotFound("channel_unknown", field="channel", text=channel)
    if not Purpose.objects.filter(pk=purpose).exists():
        raise NotFound("purpose_unknown", field="purpose", text=purpose)
