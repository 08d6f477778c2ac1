"""The table of data protection is what the marks of the tests say."""

import make_privacy_table
from make_privacy_table import PAGE, page, rules


def test_the_table_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_rule_has_its_tests_and_every_mark_its_rule():
    assert set(make_privacy_table.tests()) == set(rules())


def test_a_mark_is_read_with_its_rule(tmp_path):
    file = tmp_path / "test_x.py"
    file.write_text('@pytest.mark.rule("access")\ndef test_a():\n    pass\n\ndef test_b():\n    pass\n')
    assert list(make_privacy_table.marks(file)) == ["access"]
