"""Merges the translations below src/chaland/locale and compiles them to build/locale, without GNU gettext.

src/chaland/locale/fr/LC_MESSAGES/django.po holds the common words; each file of locale/parts adds its own.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from stamps import BUILD, SOURCE

LOCALE = SOURCE / "locale"
TARGET = BUILD / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
OUTPUTS = (TARGET,)


def sources() -> list[Path]:
    """List the translation files, the common one first."""
    return [*sorted(LOCALE.glob("fr/LC_MESSAGES/*.po")), *sorted(LOCALE.glob("parts/*.po"))]


def inputs() -> list[Path]:
    """List what the translations depend on."""
    return [Path(__file__), *sources()]


def main() -> None:
    """Compile the merged catalogue. Raises SystemExit naming each message that is translated in two ways."""
    catalogue = Catalog(locale="fr", charset="utf-8")
    conflicts = [conflict for path in sources() for conflict in merge(catalogue, path)]
    if conflicts:
        raise SystemExit("\n".join(conflicts))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    temporary = TARGET.with_suffix(".tmp")
    with temporary.open("wb") as file:
        write_mo(file, catalogue)
    temporary.replace(TARGET)


def merge(catalogue: Catalog, path: Path) -> list[str]:
    """Add the messages of one file; return a sentence for each that contradicts an earlier file."""
    conflicts = []
    with path.open("rb") as file:
        part = read_po(file, locale="fr", charset="utf-8", abort_invalid=True)
    for message in part:
        if not message.id or not message.string:
            continue
        known = catalogue.get(_first(message.id), message.context)
        if known and known.string != message.string:
            conflicts.append(f"{path.name}:{message.lineno}: {message.id!r} is already translated as {known.string!r}")
        else:
            catalogue[message.id] = message
    return conflicts


def _first(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


if __name__ == "__main__":
    main()
