"""Makes the TIFF, GIF, HEIC and AVIF files of this folder, and those with descriptions of an orientation.

    python make_kinds.py        (Pillow with AVIF, NumPy, and heif-enc)
"""

import io
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent / "References"))
from image_kinds_writing import gif, tiff  # noqa: E402
from picture_files import exif, photograph, saved  # noqa: E402


def keep(name, data):
    (FOLDER / name).write_bytes(data)


def entry(data, tag):
    """Where the entry of a tag begins in a little TIFF file."""
    place = struct.unpack_from("<I", data, 4)[0]
    for i in range(struct.unpack_from("<H", data, place)[0]):
        if struct.unpack_from("<H", data, place + 2 + 12 * i)[0] == tag:
            return place + 2 + 12 * i
    raise KeyError(tag)


def changed(data, tag, value, field=8):
    """A little TIFF file in which the number of an entry is another."""
    data = bytearray(data)
    struct.pack_into("<I", data, entry(data, tag) + field, value)
    return bytes(data)


def tiffs(pixels):
    rgb = Image.fromarray(pixels)
    plain = tiff(pixels, 8, 2, rows=5)
    keep("image-plain.tif", plain)
    keep("image-tiles.tif", tiff(pixels, 8, 2, tile=(16, 16), deflate=True))
    keep("image-planes.tif", tiff(pixels, 8, 2, rows=5, separate=True))
    keep("image-16-bits-big.tif", tiff(pixels.astype(int) * 257, 16, 2, rows=5, order=">"))
    keep("image-12-bits.tif", tiff(pixels[..., :1].astype(int) * 16, 12, 1, rows=5))
    keep("image-bigtiff.tif", tiff(pixels, 8, 2, rows=5, big=True))
    keep("image-pages.tif", tiff(pixels, 8, 2, rows=5, following=[dict(array=pixels[:4])]))
    keep("image-cmyk.tif", tiff(np.asarray(rgb.convert("CMYK")), 8, 5, rows=5))
    keep("image-orientation.tif", tiff(pixels, 8, 2, rows=5, orientation=6))
    keep("image-lzw.tif", saved(rgb, "TIFF", compression="tiff_lzw"))
    keep("image-packbits.tif", saved(rgb, "TIFF", compression="packbits"))
    keep("image-jpeg.tif", saved(rgb, "TIFF", compression="jpeg", quality=80))
    keep("image-fax.tif", saved(rgb.convert("1"), "TIFF", compression="group4"))
    keep("image-palette.tif", saved(rgb.quantize(60), "TIFF"))
    keep("image-ycbcr.tif", saved(rgb.convert("YCbCr"), "TIFF"))
    keep("image-xmp.tif", saved(rgb, "TIFF", tiffinfo={700: b'<rdf tiff:Orientation="6"/>'}))
    keep("damaged-header-alone.tif", plain[:8])
    keep("damaged-directory-outside.tif", plain[:4] + struct.pack("<I", 1 << 30) + plain[8:])
    keep("damaged-no-width.tif", changed(plain, 256, 255, field=0))
    keep("damaged-zero-height.tif", changed(plain, 257, 0))
    keep("tooLarge-width.tif", changed(plain, 256, 70_000))
    keep("damaged-lying-height.tif", changed(plain, 257, 4_000))
    keep("damaged-strip-outside.tif", changed(tiff(pixels, 8, 2), 273, 1 << 24))
    keep("image-strip-too-long.tif", changed(tiff(pixels, 8, 2), 279, 1 << 30))
    keep("damaged-deflate-stream.tif", tiff(pixels, 8, 2, deflate=True).replace(b"\x78\x9c", b"\x78\x55", 1))
    huge = changed(tiff(pixels, 8, 2, tile=(16, 16)), 322, 1 << 16)
    keep("unsupportedFormat-tiles-of-gigabytes.tif", changed(huge, 323, 1 << 16))
    keep("unsupportedFormat-64-grey-values.tif", changed(tiff(pixels[..., :1], 8, 1), 277, 64))
    keep("unsupportedFormat-floats.tif", saved(Image.fromarray(np.zeros((4, 4), np.float32)), "TIFF"))
    keep("unsupportedFormat-unknown-compression.tif", changed(plain, 259, 9_999))
    raw = bytearray(plain)
    struct.pack_into("<H", raw, entry(plain, 284), 50_706)  # the version of DNG, in place of the planes
    keep("unsupportedFormat-camera-raw.tif", bytes(raw))


