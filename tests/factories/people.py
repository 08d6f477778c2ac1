"""Users of a made-up shopping street; their passwords protect nothing."""

from datetime import UTC, datetime

from chaland.accounts import services
from chaland.accounts.models import User

PASSWORD = "quatre mots au hasard"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def join(email: str, role: str, *stores, name: str = "Personne Inventée", password: str = "") -> User:
    """A user of these stores, of every store without any; hashing a password takes time, so most have none."""
    user = services.create_user(email=email, name=name, role=role, all_stores=not stores, stores=stores)
    if password:
        user.set_password(password)
        user.save()
    return user


def owner() -> User:
    return join("owner@example.com", "owner", name="Hélène Teissier")
