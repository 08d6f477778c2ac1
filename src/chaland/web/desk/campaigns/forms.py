"""Forms of campaigns."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chaland.accounts.rules import Scope
from chaland.campaigns.audience import GATE_CHANNELS
from chaland.campaigns.models import Campaign, Policy
from chaland.campaigns.rules.drafting import LONGEST_WINDOW, When
from chaland.campaigns.rules.mailing import NEVER_LEFT_OUT
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros
from chaland.privacy.queries import purposes_on
from chaland.segments.models import Segment
from chaland.segments.queries import segments
from chaland.sentences import sentence
from chaland.sentences.campaigns.lists import FIELDS as LIST_FIELDS
from chaland.sentences.consents.words import purpose_name
from chaland.usecases.campaigns.edit_campaign import LONGEST_NAME
from chaland.web.desk.interaction_forms import DayField
from chaland.web.desk.loyalty.fields import EurosField

if TYPE_CHECKING:
    _SegmentField = forms.ModelChoiceField[Segment]
    _SegmentsField = forms.ModelMultipleChoiceField[Segment]
else:
    _SegmentField = forms.ModelChoiceField
    _SegmentsField = forms.ModelMultipleChoiceField

CHANNELS = (
    ("email", _("E-mail"), "mail", _("With pictures, a button and a voucher")),
    ("sms", _("SMS"), "device-mobile-message", _("A few words, at once")),
    ("post", _("Post"), "mailbox", _("Letters or cards as a PDF, labels, a file for your printer")),
    ("phone", _("Telephone calls"), "phone", _("A list to call, with what to say and to note")),
    ("file", _("File for another mailer"), "file-export", _("For Brevo, Mailchimp and others")),
)


def _named(one: Segment) -> str:
    return f"{one.name} ({one.store.name})" if one.store else one.name


class SegmentChoice(_SegmentField):
    """A segment, by its name and its store's."""

    def label_from_instance(self, obj: Segment) -> str:
        """Return how it is called in the list."""
        return _named(obj)


class _ChosenOnes(_SegmentsField):
    def label_from_instance(self, obj: Segment) -> str:
        return _named(obj)


class NewForm(forms.Form):
    """What a campaign begins with."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("For you alone, such as “Winter sale, regulars”.")
    )
    channel = forms.ChoiceField(
        label=_("By what"), choices=[(code, label) for code, label, *_rest in CHANNELS], widget=forms.RadioSelect
    )
    segment = SegmentChoice(
        label=_("Segment"), queryset=Segment.objects.none(), required=False, empty_label=_("Every customer"),
        help_text=_("Who is in it is looked at anew when the campaign leaves."),
    )  # fmt: skip

    def __init__(self, *, scope: Scope, **options: Any) -> None:
        super().__init__(**options)
        _offer_segments(self, scope)

    @property
    def channels(self) -> list[tuple[Any, str, Any]]:
        """The choices with the icon and the words of each."""
        return [
            (radio, icon, about) for radio, (_code, _label, icon, about) in zip(self["channel"], CHANNELS, strict=True)
        ]


class WhoForm(forms.Form):
    """To whom a campaign goes, for which purpose, and how many are left alone."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    segment = SegmentChoice(
        label=_("Segment"), queryset=Segment.objects.none(), required=False, empty_label=_("Every customer"),
        help_text=_("Who is in it is looked at anew when the campaign leaves."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("Purpose"), help_text=_("Only people who agreed to it, or may be written to without, are contacted.")
    )
    control_percent = forms.IntegerField(
        label=_("Left alone, to compare (%)"), min_value=0, max_value=100,
        help_text=_("Drawn by lot. What these people buy meanwhile tells what the campaign really changed."),
    )  # fmt: skip

    parts = _ChosenOnes(
        label=_("Results by segment too"), queryset=Segment.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For whoever is in it when the campaign leaves; five at most."),
    )  # fmt: skip

    def __init__(self, *, campaign: Campaign, scope: Scope, **options: Any) -> None:
        first = {
            "parts": list(campaign.parts.values_list("segment", flat=True)),
            "name": campaign.name,
            "segment": campaign.segment_id,
            "purpose": campaign.purpose,
            "control_percent": campaign.control_percent,
        }
        super().__init__(initial=first, **options)
        _offer_segments(self, scope)
        _offer_segments(self, scope, "parts")
        purpose = self.fields["purpose"]
        if isinstance(purpose, forms.ChoiceField):
            channel = GATE_CHANNELS.get(campaign.channel, campaign.channel)
            purpose.choices = [(one.code, purpose_name(one)) for one in purposes_on(channel)]


def _offer_segments(form: forms.Form, scope: Scope, name: str = "segment") -> None:
    segment = form.fields[name]
    if isinstance(segment, forms.ModelChoiceField):
        segment.queryset = segments(scope).select_related("store")


def _moment(label: Any, **options: Any) -> forms.CharField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60})
    return forms.CharField(label=label, required=False, max_length=25, widget=widget, **options)