def gifs(pixels):
    quantized = Image.fromarray(pixels).quantize(256)
    indices, palette = np.asarray(quantized), bytes(quantized.getpalette().copy()).ljust(768, b"\0")
    size = (pixels.shape[1], pixels.shape[0])
    plain = gif(size, [(indices, 0, 0)], palette)
    keep("image-plain.gif", saved(Image.fromarray(pixels), "GIF"))
    keep("image-interlaced.gif", gif(size, [(indices, 0, 0)], palette, interlaced=True))
    keep("image-transparent-part.gif", gif((30, 40), [(indices, 3, 5)], palette, transparent=7))
    keep("image-no-colours.gif", gif(size, [(indices, 0, 0)], None))
    keep("image-beyond-canvas.gif", gif((4, 4), [(indices, 3, 5)], palette))
    keep("image-no-end.gif", plain[:-2])
    keep("damaged-name-alone.gif", plain[:6])
    keep("damaged-no-picture.gif", plain[:13 + 768] + b";")
    keep("damaged-half.gif", plain[: len(plain) // 2 + 300])
    keep("damaged-zero-width.gif", plain[: 13 + 768 + 5] + b"\0\0" + plain[13 + 768 + 7 :])
    keep("damaged-code-size-of-twenty.gif", plain[: 13 + 768 + 10] + b"\x14" + plain[13 + 768 + 11 :])
    keep("damaged-lying-height.gif", plain[: 13 + 768 + 7] + b"\xff\x0f" + plain[13 + 768 + 9 :])
    keep("tooLarge-canvas.gif", plain[:6] + b"\xff\xff\xff\xff" + plain[10:])


def heifs(pixels):
    rgb = Image.fromarray(pixels)
    avif = saved(rgb, "AVIF", quality=60, speed=8)
    keep("image-plain.avif", avif)
    keep("image-turned.avif", saved(rgb, "AVIF", quality=60, speed=8, exif=exif(6)))
    with tempfile.TemporaryDirectory() as folder:
        rgb.save(f"{folder}/a.png")
        for name, options in (("plain", []), ("thumbnail", ["--thumb", "16"])):
            subprocess.run(["heif-enc", *options, "-o", f"{folder}/a.heic", f"{folder}/a.png"], check=True, capture_output=True)
            keep(f"image-{name}.heic", pathlib.Path(f"{folder}/a.heic").read_bytes())
    heic = (FOLDER / "image-plain.heic").read_bytes()
    # One tile on a canvas of a gigapixel, which the size that is told first does not let expect.
    tiled = bytearray((FOLDER / "image-thumbnail.heic").read_bytes())
    grid = tiled.index(b"idat") + 4
    tiled[grid:grid + 8] = struct.pack(">BBBBHH", 0, 0, 0, 0, 37517, 25845)
    keep("tooLarge-canvas.heic", bytes(tiled))
    for kind, data in (("heic", heic), ("avif", avif)):
        keep(f"damaged-brands-alone.{kind}", data[: struct.unpack(">I", data[:4])[0]])
        keep(f"damaged-ends-early.{kind}", data[:-20])
        for name, width in (("tooLarge-width", 70_000), ("damaged-zero-width", 0)):
            # The extents of all pictures in the file.
            pieces = data.split(b"ispe\0\0\0\0")
            keep(f"{name}.{kind}", b"ispe\0\0\0\0".join(pieces[:1] + [struct.pack(">I", width) + p[4:] for p in pieces[1:]]))


def described(pixels):
    rgb = Image.fromarray(pixels)
    png = saved(rgb, "PNG")
    xmp = b'<rdf tiff:Orientation="6"/>'
    six = exif(6)

    def with_chunk(name, data):
        return png[:33] + struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) + png[33:]

    profile = f"\nexif\n{len(six):8}\n{six.hex()}\n".encode()
    keep("image-profile-text.png", with_chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile)))
    keep("image-exif-text.png", with_chunk(b"tEXt", b"exif\0" + six))
    keep("image-xmp-text.png", with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp)))
    keep("image-no-end.png", png[:-12])
    keep("image-no-sums.png", png[:-18])
    keep("damaged-last-row-missing.png", png[:-40])
    keep("image-exif-long.jpg", saved(rgb, "JPEG", exif=b"Exif\0\0II*\0" + struct.pack("<IHHHIII", 8, 1, 0x112, 4, 1, 6, 0)))
    keep("image-xmp.jpg", saved(rgb, "JPEG", xmp=xmp))
    keep("image-xmp.webp", saved(rgb, "WEBP", xmp=xmp))


if __name__ == "__main__":
    small = photograph(27, 18)
    tiffs(small)
    gifs(small)
    heifs(small)
    described(small)
