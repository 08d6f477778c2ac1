"""Calls that bear a token pass by what only screens need, and are as safe."""

import pytest
from django.test import Client

from .conftest import a_receipt


@pytest.fixture
def headers_of(client, till_token):
    def post(**headers):
        told = {"Authorization": f"Bearer {till_token}", "Accept-Language": "en", **headers}
        return client.post("/api/v1/receipts", a_receipt(), content_type="application/json", headers=told).headers

    return post


def test_answer_has_the_headers_that_keep_it_safe(headers_of):
    headers = headers_of()
    names = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control")
    assert [headers[name] for name in names] == [
        "default-src 'none'; frame-ancestors 'none'",
        "DENY",
        "nosniff",
        "same-origin",
        "no-store",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_answer_is_in_the_language_asked_for_and_tells_its_length(headers_of, language):
    headers = headers_of(**{"Accept-Language": language})
    assert headers["Content-Language"] == language
    assert int(headers["Content-Length"]) > 0


def test_a_call_under_another_host_is_refused(till_token, settings):
    settings.ALLOWED_HOSTS = ["caisse.example"]
    told = {"Authorization": f"Bearer {till_token}", "Host": "elsewhere.example"}
    answer = Client(raise_request_exception=False).get("/api/v1/customers?q=a", headers=told)
    assert answer.status_code == 400


def test_a_token_opens_no_page_of_the_desk(client, till_token):
    answer = client.get("/customers/", headers={"Authorization": f"Bearer {till_token}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/customers/")


def test_a_session_is_not_asked_when_the_token_is_unknown(client, shops, django_user_model):
    user = django_user_model.objects.create(email="owner@example.com", name="Anne", role="owner", all_stores=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/customers?q=a", headers={"Authorization": "Bearer x"}).status_code == 401


def test_page_of_documentation_is_shown_to_a_token_too(client, till_token):
    assert client.get("/api/v1/docs", headers={"Authorization": f"Bearer {till_token}"}).status_code == 200
