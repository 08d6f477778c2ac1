"""QR codes of public addresses."""

import io

import segno

QUIET = 4
"""Empty modules around the code. Source: ISO/IEC 18004."""


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as an SVG picture; half of it may be hidden by dirt."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=QUIET, scale=8, dark="#0d3a2f")
    return out.getvalue()
