"""The proof of one person, verified by its own script alone; and the command. Made-up people."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from chaland.accounts.rules import Scope
from chaland.cli.main import main
from chaland.privacy import queries
from chaland.privacy.models import ConsentTrace
from chaland.privacy.rules import Proof
from chaland.sentences.consents.pack import pack
from chaland.usecases.consents.prove_consents import prove_consents
from factories.consents import TILL, meddle, say
from factories.customers import NOW, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """One whose lines stand between those of another; made up."""
    text = queries.texts_for("newsletter", "email", "fr")
    one, other = enter("Gradel", "Zoé", reference="g:1"), enter("Inventée")
    say(other, "granted")
    say(one, "granted", proof=Proof("desk", "paper", text_id=text.pk, reference="papier n° 12"))
    say(other, "withdrawn")
    say(one, "withdrawn", proof=TILL, address="zoe@example.com")
    say(other, "granted")
    return one, other


def unpack(customer_id, folder):
    proof = prove_consents(customer_id, scope=Scope(), now=NOW)
    with zipfile.ZipFile(io.BytesIO(pack(proof))) as archive:
        archive.extractall(folder)
        return archive.namelist()


def verified(folder):
    command = [sys.executable, "-I", "verify.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.rule("consent-proof")
def test_a_proof_holds_away_from_the_shop(people, tmp_path):
    names = unpack(people[0], tmp_path)
    code, said = verified(tmp_path)
    assert (names, code, said.startswith("2 lines hold")) == (["consents.pdf", "consents.json", "verify.py"], 0, True)


@pytest.mark.rule("consent-proof")
@pytest.mark.parametrize(
    ("where", "what", "said"),
    [
        (("lines", 0, "sealed", 6), "refused", "Line 2: the line was changed.\n"),
        (("lines", 0, "private", "values", 1), "papier n° 13", "Line 2: what is kept beside the line was changed.\n"),
        (("lines", 1, "trace", "values", 0), "192.0.2.9", "Line 4: what is kept beside the line was changed.\n"),
        (("texts", None), "J’accepte tout.", "Line 2: the text shown was changed.\n"),
        (("links", 1), "0" * 64, "Line 4: the chain is broken.\n"),
        (("head",), "0" * 64, "Line 5: the chain is broken.\n"),
    ],
)
def test_a_changed_proof_does_not_hold(people, tmp_path, where, what, said):
    unpack(people[0], tmp_path)
    path = tmp_path / "consents.json"
    told = json.loads(path.read_text())
    part = told
    for step in where[:-1]:
        part = part[step]
    part[where[-1] if where[-1] is not None else next(iter(part))] = what
    path.write_text(json.dumps(told))
    assert verified(tmp_path) == (1, said)


@pytest.mark.rule("consent-proof")
def test_a_proof_shows_nobody_else(people, tmp_path):
    unpack(people[0], tmp_path)
    told = (tmp_path / "consents.json").read_text()
    keys = [queries.subject_keys(one)[0] for one in people]
    assert [key in told for key in keys] == [True, False]


def test_somebody_never_asked_has_an_empty_proof(tmp_path):
    unpack(enter("Fictif"), tmp_path)
    assert verified(tmp_path)[0] == 0


@pytest.mark.rule("consent-proof")
def test_a_proof_still_holds_once_browsers_are_forgotten(people, tmp_path):
    ConsentTrace.objects.all().delete()
    unpack(people[0], tmp_path)
    assert verified(tmp_path)[0] == 0


def run(capsys, *arguments):
    code = main(["--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.rule("consent-ledger")
def test_the_command_verifies_and_names_the_first_bad_line(people, capsys):
    code, said = run(capsys, "consent", "verify")
    assert (code, said["holds"], said["lines"], said["line"]) == (0, True, 5, None)
    meddle("UPDATE privacy_consententry SET act = 'granted' WHERE number = 3")
    code, said = run(capsys, "consent", "verify")
    assert (code, said["holds"], said["problem"], said["line"]) == (1, False, "line_changed", 3)


def test_the_command_writes_a_proof(people, capsys, tmp_path):
    code, said = run(capsys, "consent", "proof", "g:1", "--output", str(tmp_path / "proof.zip"))
    assert (code, said["lines"], zipfile.is_zipfile(tmp_path / "proof.zip")) == (0, 2, True)
