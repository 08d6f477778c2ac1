"""The body of a request, from bytes to plain Python values, refusing what two readers could read in two ways.

Source: RFC 8259 §4 and §6 leave repeated names and huge numbers to the reader; here they are refused.
"""

import json
import math
import re
import zlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from chaland.api.problems import Problem

ONE_RECEIPT_BYTES = 1024 * 1024
BATCH_BYTES = 10 * 1024 * 1024
_PIECE_BYTES = 256 * 1024
_LONGEST_INTEGER = 19
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_GZIP = 16 + zlib.MAX_WBITS


class FloatNumber:
    """A number with a point or an exponent, kept as it was written: no binary rounding touches it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def read_json(request: HttpRequest, limit: int) -> Any:
    """Return what the body says: dict, list, str, int, bool, None and FloatNumber.

    limit: bytes, before and after decompression. Raises Problem: 415 (not JSON, not UTF-8, not gzip or plain),
    413 (over the limit), 400 (anything else: bytes that are no UTF-8, NaN, a name given twice, a number that
    no one can hold, too many levels).
    """
    _check_content_type(request)
    text = _decoded(_uncompressed(request, _raw(request, limit), limit))
    try:
        value = _DECODER.decode(text)
        if _HALF_CHARACTER.search(text):
            # Only then can a text hold one; it could be neither stored nor told.
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        raise Problem(400, "json_not_understood", line=error.lineno, column=error.colno) from None
    except UnicodeEncodeError:
        raise Problem(400, "json_half_character") from None
    except RecursionError:
        raise Problem(400, "json_too_deep") from None
    return value


def read_file(request: HttpRequest, limit_mb: int) -> Iterator[bytes]:
    """Give the body as it is, piece by piece: a file is never whole in memory. Raises Problem 413, or 400 if cut."""
    limit, read = limit_mb * 1024 * 1024, 0
    source = request.META["wsgi.input"] if "Transfer-Encoding" in request.headers else request
    try:
        while piece := source.read(_PIECE_BYTES):
            read += len(piece)
            if read > limit:
                raise _too_large(limit)
            yield piece
    except (UnreadablePostError, OSError):
        raise Problem(400, "body_interrupted") from None


def _check_content_type(request: HttpRequest) -> None:
    content_type = request.content_type or ""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise Problem(415, "content_type_not_json", text=content_type)
    if charset not in ("utf-8", "utf8"):
        raise Problem(415, "charset_not_utf8", text=charset)


def _raw(request: HttpRequest, limit: int) -> bytes:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared.isdecimal() and int(declared[:_LONGEST_INTEGER]) > limit:
        raise _too_large(limit)
    try:
        body = _in_pieces(request, limit) if "Transfer-Encoding" in request.headers else request.body
    except RequestDataTooBig:
        raise _too_large(limit) from None
    except (UnreadablePostError, OSError):
        raise Problem(400, "body_interrupted") from None
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _in_pieces(request: HttpRequest, limit: int) -> bytes:
    """Read a body sent in chunks, whose length nobody told: Django itself would take it for empty."""
    pieces: bytes = request.META["wsgi.input"].read(limit + 1)
    return pieces


def _uncompressed(request: HttpRequest, body: bytes, limit: int) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding in ("identity", ""):
        return body
    if encoding != "gzip":
        raise Problem(415, "content_encoding_unknown", text=encoding)
    inflater = zlib.decompressobj(_GZIP)
    try:
        text = inflater.decompress(body, limit + 1)
    except zlib.error:
        raise Problem(400, "gzip_damaged") from None
    if len(text) > limit:
        raise _too_large(limit)
    if not inflater.eof:
        raise Problem(400, "gzip_damaged")
    return text


def _too_large(limit: int) -> Problem:
    return Problem(413, "body_too_large", limit=limit)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, "body_not_utf8", position=error.start) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Problem(400, "json_name_twice", name=_first_repeated(pairs))
    return found


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise Problem(400, "json_number_out_of_range")
    return int(text)


def _float(text: str) -> FloatNumber:
    if not math.isfinite(float(text)):
        raise Problem(400, "json_number_out_of_range")
    return FloatNumber(text)


def _constant(text: str) -> None:
    raise Problem(400, "json_constant", text=text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)
