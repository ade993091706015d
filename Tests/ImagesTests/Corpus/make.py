"""Makes the files of this folder: small ones, each with a fault of its own, as decoders have failed on them.

A file's name begins with what the decoder must make of it: a kind of `ImageError`, or `image`. Run with a Python that
has Pillow; the results are kept, so that they do not change with Pillow's encoders.
"""

import io
import pathlib
import struct
import zlib

from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent


def picture(mode="RGB", size=(16, 12)):
    image = Image.new("RGB", size)
    image.putdata([(x * 16 % 256, y * 20 % 256, (x * y) % 256) for y in range(size[1]) for x in range(size[0])])
    return image.convert(mode)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


# --- JPEG -------------------------------------------------------------------------------------------------------------


def segments(jpeg):
    """(marker, start, end) of each segment up to the first scan."""
    offset = 2
    while True:
        marker, length = jpeg[offset + 1], struct.unpack(">H", jpeg[offset + 2 : offset + 4])[0]
        yield marker, offset, offset + 2 + length
        if marker == 0xDA:
            return
        offset += 2 + length


def segment(jpeg, marker):
    return next((start, end) for found, start, end in segments(jpeg) if found == marker)


def with_bytes(data, offset, new):
    return data[:offset] + bytes(new) + data[offset + len(new) :]


