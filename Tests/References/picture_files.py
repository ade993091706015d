"""Pictures and files of them, for the references that decode.

`png` writes what Pillow cannot write; the rest is Pillow's.
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 83, 61


def photograph(width=WIDTH, height=HEIGHT):
    """Smooth colours with a few edges, as cameras see them."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    red = 127 + 120 * np.sin(x / 9) * np.cos(y / 13)
    green = 127 + 120 * np.cos(x / 17 + y / 11)
    blue = np.where((x - width / 2) ** 2 + (y - height / 3) ** 2 < 300, 230, 40 + y)
    return np.clip(np.stack([red, green, blue], -1), 0, 255).astype(np.uint8)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data.tobytes()


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(array, bits, interlaced=False):
    """A PNG file of any depth, interlaced or not, which Pillow cannot write."""
    height, width, channels = array.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, bits, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, int(interlaced))
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    data = b""
    for x, y, across, down in passes:
        for row in array[y::down, x::across]:
            if row.size:
                data += b"\0" + packed(row.reshape(-1), bits)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def packed(values, bits):
    """Numbers of `bits` bits, the first in the highest bits of a byte."""
    if bits == 16:
        return values.astype(">u2").tobytes()
    each = values[:, None].astype(int) >> np.arange(bits - 1, -1, -1) & 1
    return np.packbits(each.astype(np.uint8).reshape(-1)).tobytes()
