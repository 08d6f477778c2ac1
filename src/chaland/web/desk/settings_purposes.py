"""Settings of what people are contacted for: by which right, how long a yes lasts, and in which words it is asked."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import EDIT_PRIVACY
from chaland.privacy.models import ConsentText, Purpose
from chaland.privacy.queries import policy, purposes, texts_in_force
from chaland.privacy.rules.purposes import BASES, CHANNELS, LAWFUL
from chaland.sentences.consents import words
from chaland.usecases.consents.edit_purposes import add_consent_texts, edit_purposes
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.settings_pages import FormPage, edit, posted

methods = require_http_methods(["GET", "HEAD", "POST"])
_HOURS = [(hour, f"{hour} h") for hour in range(8, 23)]


class PurposesForm(forms.Form):
    """For each purpose and channel `<purpose>__<channel>` its basis, and `…__similar` the shop's declaration."""

    renewal_months = forms.IntegerField(
        label=_("Months until a consent is asked for again"),
        min_value=0,
        max_value=36,
        help_text=_("12 by default; 0 for never. It holds for the consents already given too."),
    )
    sms_from = forms.TypedChoiceField(label=_("SMS from"), choices=_HOURS, coerce=int)
    sms_to = forms.TypedChoiceField(
        label=_("SMS until"), choices=_HOURS, coerce=int, help_text=_("Monday to Saturday, never on a public holiday.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = purposes(only_active=False)
        for purpose in self.purposes:
            for channel in CHANNELS:
                lawful = [(basis, words.BASES[basis]) for basis in BASES if basis in LAWFUL[channel]]
                label = f"{words.purpose_name(purpose)}, {words.CHANNELS[channel]}"
                name = f"{purpose.code}__{channel}"
                self.fields[name] = forms.ChoiceField(
                    label=label, choices=[("", _("Not used")), *lawful], required=False
                )
                self.fields[f"{name}__similar"] = forms.BooleanField(label=_("Similar products only"), required=False)

    def rows(self) -> list[tuple[Purpose, str, list[tuple[str, Any, forms.BoundField, forms.BoundField]]]]:
        return [
            (
                purpose,
                words.purpose_name(purpose),
                [
                    (channel, words.CHANNELS[channel], self[f"{purpose.code}__{channel}"],
                     self[f"{purpose.code}__{channel}__similar"])
                    for channel in CHANNELS
                ],
            )
            for purpose in self.purposes
        ]  # fmt: skip


def _decided() -> dict[str, Any]:
    """Return what holds today, as the form's values."""
    rows = [row for purpose in purposes(only_active=False) for row in purpose.channels.all()]
    values: dict[str, Any] = {f"{row.purpose_id}__{row.channel}": row.basis for row in rows}
    values |= {f"{row.purpose_id}__{row.channel}__similar": row.similar_products for row in rows}
    now = policy()
    return {**values, "renewal_months": now.renewal_months, "sms_from": now.sms_from, "sms_to": now.sms_to}


def _save(*, renewal_months: int, sms_from: int, sms_to: int, **values: Any) -> None:
    bases = {
        (purpose, channel): (basis, values[f"{name}__similar"])
        for name, basis in values.items()
        if not name.endswith("__similar")
        for purpose, _sign, channel in [name.partition("__")]
    }
    edit_purposes(bases, renewal_months=renewal_months, sms_from=sms_from, sms_to=sms_to)


@permission(EDIT_PRIVACY)
@methods
def settings_purposes(request: DeskRequest) -> HttpResponse:
    form = PurposesForm(posted(request), initial=_decided())
    page = FormPage("purposes", _("Consents"), _("What people are contacted for is saved."), "purposes")
    return edit(request, page, form, _save)


class TextForm(forms.Form):
    """The next version of what stands beside a box."""

    fr = forms.CharField(label=_("In French"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    en = forms.CharField(label=_("In English"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    from_on = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))


@permission(EDIT_PRIVACY)
@methods
def settings_consent_text(request: DeskRequest, purpose: str, channel: str) -> HttpResponse:
    """The versions of a text, and the next one: a text that was shown is never edited."""
    found = Purpose.objects.filter(pk=purpose).first()
    if found is None or channel not in CHANNELS:
        raise Http404
    now = timezone.now()
    current = {
        language: text.text
        for language in ("fr", "en")
        if (text := texts_in_force([purpose], language, now=now).get((purpose, channel)))
    }
    form = TextForm(posted(request), initial={**current, "from_on": today_of_network(now).isoformat()})

    def save(*, fr: str, en: str, from_on: Any) -> None:
        add_consent_texts(purpose, channel, texts={"fr": fr, "en": en}, from_on=from_on, now=timezone.now())

    page = FormPage("purposes", words.purpose_name(found), _("The text is saved."), "consent_text")
    versions = ConsentText.objects.filter(purpose=purpose, channel=channel).order_by("-version", "language")
    return edit(request, page, form, save, versions=versions, channel=words.CHANNELS[channel])
