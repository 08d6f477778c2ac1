"""Writes the table of docs/privacy.md: each rule of data protection, what the product does, the tests that hold it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from stamps import ROOT

PAGE = ROOT / "docs" / "privacy.md"
RULES = ROOT / "docs" / "privacy_rules.toml"
BEGIN, END = "<!-- written by tools/make_privacy_table.py -->", "<!-- end of the table -->"


def main() -> None:
    """Write the table in its place."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page with its table as the rules and the tests have it now."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _table, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def table() -> str:
    """Return the table."""
    held = tests()
    lines = ["| rule | source | what the product does | tests |", "|---|---|---|---|"]
    for name, rule in rules().items():
        shown = "<br>".join(f"`{path}` ({count})" for path, count in sorted(held.get(name, {}).items()))
        lines.append(f"| {name} | {rule['source']} | {rule['does']} | {shown} |")
    return "".join(f"{line}\n" for line in lines)


def rules() -> dict[str, dict[str, str]]:
    """Return the rules by their names."""
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


def tests() -> dict[str, dict[str, int]]:
    """Return, by rule, the files of tests that bear its mark, with how many tests of each."""
    found: dict[str, dict[str, int]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for rule in marks(path):
            files = found.setdefault(rule, {})
            name = path.relative_to(ROOT / "tests").as_posix()
            files[name] = files.get(name, 0) + 1
    return found


def marks(path: Path) -> Iterator[str]:
    """Give the rule that each test of a file holds, once for each of its marks."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from filter(None, map(_rule, node.decorator_list))


def _rule(node: ast.expr) -> str | None:
    if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"):
        return None
    return str(ast.literal_eval(node.args[0]))


if __name__ == "__main__":
    main()
