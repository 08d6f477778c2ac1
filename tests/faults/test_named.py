"""Every fault of docs/faults.toml is brought about by a test that says so."""

import re
import tomllib
from pathlib import Path

TESTS = Path(__file__).parents[1]
FAULTS = TESTS.parent / "docs" / "faults.toml"
NAMED = re.compile(r"""mark\.fault\("(F\d\d)"\)""")


def test_every_fault_is_named_by_a_test():
    known = tomllib.loads(FAULTS.read_text(encoding="utf-8")).keys()
    named = {fault for path in TESTS.rglob("test_*.py") for fault in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert named == known
