"""Lists the messages of the sources that have no French translation, each with the files that say it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from make_messages import sources
from stamps import ROOT, SOURCE

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def messages() -> dict[str, set[Path]]:
    """Return every message of the Python files and templates, in English, with the files that say it."""
    found: dict[str, set[Path]] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and (path.suffix == ".py" or "templates" in path.parts):
            for message in of_python(path) if path.suffix == ".py" else of_template(path):
                found.setdefault(message, set()).add(path.relative_to(ROOT))
    return found


def of_python(path: Path) -> Iterator[str]:
    """Return the literal messages of a Python file; of a plural, its singular."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def of_template(path: Path) -> Iterator[str]:
    """Return the messages of a Django template; of a plural, its singular."""
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    nodes = engines["django"].from_string(path.read_text(encoding="utf-8")).template.nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        yield str(node.filter_expression.var.literal)
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        yield node.render_token_list(node.singular)[0]


def translated() -> dict[str, str | tuple[str, ...]]:
    """Return the French of every message that has one."""
    known: dict[str, str | tuple[str, ...]] = {}
    for path in sources():
        with path.open("rb") as file:
            for message in read_po(file, locale="fr", charset="utf-8"):
                if message.id and message.string:
                    known[message.id if isinstance(message.id, str) else message.id[0]] = message.string
    return known


def untranslated() -> dict[str, set[Path]]:
    """Return the messages without a French translation."""
    known = translated()
    return {message: paths for message, paths in messages().items() if message not in known}


def main() -> None:
    """Print them; fails if there is any."""
    import os

    import django

    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
    django.setup()
    missing = untranslated()
    for message, paths in missing.items():
        print(f"{message!r}: {', '.join(sorted(map(str, paths)))}")
    raise SystemExit(1 if missing else 0)


if __name__ == "__main__":
    main()