def jpegs():
    good = saved(picture(), "JPEG", quality=90)
    (frame, _), (scan, scan_end) = segment(good, 0xC0), segment(good, 0xDA)
    table, table_end = segment(good, 0xC4)
    quantization, quantization_end = segment(good, 0xDB)
    yield "image-plain", good
    yield "image-junk-behind-the-end", good + b"\xff\x00junk" * 20
    yield "damaged-start-mark-alone", good[:3]
    yield "damaged-header-ends-early", good[: frame + 6]
    yield "damaged-scan-header-ends-early", good[: scan + 5]
    yield "damaged-no-scan", good[:scan]
    yield "damaged-scan-ends-early", good[: scan_end + 20]
    yield "damaged-lying-dimensions", with_bytes(good, frame + 5, struct.pack(">HH", 900, 900))
    yield "damaged-zero-height", with_bytes(good, frame + 5, b"\0\0")
    yield "damaged-zero-width", with_bytes(good, frame + 7, b"\0\0")
    yield "damaged-no-components", with_bytes(good, frame + 9, b"\0")
    yield "damaged-sampling-of-zero", with_bytes(good, frame + 11, b"\x00")
    yield "damaged-sampling-of-fifteen", with_bytes(good, frame + 11, b"\xff")
    yield "damaged-quantization-table-that-is-not-there", with_bytes(good, frame + 12, b"\x03")
    yield "damaged-no-quantization-tables", good[:quantization] + good[quantization_end:].replace(b"\xff\xdb", b"\xff\xfe")
    yield "damaged-huffman-counts-too-large", with_bytes(good, table + 5, b"\xff" * 16)
    yield "damaged-huffman-codes-too-many", with_bytes(good, table + 5, b"\x03\x00\x00")
    yield "damaged-huffman-class-of-nine", with_bytes(good, table + 4, b"\x99")
    yield "damaged-segment-length-of-zero", with_bytes(good, table + 2, b"\0\0")
    yield "damaged-scan-of-unknown-component", with_bytes(good, scan + 5, b"\x77")
    yield "unsupportedFormat-twelve-bits", with_bytes(good, frame + 4, b"\x0c")
    yield "tooLarge-dimensions", with_bytes(good, frame + 5, struct.pack(">HH", 65_500, 65_500))
    yield "damaged-marker-within-the-scan", good[: scan_end + 30] + b"\xff\xd9" + good[scan_end + 30 :]
    yield "image-second-start", good[:-2] + good
    exif = b"Exif\0\0II*\0\xff\xff\xff\x7f"
    yield "image-exif-directory-outside", good[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif + good[2:]
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\x00\x03\xff\xff\xff\xff\x00\x63\x00\x00"
    yield "image-exif-entries-without-end", good[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif + good[2:]
    progressive = saved(picture(), "JPEG", quality=50, progressive=True)
    starts = [i for i in range(len(progressive) - 1) if progressive[i : i + 2] == b"\xff\xda"]
    last = progressive[starts[-1] : -2]
    yield "damaged-too-many-scans", progressive[:-2] + last * 300 + b"\xff\xd9"
    yield "damaged-progressive-ends-early", progressive[: starts[2] + 6]
    yield "image-no-end-mark", good[:-2]
    yield "image-progressive-no-end-mark", progressive[:-2]
    yield "damaged-last-bytes-missing", good[:-12]
    yield "damaged-progressive-last-scan-missing", progressive[: starts[-1]]
    yield "damaged-progressive-tables-end-early", progressive[: starts[1] - 7]
    yield "damaged-ends-in-zeros", good[: scan_end + 20] + bytes(4096)
    ends = starts[1:] + [len(progressive) - 2]
    # Which coefficients a scan holds stands behind its components; the first coefficient is the mean.
    means = [i for i in starts if progressive[i + 5 + 2 * progressive[i + 4]] == 0]
    # Behind a scan stand the tables of the next one, which stay.
    parts = [progressive[(progressive + b"\xff\xc4").index(b"\xff\xc4", a) if a in means else a : b]
             for a, b in zip(starts, ends)]
    yield "damaged-no-scan-of-means", progressive[: starts[0]] + b"".join(parts) + b"\xff\xd9"
    yield "damaged-no-scan-of-means-no-end-mark", progressive[: starts[0]] + b"".join(parts)


# --- PNG --------------------------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=4, height=3, depth=8, colour=2, interlace=0, rows=None, before=b"", end=True, compression=0):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
    if rows is None:
        rows = (b"\0" + b"\x55" * (width * channels * depth // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, depth, colour, compression, 0, interlace)
    data = b"" if rows is False else chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + data + (chunk(b"IEND", b"") if end else b"")


def pngs():
    good = png()
    palette = chunk(b"PLTE", bytes(range(6)))
    yield "image-plain", good
    yield "damaged-signature-alone", good[:8]
    yield "damaged-header-ends-early", good[:20]
    yield "damaged-no-pixels", png(rows=False)
    yield "damaged-no-header", good[:8] + good[33:]
    yield "damaged-zero-width", png(width=0, rows=b"\0\0\0")
    yield "damaged-zero-height", png(height=0, rows=b"\0")
    yield "damaged-header-checksum", with_bytes(good, 29, b"\0\0\0\0")
    yield "damaged-too-few-rows", png(rows=b"\0" + b"\x55" * 12)
    yield "damaged-unknown-filter", png(rows=(b"\x09" + b"\x55" * 12) * 3)
    yield "damaged-deflate-stream", good[:8] + good[8:33] + chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 30) + chunk(b"IEND", b"")
    yield "damaged-no-palette", png(colour=3)
    yield "damaged-palette-of-five-bytes", png(colour=3, before=chunk(b"PLTE", b"\0" * 5))
    yield "damaged-empty-palette", png(colour=3, before=chunk(b"PLTE", b""))
    yield "damaged-colour-kind-of-five", png(colour=5)
    yield "damaged-depth-of-three", png(depth=3, colour=0, rows=b"\0\0\0" * 3)
    yield "damaged-interlace-of-nine", png(interlace=9)
    yield "damaged-compression-of-one", png(compression=1)
    yield "damaged-interlaced-rows-missing", png(interlace=1, rows=b"\0" * 5)
    yield "damaged-chunk-length-beyond-the-file", good[:33] + struct.pack(">I", 0x7FFFFFFF) + b"IDAT" + b"\0" * 20
    yield "damaged-chunk-length-negative", good[:33] + struct.pack(">I", 0xFFFFFFFF) + b"IDAT" + b"\0" * 20
    yield "tooLarge-width", png(width=100_000, height=1, rows=b"\0")
    yield "tooLarge-both", png(width=60_000, height=60_000, rows=b"\0")
    yield "tooLarge-width-of-two-to-the-31", png(width=0x7FFFFFFF, height=1, rows=b"\0")
    yield "image-palette-index-outside", png(colour=3, before=palette, rows=(b"\0" + b"\xff" * 4) * 3)
    yield "image-more-transparency-than-palette", png(
        colour=3, before=palette + chunk(b"tRNS", b"\x80" * 200), rows=(b"\0" + b"\x01" * 4) * 3)
    yield "image-pixels-behind-the-last-row", png(rows=(b"\0" + b"\x55" * 12) * 300)
    yield "image-exif-that-is-empty", png(before=chunk(b"eXIf", b"II*\0"))


# --- WebP -------------------------------------------------------------------------------------------------------------


def riff(*chunks):
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webps():
    lossy = saved(picture(), "WEBP", quality=60)
    lossless = saved(picture(), "WEBP", lossless=True)
    yield "image-lossy", lossy
    yield "image-lossless", lossless
    yield "damaged-name-alone", lossy[:12]
    yield "damaged-lossy-ends-early", lossy[: len(lossy) // 2]
    yield "damaged-lossless-ends-early", lossless[: len(lossless) // 2]
    yield "damaged-size-of-zero", with_bytes(lossy, 4, b"\0\0\0\0")
    yield "damaged-chunk-beyond-the-file", with_bytes(lossy, 16, b"\xf0\xff\xff\x7f")
    yield "damaged-lossless-mark", with_bytes(lossless, 20, b"\x00")
    yield "tooLarge-lossless", with_bytes(lossless, 21, b"\xff\xff\xff\x0f")
    yield "tooLarge-lossy", with_bytes(lossy, 26, b"\xff\x3f\xff\x3f")
    yield "damaged-lossy-zero-width", with_bytes(lossy, 26, b"\0\0")
    yield "damaged-lossy-noise", lossy[:30] + bytes(i * 73 % 256 for i in range(len(lossy) - 30))
    yield "damaged-extended-without-pixels", riff((b"VP8X", b"\0\0\0\0" + b"\x0f\0\0" + b"\x0b\0\0"))
    frames = [picture(), picture().rotate(180)]
    animated = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    frame = animated.index(b"ANMF")
    yield "image-animated", animated
    yield "image-animated-second-frame-missing", animated[: animated.index(b"ANMF", frame + 4) + 20]
    yield "damaged-animated-first-frame-cut", animated[: frame + 60]
    yield "damaged-animated-no-frame", animated[:frame]
    yield "damaged-animated-frame-outside", with_bytes(animated, frame + 8, b"\x01\0\0")
    yield "damaged-animated-frame-far-outside", with_bytes(animated, frame + 8, b"\xff\xff\xff\xff\xff\xff")
    yield "damaged-animated-frame-of-another-size", with_bytes(animated, frame + 14, b"\x07\0\0")
    yield "damaged-animated-frame-of-sixteen-bytes", with_bytes(animated, frame + 4, struct.pack("<I", 16))
    yield "damaged-animated-frame-of-nothing", with_bytes(animated, frame + 4, b"\0\0\0\0")
    yield "damaged-animated-frame-of-four-gigabytes", with_bytes(animated, frame + 4, b"\xff\xff\xff\xff")
    yield "damaged-animated-frame-without-picture", with_bytes(animated, frame + 24, b"JUNK")
    header = animated[frame + 8 : frame + 24]
    yield "damaged-animated-animation-as-frame", animated[:frame] + b"ANMF" + struct.pack(
        "<I", 16 + len(animated)) + header + animated
    yield "tooLarge-animated", with_bytes(animated, animated.index(b"VP8X") + 12, b"\xff\xff\xff\x0f\0\0")


# --- BMP --------------------------------------------------------------------------------------------------------------


def bmp(width=4, height=3, bits=24, compression=0, stated=0, palette=b"", masks=b"", pixels=None, size=40, offset=None):
    row = (abs(width) * bits + 31) // 32 * 4
    pixels = b"\x01" * (row * abs(height)) if pixels is None else pixels
    start = 14 + 40 + len(masks) + len(palette) if offset is None else offset
    header = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, 0, 0, 0, stated, 0)
    return b"BM" + struct.pack("<IHHI", 14 + 40 + len(pixels), 0, 0, start) + header + masks + palette + pixels


def bmps():
    yield "image-plain", bmp()
    yield "image-top-down", bmp(height=-3)
    yield "damaged-name-alone", b"BM" + b"\0" * 12
    yield "damaged-header-ends-early", bmp()[:30]
    yield "damaged-zero-width", bmp(width=0)
    yield "damaged-negative-width", bmp(width=-4)
    yield "damaged-zero-height", bmp(height=0)
    yield "tooLarge-least-height", bmp(height=-0x80000000, pixels=b"\0" * 16)
    yield "tooLarge-greatest-width", bmp(width=0x7FFFFFFF, pixels=b"\0" * 16)
    yield "tooLarge-both", bmp(width=60_000, height=60_000, pixels=b"\0" * 16)
    yield "damaged-lying-dimensions", bmp(width=900, height=900, pixels=b"\0" * 16)
    yield "unsupportedFormat-seven-bits", bmp(bits=7)
    grey = bytes(v for i in range(16) for v in (i * 17, i * 17, i * 17, 0))
    def runs(data, bits=8, height=3):
        return bmp(height=height, bits=bits, compression=1 if bits == 8 else 2, stated=16, palette=grey, pixels=data)
    row = b"\x04\x05\0\0"
    yield "image-runs", runs(row * 3 + b"\0\1")
    yield "image-runs-of-four-bits", runs(b"\x04\x5a\0\0" * 3 + b"\0\1", bits=4)
    yield "image-runs-no-end-mark", runs(row * 2 + row[:2])
    yield "image-runs-with-jump", runs(row + b"\x01\x05\0\2\2\1\x01\x07\0\1")
    yield "image-runs-short-rows", runs(b"\x02\x05\0\0" * 3 + b"\0\1")
    yield "image-runs-of-single-pixels-odd-end", runs(row * 2 + b"\1\5\0\3\1\2\3")
    yield "damaged-runs-no-data", runs(b"")
    yield "damaged-runs-end-mark-alone", runs(b"\0\1")
    yield "damaged-runs-two-rows-of-three", runs(row * 2 + b"\0\1")
    yield "damaged-runs-torn-pair", runs(row * 2 + b"\x04")
    yield "damaged-runs-beyond-the-row", runs(b"\x05\x05\0\0" * 3 + b"\0\1")
    yield "damaged-runs-single-pixels-beyond-the-row", runs(b"\0\x05\1\2\3\4\5\0")
    yield "damaged-runs-single-pixels-beyond-the-file", runs(b"\0\x04\1\2")
    yield "damaged-runs-jump-out-of-the-row", runs(b"\0\2\5\0" + row * 3 + b"\0\1")
    yield "damaged-runs-jump-out-of-the-picture", runs(b"\0\2\0\3" + b"\0\1")
    yield "damaged-runs-jump-beyond-the-file", runs(b"\0\2\0")
    yield "damaged-runs-colour-outside-the-palette", runs(b"\x04\x10\0\0" * 3 + b"\0\1")
    yield "damaged-runs-lying-dimensions", runs(row * 3 + b"\0\1", height=900)
    yield "unsupportedFormat-runs-of-8-bits-with-24", bmp(bits=24, compression=1)
    yield "unsupportedFormat-jpeg-inside", bmp(bits=24, compression=4)
    os2 = bmp(bits=16, compression=3)
    yield "unsupportedFormat-huffman-of-os2", with_bytes(os2, 14, struct.pack("<I", 64))
    yield "unsupportedFormat-header-of-four-gigabytes", bmp(size=0xFFFFFFFF)
    yield "damaged-pixels-beyond-the-file", bmp(offset=0xFFFFFF00)
    yield "damaged-palette-index-outside", bmp(bits=8, stated=1, palette=b"\0" * 4, pixels=b"\x09" * 12)
    yield "damaged-palette-that-is-not-there", bmp(bits=8, stated=256, pixels=b"\0" * 12)
    yield "damaged-palette-of-four-billion", bmp(bits=8, stated=0xFFFFFFFF, pixels=b"\0" * 12)
    yield "damaged-empty-mask", bmp(bits=32, compression=3, masks=b"\0" * 12)
    yield "damaged-torn-mask", bmp(bits=16, compression=3, masks=struct.pack("<III", 0x5050, 0x0F0, 0x00F))
    yield "damaged-masks-that-are-not-there", bmp(bits=32, compression=3, pixels=b"")[:60]


def main():
    for old in FOLDER.iterdir():
        if old.suffix not in (".py", ".md"):
            old.unlink()
    for extension, files in (("jpg", jpegs()), ("png", pngs()), ("webp", webps()), ("bmp", bmps())):
        for name, data in files:
            (FOLDER / f"{name}.{extension}").write_bytes(data)


if __name__ == "__main__":
    main()
