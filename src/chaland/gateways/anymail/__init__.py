"""Mails leave by a provider that django-anymail knows, and its news of them come back."""
