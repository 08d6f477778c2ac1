"""The lake in an S3-compatible object store, which moto plays; the shop is made up."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from deltalake.fs import DeltaStorageHandler
from django.conf import settings
from django.test import override_settings
from pyarrow.fs import FileSelector, FileType, PyFileSystem

from chaland.warehouse import engine, sync
from chaland.warehouse.checking import check
from factories.lake import World

SERVE = [sys.executable, "-m", "granian", "--interface", "wsgi", "object_store:app", "--port"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    """An empty bucket of a store that listens on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*SERVE, str(port)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    options = {
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }
    try:
        make_bucket(port)
        with override_settings(LAKE="s3://shop/lake", LAKE_OPTIONS=options):
            yield port
    finally:
        server.terminate()
        server.wait()


def make_bucket(port):
    for _ in range(300):
        with suppress(OSError):
            assert call(port, "PUT", "/shop") == 200
            return
        time.sleep(0.1)
    raise TimeoutError


def call(port, method, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    return connection.getresponse().status


def test_lake_in_an_object_store_follows_is_built_anew_and_heals(store):
    world = World()
    world.take("sell_many", 0, 0, 0)
    world.take("enter", 1, 1, 1)
    first = sync.rebuild().generation
    assert asked() == 4
    world.take("sell_many", 4, 1, 1)
    world.take("change", 0, 1, 3)
    assert asked() == 8
    assert [one for one in check() if not one.agrees] == []

    # What a build before left is deleted, and nothing else.
    assert call(store, "PUT", "/shop/lake/notes.txt") == 200
    assert beginnings() == {first, "notes.txt"}
    second = sync.rebuild().generation
    assert beginnings() == {second, "notes.txt"}

    with override_settings(LAKE="s3://shop/elsewhere"):
        assert asked() == 8


def beginnings():
    """What lies in the lake's place, by the first part of its name."""
    files = PyFileSystem(DeltaStorageHandler(settings.LAKE, options=settings.LAKE_OPTIONS))
    found = files.get_file_info(FileSelector("", recursive=True))
    return {one.path.lstrip("/").split("/")[0] for one in found if one.type is FileType.File}


def asked():
    return engine.run(engine.table("receipts").count().name("n"))["n"][0].as_py()
