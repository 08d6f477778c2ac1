"""Forms of signing in and of passwords, and what every form shares."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """An e-mail address, in any case, and a password."""

    error_messages = {
        "invalid_login": _("This e-mail address and this password do not go together. Check both and try again."),
        "inactive": _("This account is closed."),
    }

    # Longer text would be kept by the count of wrong passwords, whose column is short.
    username = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A password typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_new_passwords(self)


class OwnPasswordForm(PasswordChangeForm):
    """The password one has, and the next one typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your password today")
        name_new_passwords(self)


def name_new_passwords(form: forms.Form) -> None:
    """Give the two new passwords our labels, and one short hint instead of Django's list."""
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = _("At least 12 characters. A few words you will remember do very well.")
    form.fields["new_password2"].label = _("The same password again")
    form.fields["new_password2"].help_text = ""
