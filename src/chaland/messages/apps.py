"""The package under a label of its own: Django's messages of the screens are called `messages` too."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """What leaves by mail."""

    name = "chaland.messages"
    label = "mail"
