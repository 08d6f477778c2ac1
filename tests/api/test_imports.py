"""Files that a program hands in: its own alone, stopped, undecided, too large; the people in them are made up."""

import io
import json

import pytest

from chaland.accounts.services import create_token
from chaland.api import imports
from chaland.customers.models import Customer
from chaland.journal.models import Upload
from chaland.privacy.models import CurrentConsent
from chaland.usecases.imports import read_uploads
from factories.sales import NOON

from .test_access import sign_in

FILE = "Carte;Nom;Prénom;E-mail;Optin;Date optin\n2900000000018;Bonnet;Claire;c@example.org;oui;05/01/2026\n".encode()


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(read_uploads, "PAUSE_SECONDS", 0)


@pytest.fixture
def hand_in(call, partner_token):
    def send(content=FILE, token=None):
        return call("POST", "/imports?name=clients.csv", content, token=token or partner_token, content_type="text/csv")

    return send


def test_only_who_sees_the_network_hands_in_a_file(call, client, hand_in, till_token, nantes_token):
    refused = [hand_in(token=token) for token in (till_token, nantes_token)]
    assert [(one.status, one.code) for one in refused] == [(403, "import_needs_network")] * 2
    assert Upload.objects.count() == 0
    handed = hand_in()
    sign_in(client, "seller", None)
    assert call("GET", f"/imports/{handed.body['id']}").code == "permission_missing"
    sign_in(client, "marketing", None)
    assert call("GET", f"/imports/{handed.body['id']}").body["file"] == "clients.csv"


def test_a_program_follows_its_own_files_alone(call, hand_in):
    handed = hand_in().body["id"]
    other = create_token(name="Autre logiciel")
    for method, path, body in (
        ("GET", "", None), ("GET", "/rows", None), ("POST", "/decide", {"do": "check"}), ("POST", "/stop", None),
        ("POST", "/undo", None),
    ):  # fmt: skip
        answer = call(method, f"/imports/{handed}{path}", body, token=other)
        assert (answer.status, answer.code) == (404, "import_unknown")
    assert Upload.objects.get().status == "to_confirm"


def test_consents_come_in_only_where_they_are_named(call, hand_in, partner_token):
    handed = hand_in().body
    assert handed["understood"]["columns"]["E-mail"] == "email"
    told = {"column": "Optin", "purpose": "newsletter", "channel": "email", "yes": ["oui"], "day_column": "Date optin"}
    asked = {"do": "import", "columns": {"last_name": "Nom"}, "consents": [{**told, "source": "Carte papier"}]}
    assert call("POST", f"/imports/{handed['id']}/decide", asked, token=partner_token).body["status"] == "waiting"
    read_uploads.read_uploads(clock=lambda: NOON)
    said = call("GET", f"/imports/{handed['id']}", token=partner_token).body
    assert (said["status"], said["outcome"]["created"], said["outcome"]["consents"]) == ("done", 1, 1)
    assert CurrentConsent.objects.get().state == "granted"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"do": "look"}, "choice_expected"),
        ({"do": "check", "columns": {"last_name": "Ailleurs"}}, "columns_missing"),
        ({"do": "check", "columns": {"salary": "Nom"}}, "mapping_name_unknown"),
        ({"do": "check", "mode": "replace"}, "import_mode_unknown"),
        ({"do": "check", "keys": ["shoe"]}, "import_key_unknown"),
        ({"do": "check", "consents": [{"column": "?", "purpose": "newsletter", "channel": "email", "yes": []}]},
         "columns_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_and_nothing_is_read(call, hand_in, partner_token, asked, code):
    handed = hand_in().body["id"]
    answer = call("POST", f"/imports/{handed}/decide", asked, token=partner_token)
    assert (answer.status, answer.code) == (422, code)
    assert Upload.objects.get().status == "to_confirm"


def test_a_file_that_was_stopped_is_not_taken_in_and_cannot_be_taken_back(call, hand_in, partner_token):
    handed = hand_in().body["id"]
    assert call("POST", f"/imports/{handed}/stop", token=partner_token).body["status"] == "stopped"
    read_uploads.read_uploads(clock=lambda: NOON)
    answer = call("POST", f"/imports/{handed}/undo", token=partner_token)
    assert (answer.status, answer.code, Customer.objects.count()) == (409, "import_not_taken_in", 0)


def test_a_file_beyond_the_limit_leaves_nothing(hand_in, monkeypatch, tmp_path):
    monkeypatch.setattr(imports, "LARGEST_MB", 0)
    answer = hand_in()
    assert (answer.status, answer.code) == (413, "body_too_large")
    assert (Upload.objects.count(), list((tmp_path / "uploads").iterdir())) == (0, [])


def test_a_file_sent_in_pieces_whose_length_nobody_told_is_taken(client, partner_token):
    sent = {"wsgi.input": io.BytesIO(FILE), "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    headers = {"Authorization": f"Bearer {partner_token}"}
    told = client.post("/api/v1/imports?name=a.csv", b"", "text/csv", headers=headers, **sent)
    assert (told.status_code, json.loads(told.content)["rows"]) == (201, 1)
