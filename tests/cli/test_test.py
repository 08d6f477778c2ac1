"""`chaland test`: what it counts, and how it ends."""

import json
import sys

import pytest

from chaland.cli import console
from chaland.cli.test import Step, carry_out, pytest_step, summarise


def python(code, *, is_pytest=True):
    return Step("made up", [sys.executable, "-c", code], is_pytest=is_pytest)


def closing_line(capsys):
    return capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("said", "exit_code", "counts"),
    [
        ("3 passed in 0.1s", 0, {"passed": 3}),
        ("2 failed, 3 passed, 1 skipped, 4 deselected in 0.1s", 1, {"failed": 2, "passed": 3, "skipped": 1}),
        ("1 passed, 2 errors in 0.1s", 1, {"passed": 1, "error": 2}),
    ],
)
def test_step_counts_what_pytest_says_last(said, exit_code, counts):
    step = python(f"print('9 passed of another'); print({said!r}); raise SystemExit({exit_code})")
    carry_out(step)
    assert (step.exit_code, step.counts) == (exit_code, counts)


def test_no_test_to_run_is_no_failure():
    step = python("raise SystemExit(5)")
    carry_out(step)
    assert step.exit_code == 0


def test_check_that_fails_counts_as_one_failure(capsys):
    step = python("raise SystemExit(2)", is_pytest=False)
    carry_out(step)
    assert (summarise([step]), closing_line(capsys)) == (1, "0 passed, 1 failed, 0 skipped")


def test_pytest_that_breaks_without_a_count_is_a_failure(capsys):
    step = python("raise SystemExit(4)")
    carry_out(step)
    assert (summarise([step]), closing_line(capsys)) == (1, "0 passed, 1 failed, 0 skipped")


def test_summary_adds_up_the_steps(capsys):
    first = pytest_step("one", [])
    first.counts = {"passed": 5, "skipped": 1}
    second = pytest_step("two", [])
    second.counts = {"passed": 2}
    assert (summarise([first, second]), closing_line(capsys)) == (0, "7 passed, 0 failed, 1 skipped")


def test_program_reads_the_result_alone_on_standard_output(capsys):
    console.settings.as_json = True
    step = python("print('1 passed in 0.1s')")
    carry_out(step)
    summarise([step])
    assert json.loads(capsys.readouterr().out) == {"passed": 1, "failed": 0, "skipped": 0}
