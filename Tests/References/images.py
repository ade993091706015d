"""Files of every kind that the decoder reads, and what Pillow makes of them.

Outputs, by case: `<case>.file` (bytes), `<case>.rgb` and `<case>.grey` [height, width, channels], upright.
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

import references

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


def png16(array):
    """A PNG file with 16 bits per channel, which Pillow cannot write in colour."""
    height, width, channels = array.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in array)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def files():
    rgb = Image.fromarray(photograph())
    grey = rgb.convert("L")
    alpha = rgb.copy()
    alpha.putalpha(Image.fromarray(photograph()[..., 1]))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        yield f"jpeg-{name}", saved(rgb, "JPEG", quality=90, subsampling=subsampling)
    yield "jpeg-grey", saved(grey, "JPEG", quality=90)
    yield "jpeg-cmyk", saved(rgb.convert("CMYK"), "JPEG", quality=90)
    yield "jpeg-progressive", saved(rgb, "JPEG", quality=90, progressive=True)
    for orientation in range(1, 9):
        yield f"jpeg-orientation-{orientation}", saved(rgb, "JPEG", quality=90, exif=exif(orientation))
    yield "png-rgb", saved(rgb, "PNG")
    yield "png-grey", saved(grey, "PNG")
    yield "png-alpha", saved(alpha, "PNG")
    yield "png-grey-alpha", saved(alpha.convert("LA"), "PNG")
    yield "png-palette", saved(rgb.quantize(200), "PNG")
    yield "png-palette-16", saved(rgb.quantize(16), "PNG", bits=4)
    yield "png-palette-transparent", saved(rgb.quantize(100), "PNG", transparency=3)
    yield "png-bits", saved(grey.convert("1"), "PNG")
    yield "png-orientation-6", saved(rgb, "PNG", exif=exif(6))
    yield "webp-lossy", saved(rgb, "WEBP", quality=80)
    yield "webp-lossless", saved(rgb, "WEBP", lossless=True)
    yield "webp-alpha", saved(alpha, "WEBP", lossless=True, exact=True)
    yield "webp-orientation-8", saved(rgb, "WEBP", quality=80, exif=exif(8))
    yield "bmp-rgb", saved(rgb, "BMP")
    yield "bmp-grey", saved(grey, "BMP")
    yield "bmp-palette", saved(rgb.quantize(200), "BMP")
    yield "bmp-bits", saved(grey.convert("1"), "BMP")
    yield "bmp-alpha", saved(alpha, "BMP")


def cases(_):
    outputs = {}

    def add(name, file, rgb, grey):
        outputs[f"{name}.file"] = np.frombuffer(file, np.uint8)
        outputs[f"{name}.rgb"] = rgb
        outputs[f"{name}.grey"] = grey[..., None]

    for name, file in files():
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        add(name, file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    deep = photograph().astype(np.uint16) * 257
    deep[::2] -= 100
    deep = np.clip(deep, 0, 65535)
    image = Image.open(io.BytesIO(png16(deep)))
    add("png-16", png16(deep), np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    # Pillow clips 16-bit grey at 255; the high byte is what the picture shows.
    high = deep[..., :1] >> 8
    add("png-grey-16", png16(deep[..., :1]), np.repeat(high, 3, 2), high[..., 0])
    large = Image.fromarray(photograph(437, 331))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        file = saved(large, "JPEG", quality=90, subsampling=subsampling)
        image = Image.open(io.BytesIO(file))
        add(f"large-jpeg-{name}", file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    large = saved(large, "JPEG", quality=90, exif=exif(7))
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(large)))
    add("large-jpeg-orientation-7", large, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    return outputs


references.main(cases)
