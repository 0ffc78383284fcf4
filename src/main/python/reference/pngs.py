"""A PNG writer for the forms Pillow does not write: 16 bits per channel, Adam7 interlacing, and a false header."""

import struct
import zlib

import numpy as np

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
COLOUR_TYPE = {1: 0, 3: 2, 4: 6}


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _file(width: int, height: int, bits: int, colour_type: int, interlace: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _rows(pixels: np.ndarray) -> bytes:
    return b"".join(b"\0" + row.astype(f">u{pixels.itemsize}").tobytes() for row in pixels)


def png(pixels: np.ndarray, interlaced: bool = False) -> bytes:
    """`pixels` [H, W, 1 | 3 | 4], uint8 or uint16."""
    height, width, channels = pixels.shape
    passes = ADAM7 if interlaced else ((0, 0, 1, 1),)
    reduced = [pixels[y::dy, x::dx] for x, y, dx, dy in passes]
    rows = b"".join(_rows(part) for part in reduced if part.size)
    return _file(width, height, 8 * pixels.itemsize, COLOUR_TYPE[channels], int(interlaced), rows)


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes whose valid header promises `width` x `height` pixels."""
    return _file(width, height, 8, 2, 0, bytes(64))
