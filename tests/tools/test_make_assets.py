"""The icon sprite and the copied libraries are complete, and point nowhere outside."""

from xml.etree import ElementTree as ET

import pytest

import make_assets

SVG = "{http://www.w3.org/2000/svg}"


def test_sprite_has_a_symbol_that_keeps_the_stroke():
    (symbol,) = ET.fromstring(make_assets.sprite(["home"]))  # noqa: S314 - made by us
    assert symbol.tag == f"{SVG}symbol"
    assert symbol.attrib == {
        "id": "home",
        "viewBox": "0 0 24 24",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "2",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    assert [shape.tag for shape in symbol] == [f"{SVG}path"] * 3


def test_sprite_refuses_an_icon_that_does_not_exist():
    with pytest.raises(SystemExit, match="no-such-icon"):
        make_assets.sprite(["home", "no-such-icon"])


@pytest.mark.parametrize("library", make_assets.LIBRARIES, ids=lambda path: path.name)
def test_library_is_copied_without_its_source_map(library):
    copied = (make_assets.VENDOR / library.name).read_bytes()
    assert (len(copied) > 10_000, b"sourceMappingURL" in copied) == (True, False)
