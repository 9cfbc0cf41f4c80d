"""Pixels as a PNG file: no row is filtered, for flat colours compress well as they are.

References
----------
ISO/IEC 15948:2004, Portable Network Graphics.
"""

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 3
"""Of compression; from here on a picture takes much longer and is hardly smaller."""
INCH = 0.0254
"""Metres."""
_COLOURS, _WITH_OPACITY = 2, 6


def png_of(pixels: np.ndarray, dpi: float, about: str = "") -> bytes:
    """A PNG file of these pixels; the same bytes every time.

    Parameters
    ----------
    pixels : ndarray (row, column, 4)
        Red, green, blue, opacity; 0 to 255. Where every pixel is opaque, opacity is left out.
    dpi : float
        Pixels per inch of the printed picture.
    about : str, optional
        What is said of it in the file; letters of Latin-1.

    Returns
    -------
    bytes
    """
    kept = pixels[..., :3] if bool((pixels[..., 3] == 255).all()) else pixels
    height, width, depth = kept.shape
    # each row begins with its filter: 0, none
    rows = np.zeros((height, 1 + width * depth), dtype=np.uint8)
    rows[:, 1:] = kept.reshape(height, -1)
    colours = _COLOURS if depth == 3 else _WITH_OPACITY
    per_metre = round(dpi / INCH)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        *([(b"tEXt", b"Description\0" + about.encode("latin-1"))] if about else []),
        (b"IDAT", zlib.compress(rows.data, LEVEL)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Length, kind, content and checksum."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
