"""The barcode of a voucher as a picture, small and fast to make: one row of bars, written over and over."""

import struct
import zlib
from typing import Any

from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

SAMPLE = "EXEMPLE000000"
"""The code of no voucher: it holds letters that none has."""
_SCALE = 2
_HEIGHT = 96
_BITS = bytes.maketrans(b"\x00\xff", b"01")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# One bit a point, of greys: black or white.
_BLACK_AND_WHITE = (1, 0, 0, 0, 0)


def barcode_png(code: str) -> bytes:
    """Return a Code 128 barcode as PNG, with its quiet zones. code: ASCII.

    Source: ISO/IEC 15417 (Code 128), W3C PNG §11.
    """
    row = _bars(code)
    width = len(row) * _SCALE
    bits = row.translate(_BITS).decode().replace("0", "0" * _SCALE).replace("1", "1" * _SCALE)
    packed = int(bits.ljust(-(-width // 8) * 8, "1"), 2).to_bytes(-(-width // 8))
    header = struct.pack(">IIBBBBB", width, _HEIGHT, *_BLACK_AND_WHITE)
    rows = zlib.compress((b"\x00" + packed) * _HEIGHT, 1)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _bars(code: str) -> bytes:
    """Return the points across, zero where it is black."""
    picture: Any = write_barcode_to_image(create_barcode(code, BarcodeFormat.Code128))
    return memoryview(picture).tobytes()[: picture.shape[1]]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
