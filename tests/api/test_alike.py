"""Who is already in the file, asked by a till before it writes somebody down. Made-up people."""

import pytest

BONNET = {"last_name": "Bonnet", "first_name": "Élodie", "birthday": "1984-11-24", "store": "lyon"}


@pytest.fixture(autouse=True)
def bonnet(call, partner_token):
    assert call("POST", "/customers", BONNET, token=partner_token).status == 201


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("last_name=ELODIE&first_name=bonnet&birthday=24/11", ["name_birthday"]),
        ("last_name=Bonnet&first_name=Elodie&birthday=25/11", []),
        ("last_name=Bonnet&first_name=Elodie", []),
        ("", []),
    ],
)
def test_till_is_told_who_is_alike(call, till_token, asked, found):
    answer = call("GET", f"/customers/alike?{asked}", token=till_token)
    assert (answer.status, [one["found_by"] for one in answer.body["customers"]]) == (200, found)


def test_birthday_that_is_none_is_refused(call, till_token):
    answer = call("GET", "/customers/alike?last_name=Bonnet&first_name=Elodie&birthday=99/99", token=till_token)
    assert answer.status == 422
