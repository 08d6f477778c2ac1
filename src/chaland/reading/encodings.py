"""Which encoding a text file is written in: its mark, NULs, strict UTF-8, then the letters French is written with."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chaland.kernel.errors import Refusal

BLOCK = 1 << 20
SURVEYED = 8 << 20
_NULS_LOOKED_AT = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("cp1252", "mac_roman", "cp850")
"""In the order in which they are believed: Windows, old Macs, tills under DOS."""
_FRENCH = frozenset("éèêëàâçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔŒ«»’‘“”–—…°€²\u00a0·")
_ENDS = (b"\n", b"\r")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file. mixed: most of it is UTF-8, and some lines are not."""

    name: str
    mixed: bool = False


def find_encoding(path: Path) -> Encoding:
    """Say how a text file is written. Raises Refusal `file_has_nul` or `file_line_too_long`."""
    with path.open("rb") as file:
        start = file.read(_NULS_LOOKED_AT)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name)
    if name := _utf16_by_nuls(start):
        return Encoding(name)
    return _one_of_bytes(path)


def _utf16_by_nuls(start: bytes) -> str:
    """Return the UTF-16 whose Latin letters leave one byte in two empty."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    most = len(start) // 4
    if odd > most and not even:
        return "utf-16-le"
    return "utf-16-be" if even > most and not odd else ""


def _one_of_bytes(path: Path) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, line, seen, beyond = True, 1, 0, []
    for block in _blocks(path):
        if b"\x00" in block:
            raise Refusal("file_has_nul", line=line + block[: block.index(0)].count(b"\n"))
        if len(block) == BLOCK and not any(end in block for end in _ENDS):
            raise Refusal("file_line_too_long", line=line)
        line += block.count(b"\n")
        if is_utf8:
            is_utf8 = _decodes(decoder, block)
        if seen < SURVEYED:
            beyond.append(block)
        seen += len(block)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return Encoding("utf-8")
    return _survey(b"".join(beyond))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _survey(content: bytes) -> Encoding:
    good = bad = 0
    for line in content.splitlines():
        if not line.isascii():
            valid = _is_utf8(line)
            good, bad = good + valid, bad + (not valid)
    if good > bad:
        return Encoding("utf-8", mixed=True)
    return Encoding(max(ONE_BYTE, key=lambda name: _frenchness(content, name)))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _frenchness(content: bytes, encoding: str) -> int:
    """Return how many of the bytes beyond ASCII are letters and marks of French, less those that are not.

    >>> [_frenchness("Hélène Lefèvre".encode("mac_roman"), name) for name in ("cp1252", "mac_roman")]
    [-3, 3]
    """
    beyond = content.translate(None, bytes(range(128)))
    known = {byte for byte in range(128, 256) if bytes([byte]).decode(encoding, "replace") in _FRENCH}
    french = sum(byte in known for byte in beyond)
    return french - (len(beyond) - french)