class WhenForm(forms.Form):
    """When a campaign leaves, how fast, how it is measured and what it costs. Moments are on the network's clock."""

    starts_at = _moment(_("Leaves"), help_text=_("Left empty, it leaves as soon as it is launched."))
    ends_at = _moment(_("Until"), help_text=_("What has not left by then stays behind. Left empty, all of it leaves."))
    per_hour = forms.IntegerField(
        label=_("Messages an hour at most"), min_value=1, required=False,
        help_text=_("Some mail servers take only so many. Left empty, as fast as it goes."),
    )  # fmt: skip
    window_days = forms.IntegerField(
        label=_("Days over which it is measured"), min_value=1, max_value=LONGEST_WINDOW,
        help_text=_("What people buy that long afterwards is compared."),
    )  # fmt: skip
    fixed = EurosField(label=_("Cost as a whole (€)"), required=False)
    thousand = EurosField(label=_("Cost of a thousand messages (€)"), required=False)

    def __init__(self, *, campaign: Campaign, zone: ZoneInfo, **options: Any) -> None:
        self.zone = zone
        first = {
            "starts_at": _typed(campaign.starts_at, zone),
            "ends_at": _typed(campaign.ends_at, zone),
            "per_hour": campaign.per_hour,
            "window_days": campaign.window_days,
            "fixed": euros_typed(campaign.fixed_cents),
            "thousand": euros_typed(campaign.thousand_cents),
        }
        super().__init__(initial=first, **options)

    def clean_starts_at(self) -> datetime | None:
        return self._read("starts_at")

    def clean_ends_at(self) -> datetime | None:
        return self._read("ends_at")

    def when(self) -> When:
        """Return what was typed, checked."""
        typed = self.cleaned_data
        return When(
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            per_hour=typed["per_hour"],
            window_days=typed["window_days"],
            fixed_cents=typed["fixed"] or 0,
            thousand_cents=typed["thousand"] or 0,
        )

    def _read(self, name: str) -> datetime | None:
        """Read a moment on the network's clock. Of the hour that comes twice, the first."""
        typed = self.cleaned_data[name]
        if not typed:
            return None
        try:
            local = datetime.fromisoformat(typed).replace(tzinfo=self.zone)
        except ValueError:
            raise forms.ValidationError(_("Give a day and an hour.")) from None
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise forms.ValidationError(sentence(Refusal("campaign_no_such_hour")))
        return moment


def _typed(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def euros_typed(cents: int) -> str:
    """Return an amount as it stands in a field; nothing for none."""
    return format_euros(cents, get_language() or "fr").replace("€", "").strip() if cents else ""


CAPPED = ("email", "sms", "post", "phone")
"""The channels that may have a lower bound of their own; a file for a mailer counts as e-mail."""


class PolicyForm(forms.Form):
    """What holds for every campaign."""

    most_messages = forms.IntegerField(label=_("Messages at most"), min_value=1, max_value=1000)
    in_days = forms.IntegerField(
        label=_("Within days"), min_value=1, max_value=366,
        help_text=_("Nobody gets more messages of campaigns than that, whichever they are."),
    )  # fmt: skip
    most_email = forms.IntegerField(label=_("Of these by e-mail at most"), min_value=1, max_value=1000, required=False)
    most_sms = forms.IntegerField(label=_("Of these by SMS at most"), min_value=1, max_value=1000, required=False)
    most_post = forms.IntegerField(label=_("Of these by post at most"), min_value=1, max_value=1000, required=False)
    most_phone = forms.IntegerField(
        label=_("Of these by telephone at most"), min_value=1, max_value=1000, required=False
    )
    hold_out_percent = forms.IntegerField(
        label=_("Left alone by every campaign (%)"), min_value=0, max_value=50,
        help_text=_("Drawn once for all. Tells what all campaigns together change; 0 leaves nobody out."),
    )  # fmt: skip
    hold_out_since = DayField(
        label=_("Left alone since"), required=False,
        help_text=_("Results over all campaigns count from this day on; left empty, from today. Raise the share, and "
                    "it is today again: those who are added were written to before."),
    )  # fmt: skip

    @classmethod
    def of(cls, known: Policy, data: QueryDict | None) -> Self:
        """Return the form of what holds today."""
        caps = {f"most_{channel}": most for channel, most in known.most_by_channel.items()}
        return cls(data=data, initial={name: getattr(known, name, None) for name in cls.base_fields} | caps)

    def told(self) -> dict[str, Any]:
        """Return what was typed, as `change_policy` takes it."""
        own = dict(self.cleaned_data)
        caps = {channel: own.pop(f"most_{channel}") for channel in CAPPED}
        return own | {"most_by_channel": {channel: most for channel, most in caps.items() if most}}


class ListForm(forms.Form):
    """A list at Brevo, whom it follows and what it is told of them."""

    number = forms.TypedChoiceField(label=_("List at Brevo"), coerce=int)
    segment = SegmentChoice(
        label=_("Segment"), queryset=Segment.objects.none(), required=False, empty_label=_("Every customer"),
        help_text=_("Looked at anew in every run: who leaves it leaves the list."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("Purpose"), help_text=_("Only people who agreed to it, or may be written to without, are contacted.")
    )
    fields_told = forms.MultipleChoiceField(
        label=_("What Brevo is told of each, besides the address"), choices=list(LIST_FIELDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple, initial=NEVER_LEFT_OUT,
    )  # fmt: skip

    def __init__(self, *, scope: Scope, lists: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        _offer_segments(self, scope)
        self.names = dict(lists)
        for name, choices in (
            ("number", list(lists)),
            ("purpose", [(one.code, purpose_name(one)) for one in purposes_on("email")]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def asked(self) -> dict[str, Any]:
        """Return what was typed, as `usecases.campaigns.edit_lists.add_list` takes it."""
        typed = self.cleaned_data
        chosen = typed["segment"]
        return {
            "number": typed["number"],
            "name": self.names[typed["number"]],
            "purpose": typed["purpose"],
            "segment_id": chosen.pk if chosen else None,
            "fields": typed["fields_told"],
        }
