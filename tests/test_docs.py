"""The documents keep up with the code: every setting, command, exit code and package has its line."""

import ast
import re
from pathlib import Path

import pytest

from chaland.cli import failures
from chaland.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "chaland"
ENVIRONMENT = re.compile(r"""(?:environ(?:\.get|\.setdefault)?[\[(]|getenv\()\s*"((?:CHALAND_\w+|DATABASE_URL))\"""")
SHELL = re.compile(r"\$\{?(CHALAND_\w+)")
COMMAND = re.compile(r"\./chaland ([a-z]+)")
LEAST_LINES = 3


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def settings():
    code = "".join(path.read_text(encoding="utf-8") for path in [*SOURCE.rglob("*.py"), ROOT / "tests/conftest.py"])
    return sorted({*ENVIRONMENT.findall(code), *SHELL.findall(text("chaland"))})


def packages():
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def exit_codes():
    codes = {value for name, value in vars(failures).items() if name.isupper() and isinstance(value, int)}
    return sorted(codes | {int(code) for code in re.findall(r"\bstop (\d+)", text("chaland"))})


def first_cells(page):
    """What stands in the first column of the page's tables, without the quotes."""
    return {row.split("|")[1].strip().strip("`") for row in text(page).splitlines() if row.startswith("|")}


@pytest.mark.parametrize("name", settings())
def test_setting_has_its_line(name):
    assert name in first_cells("docs/operations.md")


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_its_line(name):
    assert re.search(rf"^\| `{name}\b", text("docs/operations.md"), re.MULTILINE)


@pytest.mark.parametrize("code", exit_codes())
def test_exit_code_has_its_line(code):
    assert str(code) in first_cells("docs/operations.md")


@pytest.mark.parametrize("name", packages())
def test_package_has_its_line(name):
    assert f"{name}/" in first_cells("docs/architecture.md")


@pytest.mark.parametrize("name", packages())
def test_package_says_what_it_is(name):
    described = ast.get_docstring(ast.parse(text(f"src/chaland/{name}/__init__.py"))) or ""
    assert len([line for line in described.splitlines() if line.strip()]) >= LEAST_LINES


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_commands_that_a_page_shows_exist(page):
    assert set(COMMAND.findall(text(page))) - set(COMMANDS) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_command_can_be_configured_and_run(name):
    module = ast.parse(text(f"src/chaland/cli/{name}.py"))
    assert {"configure", "run"} <= {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_links_between_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gap():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
