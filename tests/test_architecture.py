"""The shape of the code, where import-linter and the type checker cannot see it.

Every rule here gives the list of places that break it, and that list is empty.
"""

import ast
import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "chaland"
LONGEST_FILE = 400
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals", "django.test.signals"}
CONTACTS_READ = re.compile(r"\bContactPoint\.objects|customers_contactpoint|contact_points__|[a-z]\.contact_points\b")
AROUND_THE_WALL = {
    # Writes a file, whose reader has asked what may be seen.
    "customers/completing.py", "customers/imported.py", "customers/merging.py", "customers/services.py",
    # Compares files for whoever sees the network; pairs are then shown to who sees both whole.
    "customers/duplicates/candidates.py", "customers/duplicates/people.py", "usecases/duplicates/compare_customers.py",
    "usecases/imports/import_matching.py",
    # Asks what `street.py` says afterwards, or first.
    "customers/finding_at_till.py", "sales/customer_list/reading.py", "usecases/customers/change_contact.py",
    # A number told in place of a card, where the network takes one for the other.
    "customers/phone_cards.py",
    # Flags, counts and hashes that reach nobody.
    "customers/facts.py", "insight/gathering.py", "loyalty/reading.py", "privacy/facts.py", "signups/queries.py",
    "usecases/till/ask_at_till.py",
    # The gate, the ledger of consents and what it lets be sent: by what the person said, shown to nobody.
    "privacy/gate.py", "privacy/queries.py", "privacy/services.py", "usecases/rights/ask_to_stay.py",
    "usecases/consents/change_preferences.py", "usecases/upkeep/deliver_mail.py", "usecases/consents/record_consent.py",
    "usecases/campaigns/hand_over.py", "usecases/campaigns/know_recipients.py", "usecases/campaigns/mailer_files.py",
    "usecases/campaigns/note_news.py", "usecases/consents/renew_consents.py", "usecases/collection/send_survey.py",
    "usecases/campaigns/send_texts.py", "usecases/consents/stop_channel.py", "usecases/campaigns/follow_lists.py",
    "usecases/consents/unsubscribe.py",
    # The person's own rights, for whoever sees the network.
    "privacy/erasures.py", "usecases/rights/erase_customer.py", "usecases/rights/tell_origin.py",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow", "localtime", "localdate"}
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|\shx-on|<style|<script(?![^>]*\ssrc=)|["']javascript:""", re.IGNORECASE
)


def python_files(*folders):
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in files if "migrations" not in path.parts)


def source_files():
    return python_files("src")


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path, node=None):
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{node.lineno}" if node else place


def imported(path):
    """(node, module) of every import; `from a import b` counts as both `a` and `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def importers(files, *modules):
    return sorted(
        {
            shown(path, node)
            for path in files
            for node, name in imported(path)
            if any(name == module or name.startswith(f"{module}.") for module in modules)
        }
    )


def called_name(node):
    return getattr(node.func, "attr", None) or getattr(node.func, "id", None)


def rules_files():
    return [path for path in source_files() if path.name == "rules.py" or path.parent.name == "rules"]


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("chaland.")]


def test_foreign_keys_name_their_class():
    found = [
        shown(path, node)
        for path in source_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called_name(node) in RELATIONS
        for target in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "to")]
        if isinstance(target, ast.Constant) and target.value != "self"
    ]
    assert found == []


def test_foreign_keys_leave_no_way_back_into_another_package():
    found = [
        str(field)
        for model in own_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation
        and field.related_model._meta.app_label != model._meta.app_label
        and not (field.remote_field.hidden and field.remote_field.related_query_name)
    ]
    assert found == []


def test_nothing_is_wired_by_signals():
    assert importers(source_files(), *SIGNALS) == []


def test_models_override_neither_save_nor_delete():
    found = [
        shown(path, method)
        for path in source_files()
        if path.name == "models.py" or path.parent.name == "models"
        for method in ast.walk(tree(path))
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete", "full_clean"}
    ]
    assert found == []


def test_files_stay_short():
    files = python_files("src", "tests", "tools", "bench")
    scripts = [*SOURCE.rglob("static/**/*.js"), *SOURCE.rglob("templates/**/*.html")]
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*files, *scripts]}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_is_a_drawer_for_anything():
    names = {"utils", "helpers", "misc", "common_utils", "tools"}
    found = [shown(path) for path in python_files("src", "tests", "tools", "bench") if path.stem in names]
    assert found == []


def test_contact_points_are_read_behind_the_wall_between_merchants():
    """What shows, finds or hands one out begins at `street.contacts_seen_by`; who reads around it says why."""
    readers = {path.relative_to(SOURCE).as_posix() for path in source_files() if CONTACTS_READ.search(path.read_text())}
    assert readers - {"customers/street.py"} == AROUND_THE_WALL


def test_nobody_sees_the_whole_network_by_saying_nothing():
    found = [
        f"{shown(path)}:{function.name}"
        for path in source_files()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and has_default_scope(function.args)
    ]
    # It shows nothing: the store becomes that of reference of whom it writes down.
    assert found == ["src/chaland/usecases/customers/create_customer.py:create_customer"]


def has_default_scope(arguments):
    """Whether a scope may be left out."""
    plain = [*arguments.posonlyargs, *arguments.args]
    given = [
        *zip(plain[::-1], arguments.defaults[::-1], strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return any(default and "Scope" in ast.unparse(one.annotation or one) for one, default in given)


def test_only_use_cases_open_transactions():
    # The lake follows what was committed: its transactions belong to no event of the shop.
    outside = [path for path in source_files() if path.relative_to(SOURCE).parts[0] not in ("usecases", "warehouse")]
    assert importers(outside, "django.db.transaction") == []


def test_kernel_knows_nothing_of_django():
    assert importers(python_files("src/chaland/kernel"), "django") == []


def test_rules_know_nothing_of_django():
    assert importers(rules_files(), "django") == []


def test_rules_and_kernel_never_look_at_the_clock():
    found = [
        shown(path, node)
        for path in [*rules_files(), *python_files("src/chaland/kernel")]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert found == []


def test_pages_carry_no_inline_style_or_script():
    found = [
        f"{shown(path)}:{number}"
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


def test_translated_blocks_are_trimmed():
    found = [
        f"{shown(path)}:{number}"
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"{%\s*blocktrans(late)?\b(?!.*\btrimmed\b)", line)
    ]
    assert found == []


def test_lock_files_hold_no_address():
    names = [*ROOT.glob("requirements*"), ROOT / "package.json", ROOT / "package-lock.json"]
    found = [path.name for path in names if re.search(r"https?://|--(extra-)?index|--find-links", path.read_text())]
    assert found == []
