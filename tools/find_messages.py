"""Lists the interface texts that have no French yet, as PO entries to fill in, and the French of texts that are gone.

Reads Python with Babel and Django's templates with Django's own reader, so GNU gettext is not needed.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

import make_messages
from stamps import SOURCE

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
IN_F_STRING = re.compile(r"\{(_|gettext)\(")
# (context, text): what a translation is found by.
Key = tuple[str | None, str]


def main() -> None:
    """Print an empty entry for each text without French, and each text that is no longer used."""
    for (context, text), place in sorted(missing().items(), key=lambda entry: entry[1]):
        shown = f'msgctxt "{context}"\n' if context else ""
        print(f'#: {place}\n{shown}msgid "{text}"\nmsgstr ""\n')
    for _context, text in sorted(unused(), key=lambda key: key[1]):
        print(f"# no longer used: {text!r}")


def missing() -> dict[Key, str]:
    """Return the texts without French, each with the place where it stands."""
    known = translated()
    return {key: place for key, place in used().items() if key not in known}


def unused() -> set[Key]:
    """Return the translated texts that stand nowhere."""
    return translated() - used().keys()


def translated() -> set[Key]:
    """Return what the French files translate."""
    catalogue = Catalog(locale="fr")
    for path in make_messages.sources():
        make_messages.merge(catalogue, path)
    return {(message.context, _first(message.id)) for message in catalogue if message.id}


def used() -> dict[Key, str]:
    """Return every text of the interface with one place where it stands."""
    found: dict[Key, str] = {}
    for path in [*sorted(SOURCE.rglob("*.py")), *sorted(SOURCE.rglob("templates/**/*.html"))]:
        for line, context, text in messages(path):
            found.setdefault((context, text), f"{path.relative_to(SOURCE)}:{line}")
    return found


def messages(path: Path) -> Iterator[tuple[int, str | None, str]]:
    """Give line, context and text of each message of one file."""
    source = path.read_text(encoding="utf-8")
    code = templatize(source) if path.suffix == ".html" else source
    for line, text, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        yield line, context, _first(text)
    if path.suffix == ".py" and IN_F_STRING.search(source):
        yield from _within_f_strings(source)


def _within_f_strings(source: str) -> Iterator[tuple[int, None, str]]:
    """Give those that Babel does not see before Python 3.12, as a whole f-string is one piece of code until then."""
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    for call in (node for string in strings for node in ast.walk(string)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("_", "gettext"):
            yield call.lineno, None, ast.literal_eval(call.args[0])


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


if __name__ == "__main__":
    main()
