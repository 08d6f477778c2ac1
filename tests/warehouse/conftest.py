"""A lake of its own for every module."""

import pytest
from django.test import override_settings


@pytest.fixture(scope="module", autouse=True)
def own_lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    with override_settings(LAKE=str(folder)):
        yield folder
