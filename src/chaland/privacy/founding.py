"""The purposes and texts that every network starts with."""

from datetime import UTC, datetime
from typing import Any

from chaland.kernel.chain import text_hash
from chaland.privacy.rules.purposes import PURPOSES
from chaland.privacy.rules.texts import built_in_texts

FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def found(purpose: Any, purpose_channel: Any, consent_text: Any) -> None:
    """Write them, given the models as a migration knows them; those that are there stay as they are."""
    purpose.objects.bulk_create(
        [
            purpose(code=code, is_marketing=one.is_marketing, position=place)
            for place, (code, one) in enumerate(PURPOSES.items())
        ],
        ignore_conflicts=True,
    )
    purpose_channel.objects.bulk_create(
        [
            purpose_channel(purpose_id=code, channel=channel, basis=basis)
            for code, one in PURPOSES.items()
            for channel, basis in one.channels
        ],
        ignore_conflicts=True,
    )
    consent_text.objects.bulk_create(
        [
            consent_text(
                purpose_id=code, channel=channel, language=language, version=1, text=text,
                text_hash=text_hash(text), in_force_from=FIRST_DAY,
            )
            for code, channel, language, text in built_in_texts()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
