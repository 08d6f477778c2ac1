"""A picture for messages is taken in: looked at before it is opened, made small, and written anew."""

import hashlib
import io
import warnings
from datetime import datetime

from django.db import transaction
from PIL import Image, ImageOps

from chaland.campaigns.models import Picture
from chaland.database.locks import one_writer
from chaland.kernel.errors import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_POINTS = 40_000_000
WIDEST = 1200
"""Points across that are kept: twice the width of a mail, for sharp screens."""
_READ = ("JPEG", "PNG", "WEBP", "GIF")
_JPEG_QUALITY = 82
_OPAQUE = 255


def add_picture(content: bytes, *, now: datetime) -> Picture:
    """Keep a picture and return it; the same one again is the one there is.

    It is written anew, so that nothing else hides in the file: no place where it was taken, no script.
    Raises Refusal `picture_too_large` (bytes), `picture_too_many_points`, `picture_not_read`.
    """
    if len(content) > MOST_BYTES:
        raise Refusal("picture_too_large", field="picture", limit=MOST_BYTES // 1024 // 1024)
    kind, anew, size = _written(content)
    digest = hashlib.sha256(anew).hexdigest()
    with one_writer(), transaction.atomic():
        known, _is_new = Picture.objects.get_or_create(
            digest=digest,
            defaults={"content_type": kind, "width": size[0], "height": size[1], "content": anew, "added_at": now},
        )
    return known


def _written(content: bytes) -> tuple[str, bytes, tuple[int, int]]:
    try:
        with warnings.catch_warnings():
            # Its own guard warns; ours has looked at the size first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_READ)
            if picture.width * picture.height > MOST_POINTS:
                raise Refusal("picture_too_many_points", field="picture")
            picture.draft("RGB", (WIDEST, WIDEST))
            return _small(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise Refusal("picture_too_many_points", field="picture") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refusal("picture_not_read", field="picture") from error


def _small(picture: Image.Image) -> tuple[str, bytes, tuple[int, int]]:
    picture.thumbnail((WIDEST, WIDEST * 4))
    is_clear = picture.mode in ("RGBA", "LA", "P", "PA")
    anew = picture.convert("RGBA" if is_clear else "RGB")
    file = io.BytesIO()
    if is_clear and _is_seen_through(anew):
        anew.save(file, "PNG", optimize=True)
        return "image/png", file.getvalue(), anew.size
    anew.convert("RGB").save(file, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return "image/jpeg", file.getvalue(), anew.size


def _is_seen_through(picture: Image.Image) -> bool:
    least, _most = picture.getchannel("A").getextrema()
    return least != _OPAQUE
