"""Files of every kind that the decoder reads, and what Pillow makes of them.

Outputs, by case: `<case>.file` (bytes), `<case>.rgb` and `<case>.grey` [height, width, channels], upright.
"""

import io
import struct

import numpy as np
from PIL import Image, ImageOps

import references
from picture_files import HEIGHT, WIDTH, exif, packed, photograph, png, saved


def riff(*chunks):
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def animation(canvas, frames):
    """An animated WebP file of `frames`: (file of a still picture, width, height, x, y)."""
    chunks = [
        (b"VP8X", b"\x12\0\0\0" + u24(canvas[0] - 1) + u24(canvas[1] - 1)),
        (b"ANIM", b"\x40\x80\xc0\xff\0\0"),
    ]
    for still, width, height, x, y in frames:
        header = u24(x // 2) + u24(y // 2) + u24(width - 1) + u24(height - 1) + u24(100) + b"\0"
        chunks.append((b"ANMF", header + picture_chunks(still)))
    return riff(*chunks)


def picture_chunks(webp):
    """The chunks of a still picture that hold its pixels."""
    kept, offset = b"", 12
    while offset < len(webp):
        length = struct.unpack("<I", webp[offset + 4 : offset + 8])[0]
        end = offset + 8 + length + length % 2
        if webp[offset : offset + 4] in (b"ALPH", b"VP8 ", b"VP8L"):
            kept += webp[offset:end]
        offset = end
    return kept


def u24(number):
    return struct.pack("<I", number)[:3]


def bmp(size, bits, data, compression=0, masks=b"", palette=b""):
    """A BMP file with the header of Windows 3."""
    start = 54 + len(masks) + len(palette)
    header = struct.pack("<IiiHHIIiiII", 40, *size, 1, bits, compression, len(data), 0, 0, len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + header + masks + palette + data


def bmp_rows(values, dtype):
    """Rows from the bottom up, filled up to whole 32-bit words."""
    rows = [row.astype(dtype).tobytes() for row in values[::-1]]
    return b"".join(row + b"\0" * (-len(row) % 4) for row in rows)


def bit_fields(rgb, bits, widths):
    """Pixels of `bits` bits with red in the highest ones, and their masks."""
    shifts = [widths[1] + widths[2], widths[2], 0]
    values = sum((rgb[..., c].astype(np.uint32) >> (8 - widths[c])) << shifts[c] for c in range(3))
    masks = struct.pack("<III", *(((1 << widths[c]) - 1) << shifts[c] for c in range(3)))
    return bmp_rows(values, f"<u{bits // 8}"), masks


def runs(entries, bits):
    """RLE8 or RLE4: runs where pixels repeat, else single pixels; rows from the bottom up."""
    data = b""
    for row in entries[::-1].tolist():
        x = 0
        while x < len(row):
            length = next((i for i in range(1, len(row) - x) if row[x + i] != row[x]), len(row) - x)
            if length > 2 or len(row) - x < 3:
                length = min(length, 255)
                data += bytes([length, row[x] * 17 if bits == 4 else row[x]])
            else:
                length = min(len(row) - x, 21)
                single = packed(np.array(row[x : x + length]), bits)
                data += bytes([0, length]) + single + b"\0" * (len(single) % 2)
            x += length
        data += b"\0\0"
    return data + b"\0\1"


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
    yield from others(rgb, alpha)


def others(rgb, alpha):
    """Files of kinds that Pillow reads but does not write."""
    pixels, translucent = np.asarray(rgb), np.asarray(alpha)
    for bits in (1, 2, 4, 8):
        yield f"png-grey-{bits}-interlaced", png(pixels[..., :1] >> (8 - bits), bits, interlaced=True)
    yield "png-grey-2", png(pixels[..., :1] >> 6, 2)
    yield "png-grey-4", png(pixels[..., :1] >> 4, 4)
    yield "png-rgb-interlaced", png(pixels, 8, interlaced=True)
    yield "png-alpha-interlaced", png(translucent, 8, interlaced=True)
    for name, palette in (("bmp-runs-8", rgb.quantize(200)), ("bmp-runs-4", rgb.quantize(16))):
        bits = int(name[-1])
        table = np.zeros((1 << bits, 4), np.uint8)
        colours = np.array(palette.getpalette()).reshape(-1, 3)[: 1 << bits]
        table[: len(colours), :3] = colours[:, ::-1]
        data = runs(np.asarray(palette), bits)
        yield name, bmp(rgb.size, bits, data, {8: 1, 4: 2}[bits], palette=table.tobytes())
    data, _ = bit_fields(pixels, 16, (5, 5, 5))
    yield "bmp-555", bmp(rgb.size, 16, data)
    for name, bits, widths in (("565", 16, (5, 6, 5)), ("555-masks", 16, (5, 5, 5)), ("888", 32, (8, 8, 8))):
        data, masks = bit_fields(pixels, bits, widths)
        yield f"bmp-{name}", bmp(rgb.size, bits, data, 3, masks)
    stills = {
        "lossy": lambda image: saved(image, "WEBP", quality=80),
        "lossless": lambda image: saved(image, "WEBP", lossless=True),
        "lossy-alpha": lambda image: saved(image, "WEBP", quality=80),
    }
    for kind, still in stills.items():
        image = alpha if "alpha" in kind else rgb
        second = (still(image.rotate(180)), WIDTH, HEIGHT, 0, 0)
        yield f"webp-{kind}-animated", animation((WIDTH, HEIGHT), [(still(image), WIDTH, HEIGHT, 0, 0), second])
        part = image.crop((11, 7, 58, 40))
        yield f"webp-{kind}-animated-part", animation((WIDTH, HEIGHT), [(still(part), 47, 33, 20, 14), second])


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
    for name, interlaced in (("png-16", False), ("png-16-interlaced", True)):
        file = png(deep, 16, interlaced)
        image = Image.open(io.BytesIO(file))
        add(name, file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    # Pillow clips 16-bit grey at 255; the high byte is what the picture shows.
    high = deep[..., :1] >> 8
    add("png-grey-16", png(deep[..., :1], 16), np.repeat(high, 3, 2), high[..., 0])
    large = Image.fromarray(photograph(437, 331))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        file = saved(large, "JPEG", quality=90, subsampling=subsampling)
        image = Image.open(io.BytesIO(file))
        add(f"large-jpeg-{name}", file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    file = saved(large, "JPEG", quality=90, progressive=True)
    image = Image.open(io.BytesIO(file))
    add("large-jpeg-progressive", file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    large = saved(large, "JPEG", quality=90, exif=exif(7))
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(large)))
    add("large-jpeg-orientation-7", large, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    return outputs


references.main(cases)
