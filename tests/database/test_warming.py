"""What the server reads of its file as it starts."""

import os

from chaland.database import warming


def test_file_is_read_to_its_end(tmp_path):
    file = tmp_path / "made_up"
    file.write_bytes(b"x" * (2 * warming.CHUNK + 7))
    assert warming.read_once(file) == 2 * warming.CHUNK + 7


def test_file_larger_than_half_of_the_memory_is_read_in_part(tmp_path, monkeypatch):
    file = tmp_path / "made_up"
    file.write_bytes(b"x" * (3 * warming.CHUNK))
    told = {"SC_PHYS_PAGES": 4, "SC_PAGE_SIZE": warming.CHUNK}
    monkeypatch.setattr(os, "sysconf", told.__getitem__)
    assert warming.read_once(file) == 2 * warming.CHUNK
