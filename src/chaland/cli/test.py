"""`chaland test`: every check and every test, in the order that fails soonest. Speaks English: it is for developers."""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from chaland.cli import console
from chaland.cli.browser import find_browser
from chaland.cli.console import CHECKOUT

PROGRAMS = Path(sys.executable).parent
CODE = ("src", "tests", "tools", "bench")
QUICK = "not e2e and not scale and not long and not spark"
# What stands on the database; screens are tested on SQLite alone.
ON_POSTGRES = (
    "accounts",
    "api",
    "campaigns",
    "customers",
    "database",
    "faults",
    "gateways",
    "interactions",
    "journal",
    "loyalty",
    "messages",
    "privacy",
    "sales",
    "signups",
    "stores",
    "usecases",
    "warehouse/test_on_any_database.py",
)
# One more than the cores of a small machine: tests also wait, for servers, for processes that they kill.
WORKERS = ["-n", "3", "--dist", "worksteal"]
# Tests of one group go on from each other in one browser.
IN_GROUPS = ["-n", "3", "--dist", "loadgroup"]
# A browser or a process that answers nothing any more fails its test, and does not keep the run waiting.
GIVES_UP = ["-o", "faulthandler_timeout=300", "-o", "faulthandler_exit_on_timeout=true"]
# Each step starts many processes: what Python compiles for one of them is kept for the others.
KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
NO_TESTS = 5
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


@dataclass
class Step:
    """One program to run: its title, its command, what it adds to the environment; then what came of it."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    is_pytest: bool = False
    exit_code: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)


def configure(parser: argparse.ArgumentParser) -> None:
    """Take which half to run; without a choice, both."""
    parser.add_argument("--checks", action="store_true", help="only the checks that run no test")
    parser.add_argument("--all", action="store_true", help="the long tests too, which take minutes")
    parser.add_argument("--no-browser", action="store_true", help="leave out the tests that drive a browser")


def run(options: argparse.Namespace) -> int:
    """Run every step, even after one failed; returns 1 if any did."""
    first = list(checks())
    # A cluster mostly waits for its processes: the others go on meanwhile.
    aside = [] if options.checks else [on_spark(with_long=options.all)]
    steps = [] if options.checks else list(tests(with_browser=not options.no_browser, with_long=options.all))
    with ThreadPoolExecutor() as together:
        apart = together.map(carry_out_quietly, aside)
        list(together.map(carry_out_quietly, first))
        for step in steps:
            carry_out(step)
        list(apart)
    return summarise([*first, *aside, *steps])


def checks() -> Iterator[Step]:
    """Give the checks that run no test."""
    folders = [folder for folder in CODE if (CHECKOUT / folder).is_dir()]
    manage = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    yield Step("style", [program("ruff"), "check", "--quiet", "--output-format=concise", *folders])
    yield Step("format", [program("ruff"), "format", "--check", "--quiet", *folders])
    yield Step("types", [program("mypy")])
    yield Step("order of imports", [program("lint-imports"), "--no-logo"])
    if pages := templates():
        yield Step("templates", [program("djade"), "--check", "--target-version", "5.2", *pages])
    yield Step("migrations", manage, {"DJANGO_SETTINGS_MODULE": "chaland.config.settings"})
    # Compiles every test on the way, for the workers of the steps to come.
    yield Step("tests found", [program("pytest"), "-qq", "--collect-only", "tests"])


def tests(*, with_browser: bool, with_long: bool) -> Iterator[Step]:
    """Give the tests: on SQLite, on PostgreSQL, in a browser."""
    folders = [f"tests/{name}" for name in ON_POSTGRES if (CHECKOUT / "tests" / name).exists()]
    # Those on Spark have a step of their own.
    quick = QUICK.replace(" and not long", "") if with_long else QUICK
    yield pytest_step("tests on SQLite", [*WORKERS, "-m", quick, "tests"])
    if folders:
        asking = f"{QUICK} and not pure"
        yield pytest_step("tests on PostgreSQL", [*WORKERS, "-m", asking, *folders], {"CHALAND_TEST_POSTGRES": "1"})
    if with_browser:
        browser = find_browser()
        yield pytest_step(
            "tests in a browser",
            [*IN_GROUPS, "-m", "e2e" if with_long else "e2e and not long", "tests/e2e"],
            {"CHALAND_TEST_BROWSER": browser},
        )


def on_spark(*, with_long: bool) -> Step:
    """Return the tests on a cluster of Spark."""
    return pytest_step("tests on Spark", ["-m", "spark" if with_long else "spark and not long", "tests/spark"])


def pytest_step(title: str, arguments: list[str], environment: dict[str, str] | None = None) -> Step:
    """Return a step that runs pytest."""
    command = [program("pytest"), "-q", "--tb=short", "--durations=15", *GIVES_UP, *arguments]
    return Step(title, command, environment or {}, is_pytest=True)


def say(line: str) -> None:
    """Print a line at once; with --json on standard error, so that standard output holds the result alone."""
    (sys.stderr if console.settings.as_json else sys.stdout).write(f"{line}\n")
    sys.stdout.flush()


def program(name: str) -> str:
    """Return the path of a program of this environment."""
    return str(PROGRAMS / name)


def templates() -> list[str]:
    """List the Django templates."""
    return sorted(str(path) for path in (CHECKOUT / "src").glob("chaland/**/templates/**/*.html"))


def carry_out_quietly(step: Step) -> None:
    """Run the step and note what came of it; what it printed is shown at its end, if it failed."""
    lines: list[str] = []
    carry_out(step, lines.append)
    if step.exit_code:
        say("\n".join(lines))


def carry_out(step: Step, say: Callable[[str], None] = say) -> None:
    """Run the step, show what it prints as it prints it, and note what came of it."""
    say(f"\n── {step.title}")
    began = time.monotonic()
    environment = {**os.environ, **KEEP_COMPILED, **step.environment}
    process = subprocess.Popen(
        step.command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    last = ""
    for line in process.stdout or ():
        say(line.rstrip("\n"))
        last = line if COUNT.search(line) else last
    exit_code = process.wait()
    step.exit_code = 0 if step.is_pytest and exit_code == NO_TESTS else exit_code
    step.seconds = time.monotonic() - began
    if step.is_pytest:
        step.counts = {what.rstrip("s"): int(number) for number, what in COUNT.findall(last)}


def summarise(steps: list[Step]) -> int:
    """Print what came of each step and, last, how many tests passed and failed; returns the exit code."""
    say("")
    for step in steps:
        verdict = "ok" if step.exit_code == 0 else f"FAILED (exit code {step.exit_code})"
        say(f"{step.title:<22} {step.seconds:6.1f} s  {verdict}")
    passed = sum(step.counts.get("passed", 0) for step in steps)
    failed = sum(failures(step) for step in steps)
    skipped = sum(step.counts.get("skipped", 0) for step in steps)
    closing = f"{passed} passed, {failed} failed, {skipped} skipped"
    console.result({"passed": passed, "failed": failed, "skipped": skipped}, closing)
    return 1 if failed else 0


def failures(step: Step) -> int:
    """Count a step's failures; a step that ended badly without naming one counts as one."""
    named = step.counts.get("failed", 0) + step.counts.get("error", 0)
    return named or int(step.exit_code != 0)
