"""Who sits at the desk, and a lake of the test's own."""

import pytest
import time_machine
from django.test import override_settings

from factories.customers import owner
from factories.segments import three_people, visitor


@pytest.fixture
def desk(client, street):
    client.force_login(street.user)
    return client


@pytest.fixture
def owner_client(shops):
    return visitor(owner())


@pytest.fixture
def own_lake(request, tmp_path):
    """The clock stands at the NOW of the module."""
    now = request.module.NOW
    with override_settings(LAKE=str(tmp_path / "lake")), time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def people(shops):
    return three_people(shops)
