"""`./chaland` itself, with a stand-in for Python: what it prepares, and what it says when it cannot."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "cksum", "dirname", "grep", "kill", "mkdir", "rm", "sh", "sleep", "cp", "env", "chmod")
# Does what ./chaland asks of Python; FAKE_* say what goes wrong. Notes each call in calls.log.
PYTHON = """#!/bin/sh
echo "$*" >>"$FAKE_LOG"
case "$*" in
    *version_info*) exit "${FAKE_OLD:-0}" ;;
    *ensurepip*) exit "${FAKE_NO_VENV:-0}" ;;
    "-m venv "*) mkdir -p "$3/bin" "$3/lib/python3.11/site-packages" && cp "$0" "$3/bin/python" ;;
    "-m pip install "*) [ -z "${FAKE_PIP:-}" ] || { echo "$FAKE_PIP"; exit 1; }; sleep "${FAKE_SLOW:-0}" ;;
    *build.py) ;;
    "-P -m chaland.cli"*) echo "ran: $*" ;;
esac
"""


@pytest.fixture
def place(tmp_path):
    """A checkout with the script alone, and a PATH with nothing but a few tools and the stand-in."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in TOOLS:
        (programs / tool).symlink_to(shutil.which(tool))
    fake = programs / "python3"
    fake.write_text(PYTHON)
    fake.chmod(0o755)
    checkout = tmp_path / "a shop"
    checkout.mkdir()
    shutil.copy(ROOT / "chaland", checkout)
    for lock in ("requirements.lock", "requirements-test.lock", "requirements-demo.lock"):
        (checkout / lock).write_text(f"# {lock}\n")
    return checkout


def environment(place, **extra):
    return {"PATH": str(place.parent / "bin"), "FAKE_LOG": str(place.parent / "calls.log"), "LANG": "C.UTF-8"} | extra


def start(place, *arguments, **extra):
    command = ["/bin/sh", str(place / "chaland"), *arguments]
    return subprocess.run(command, env=environment(place, **extra), capture_output=True, text=True, check=False)


def calls(place, beginning):
    log = place.parent / "calls.log"
    return [line for line in log.read_text().splitlines() if line.startswith(beginning)] if log.exists() else []


def test_first_run_installs_the_locked_packages_then_runs_the_command(place):
    done = start(place, "customer", "find", "O'Brien")
    assert (done.returncode, done.stdout) == (0, "ran: -P -m chaland.cli customer find O'Brien\n")
    install = (
        "-m pip install --quiet --no-input --disable-pip-version-check --no-compile --require-hashes --retries 2 -r"
    )
    assert calls(place, "-m pip install") == [f"{install} {place}/requirements.lock"]


def test_second_run_prepares_nothing(place):
    start(place, "serve")
    (place.parent / "calls.log").unlink()
    done = start(place, "serve")
    assert (done.stdout, done.stderr) == ("ran: -P -m chaland.cli serve\n", "")
    assert calls(place, "") == ["-P -m chaland.cli serve"]


def test_changed_lock_is_installed_again(place):
    start(place, "serve")
    (place / "requirements.lock").write_text("# other versions\n")
    start(place, "serve")
    assert len(calls(place, "-m pip install")) == 2


def test_test_command_also_installs_what_tests_need(place):
    start(place, "serve")
    start(place, "--language", "en", "test")
    assert [line.rpartition("/")[2] for line in calls(place, "-m pip install")] == [
        "requirements.lock",
        "requirements-demo.lock",
        "requirements-test.lock",
    ]


@pytest.mark.parametrize(
    ("trouble", "code", "french", "english"),
    [
        ({"FAKE_OLD": "1"}, 6, "Chaland a besoin de Python 3.11", "Chaland needs Python 3.11"),
        ({"FAKE_NO_VENV": "1"}, 6, "Il manque le module « venv »", "Python's venv module is missing"),
        ({"FAKE_PIP": "Max retries exceeded"}, 7, "Le dépôt de paquets ne répond pas", "The package registry does not"),
        ({"FAKE_PIP": "Errno 28: No space left"}, 5, "Le disque est plein", "The disk is full"),
        ({"FAKE_PIP": "DO NOT MATCH THE HASHES"}, 7, "Un paquet reçu ne correspond pas", "A package that was received"),
        ({"FAKE_PIP": "Read-only file system"}, 8, "Impossible d’écrire dans", "Cannot write to"),
        ({"FAKE_PIP": "something else"}, 1, "La préparation (packages) a échoué", "Setting up (packages) failed"),
    ],
)
def test_trouble_is_told_in_one_sentence(place, trouble, code, french, english):
    for language, sentence in (("fr_FR.UTF-8", french), ("en_GB.UTF-8", english)):
        done = start(place, "serve", **trouble, LANG=language)
        last = done.stderr.splitlines()[-1]
        assert (done.returncode, done.stdout, last[: len(sentence)]) == (code, "", sentence)


def test_failed_set_up_is_tried_again(place):
    start(place, "serve", FAKE_PIP="Max retries exceeded")
    assert start(place, "serve").stdout == "ran: -P -m chaland.cli serve\n"


def test_two_first_runs_at_once_prepare_once(place):
    command = ["/bin/sh", str(place / "chaland"), "serve"]
    options = {"env": environment(place, FAKE_SLOW="1"), "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    runs = [subprocess.Popen(command, text=True, **options) for _ in range(2)]
    assert [run.communicate()[0] for run in runs] == ["ran: -P -m chaland.cli serve\n"] * 2
    assert len(calls(place, "-m pip install")) == 1


def test_lock_given_back_as_it_is_looked_at_is_asked_for_again(place):
    taken = place.parent / "bin" / "mkdir"
    real = taken.readlink()
    taken.unlink()
    taken.write_text(f'#!/bin/sh\n[ -e "$FAKE_LOG.taken" ] && exec {real} "$@"\n: >"$FAKE_LOG.taken"\nexit 1\n')
    taken.chmod(0o755)
    assert start(place, "serve").stdout == "ran: -P -m chaland.cli serve\n"


def test_lock_of_a_run_that_died_is_taken_over(place):
    dead = subprocess.Popen(["/bin/sh", "-c", "exit 0"])
    dead.wait()
    (place / ".venv.lock").mkdir()
    (place / ".venv.lock" / "pid").write_text(f"{dead.pid}\n")
    assert start(place, "serve").returncode == 0
    assert not (place / ".venv.lock").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_is_named(place):
    place.chmod(0o555)
    assert start(place, "serve").returncode == 8
