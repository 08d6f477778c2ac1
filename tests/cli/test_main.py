"""The command line: which exit code and sentence each outcome gives, for a person and for a program."""

import errno
import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import translation

from chaland.cli import console, failures
from chaland.cli.console import Failure
from chaland.cli.main import main, spoken_language
from chaland.kernel.errors import Refusal
from factories.tables import write_tables


@pytest.fixture(autouse=True)
def french_again():
    yield
    translation.activate("fr")


def run_apart(*arguments, home, **environment):
    """Run the command in a process of its own, as a person would."""
    command = [sys.executable, "-P", "-m", "chaland.cli", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LANGUAGE"}}
    settings = {"CHALAND_HOME": str(home), "LANG": "C.UTF-8"} | environment
    return subprocess.run(command, env=inherited | settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("error", "code", "exit_code"),
    [
        (Refusal("store_code_unknown", store="L"), "store_code_unknown", 1),
        (Failure("Busy.", code="busy_port", exit_code=3), "busy_port", 3),
        (OperationalError("database is locked"), "database_locked", 4),
        (OperationalError("connection refused"), "database", 4),
        (OperationalError("database or disk is full"), "disk_full", 5),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full", 5),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk_full", 5),
        (FileNotFoundError(errno.ENOENT, "no such file", "a.csv"), "file_not_found", 1),
        (PermissionError(errno.EACCES, "denied", "a.csv"), "not_permitted", 1),
        (IsADirectoryError(errno.EISDIR, "is a directory", "a"), "is_a_folder", 1),
        (ZeroDivisionError("division by zero"), "unexpected", 70),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_failure_has_its_code_and_exit_code(error, code, exit_code):
    named, sentence, given = failures.explain(error)
    assert (named, given, sentence.count("\n")) == (code, exit_code, 0)


def test_failure_is_one_line_for_a_program_and_one_for_a_person(capsys):
    console.settings.as_json = True
    with translation.override("en"):
        assert failures.report(Refusal("store_code_unknown", store="L")) == 1
    out, err = capsys.readouterr()
    sentence = "There is no store with the code L."
    assert (json.loads(out), err) == ({"error": "store_code_unknown", "message": sentence}, f"{sentence}\n")


def test_result_is_text_for_a_person(capsys):
    console.result({"customers": 3}, "3 clients")
    assert capsys.readouterr().out == "3 clients\n"


def test_result_is_one_line_of_json_for_a_program(capsys):
    console.settings.as_json = True
    console.result({"name": "Élodie", "nothing": None}, "Élodie")
    assert capsys.readouterr().out == '{"name": "Élodie", "nothing": null}\n'


def test_progress_is_silent_when_nobody_looks(capsys):
    with console.progress("Lecture", total=2) as advance:
        advance(2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
    ],
)
def test_language_is_french_unless_the_machine_speaks_english(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert spoken_language() == language


def test_unknown_command_is_a_usage_error(capsys):
    assert main(["sell"]) == 2
    assert capsys.readouterr().out == ""


def test_bench_lists_what_there_is(capsys):
    assert main(["bench", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["benches"]
    assert sorted(listed) == sorted(path.stem for path in (console.CHECKOUT / "bench").glob("[!_]*.py"))


def test_unknown_bench_is_a_usage_error():
    assert main(["bench", "nothing"]) == 2


def test_command_on_an_empty_folder_makes_its_tables(tmp_path):
    write_tables(tmp_path / "chaland.sqlite3")
    done = run_apart("token", "add", "--name", "ERP", "--partner", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).keys() == {"name", "store", "till", "token"}


def test_trial_older_than_the_first_version_is_told_so_and_left_as_it_is(tmp_path):
    write_tables(tmp_path / "chaland.sqlite3")
    with closing(sqlite3.connect(tmp_path / "chaland.sqlite3")) as base:
        base.execute("DELETE FROM django_migrations WHERE name = '0001_tables'")
        base.commit()
        before = list(base.iterdump())
    done = run_apart("token", "add", "--name", "ERP", "--partner", home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "Ce dossier contient un essai plus ancien que la première version\u00a0: repartez d’un dossier vide.\n"
    )
    with closing(sqlite3.connect(tmp_path / "chaland.sqlite3")) as base:
        assert list(base.iterdump()) == before


def test_store_that_does_not_exist_is_refused_in_the_language_asked_for(tmp_path):
    done = run_apart("token", "add", "--name", "ERP", "--store", "L", "--language", "en", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "There is no store with the code L.\n")


def test_usage_is_explained_in_french_by_default(tmp_path):
    done = run_apart("serve", "--port", "0", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "chaland serve\u00a0: --port\u00a0: un port est un nombre de 1 à 65535"


def test_address_of_the_database_that_makes_no_sense_is_named(tmp_path):
    done = run_apart("user", "add", "claire@exemple.fr", "--language", "en", home=tmp_path, DATABASE_URL="shop")
    assert (done.returncode, done.stderr.partition(":")[0]) == (4, "DATABASE_URL is not understood")


def test_database_that_does_not_answer_is_named(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgres://shop@127.0.0.1:{closed.getsockname()[1]}/shop"
        done = run_apart("user", "add", "claire@exemple.fr", "--language", "en", home=tmp_path, DATABASE_URL=url)
    assert (done.returncode, done.stderr.partition(":")[0]) == (4, "The database cannot be used")


def test_data_folder_that_is_no_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    home = Path(tmp_path / "file" / "home")
    done = run_apart("user", "add", "claire@exemple.fr", "--language", "en", home=home)
    assert (done.returncode, done.stderr) == (1, f"{home} is not a folder.\n")
