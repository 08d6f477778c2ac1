"""Copies the front-end libraries from their packages to build/static/vendor and draws the icon sprite."""

import re
import shutil
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

from stamps import BUILD, ROOT, SOURCE

MODULES = BUILD / "node_modules"
VENDOR = BUILD / "static" / "vendor"
ICONS = SOURCE / "web" / "common" / "icons.txt"
OUTLINES = MODULES / "@tabler" / "icons" / "icons" / "outline"
SPRITE = VENDOR / "tabler-icons.svg"
FONTS = "@fontsource-variable"
LIBRARIES = (
    MODULES / "bootstrap/dist/css/bootstrap.min.css",
    MODULES / "bootstrap/dist/js/bootstrap.bundle.min.js",
    MODULES / "echarts/dist/echarts.min.js",
    MODULES / FONTS / "bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
    MODULES / FONTS / "figtree/files/figtree-latin-wght-normal.woff2",
)
# whitenoise warns when the folder it would serve collected files from is missing.
COLLECTED = BUILD / "collected"
OUTPUTS = (COLLECTED, SPRITE, VENDOR / "htmx.min.js", *(VENDOR / library.name for library in LIBRARIES))
SVG = "http://www.w3.org/2000/svg"
STROKE = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
SOURCE_MAP = re.compile(rb"\s*(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$")


def inputs() -> list[Path]:
    """List what the assets depend on."""
    return [Path(__file__), ICONS, ROOT / "package-lock.json", ROOT / "requirements.lock"]


def main() -> None:
    """Copy every library and write the sprite."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    COLLECTED.mkdir(exist_ok=True)
    for library in LIBRARIES:
        copy_library(library, VENDOR / library.name)
    htmx = files("django_htmx") / "static" / "django_htmx" / "htmx-4.min.js"
    copy_library(Path(str(htmx)), VENDOR / "htmx.min.js")
    SPRITE.write_text(sprite(icon_names()), encoding="utf-8")


def copy_library(source: Path, target: Path) -> None:
    """Copy the file, less the last line that names a source map, which is not shipped."""
    if source.suffix == ".woff2":
        shutil.copyfile(source, target)
    else:
        target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def icon_names() -> list[str]:
    """Return the names listed in icons.txt, one a line; `#` begins a comment."""
    if not ICONS.exists():
        return []
    lines = (line.split("#")[0].strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str]) -> str:
    """Return one SVG with a symbol for each icon. Raises SystemExit if an icon does not exist."""
    if unknown := [name for name in names if not (OUTLINES / f"{name}.svg").exists()]:
        raise SystemExit(f"{ICONS.name} names icons that Tabler does not have: {', '.join(unknown)}")
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in names:
        root.append(symbol(name))
    return ET.tostring(root, encoding="unicode")


def symbol(name: str) -> ET.Element:
    """Return the icon as a symbol that keeps its stroke; the invisible frame around it is left out."""
    icon = ET.parse(OUTLINES / f"{name}.svg").getroot()  # noqa: S314 - our own pinned package
    attributes = {key: icon.attrib[key] for key in STROKE}
    result = ET.Element(f"{{{SVG}}}symbol", {"id": name, "viewBox": icon.attrib["viewBox"], **attributes})
    result.extend(shape for shape in icon if shape.get("d") != "M0 0h24v24H0z")
    for shape in result.iter():
        shape.tail = None
    return result


if __name__ == "__main__":
    main()
