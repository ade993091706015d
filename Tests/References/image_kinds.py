"""TIFF, GIF and AVIF files of every kind that the decoder reads, and what Pillow makes of them.

Outputs, by case: `<case>.file` (bytes), `<case>.rgb` and `<case>.grey` [height, width, channels], upright.
"""

import io

import numpy as np
from PIL import Image, ImageOps, features

import references
from image_kinds_writing import gif, tiff
from picture_files import HEIGHT, WIDTH, exif, photograph, saved


def colour_map(image):
    """The palette of an image as TIFF holds it: all reds, all greens, all blues, 16 bits each."""
    table = np.zeros((256, 3), int)
    colours = np.array(image.getpalette()).reshape(-1, 3)
    table[: len(colours)] = colours
    return (table.T.reshape(-1) * 257).tolist()


def tiff_files(rgb, alpha):
    pixels, translucent = np.asarray(rgb), np.asarray(alpha)
    grey = pixels[..., :1]
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "zstd", "webp"):
        try:
            options = {"compression": compression} if compression else {}
            if compression in ("jpeg", "webp"):
                options["quality"] = 90
            yield f"tiff-{compression}", saved(rgb, "TIFF", **options)
        except (OSError, ValueError):
            continue  # a library without that codec
    yield "tiff-rgba", saved(alpha, "TIFF")
    yield "tiff-grey", saved(rgb.convert("L"), "TIFF", compression="tiff_lzw")
    yield "tiff-grey-alpha", saved(alpha.convert("LA"), "TIFF")
    yield "tiff-cmyk", saved(rgb.convert("CMYK"), "TIFF")
    yield "tiff-cmyk-lzw", saved(rgb.convert("CMYK"), "TIFF", compression="tiff_lzw")
    yield "tiff-palette", saved(rgb.quantize(200), "TIFF")
    yield "tiff-bits", saved(rgb.convert("1"), "TIFF")
    yield "tiff-fax", saved(rgb.convert("1"), "TIFF", compression="group4")
    yield "tiff-ycbcr", saved(rgb.convert("YCbCr"), "TIFF")
    for order, name in (("<", "little"), (">", "big")):
        yield f"tiff-rgb-16-{name}", tiff(pixels.astype(int) * 257 - 100 * (pixels > 3), 16, 2, order=order, rows=7)
        yield f"tiff-rgb-{name}", tiff(pixels, 8, 2, order=order, rows=9)
    yield "tiff-rgb-bigtiff", tiff(pixels, 8, 2, rows=9, big=True)
    yield "tiff-tiled", tiff(pixels, 8, 2, tile=(32, 16))
    yield "tiff-tiled-deflate", tiff(pixels, 8, 2, tile=(16, 32), deflate=True)
    yield "tiff-tiled-separate", tiff(pixels, 8, 2, tile=(32, 32), separate=True)
    yield "tiff-separate", tiff(pixels, 8, 2, rows=11, separate=True)
    yield "tiff-one-row-strips", tiff(pixels, 8, 2, rows=1, deflate=True)
    for bits in (1, 2, 4, 8):
        levels = grey >> (8 - bits)
        yield f"tiff-grey-{bits}", tiff(levels, bits, 1, rows=10)
        yield f"tiff-grey-{bits}-inverted", tiff(levels, bits, 0, rows=10)
        yield f"tiff-grey-{bits}-reversed-bits", tiff(levels, bits, 1, rows=10, fill_order=2)
    small = rgb.quantize(16)
    yield "tiff-palette-4", tiff(
        np.asarray(small)[..., None], 4, 3, palette=[v for c in range(3) for v in colour_map(small)[256 * c : 256 * c + 16]])
    for name, kind in (("unspecified", 0), ("associated", 1), ("unassociated", 2)):
        values = translucent.copy()
        if kind == 1:
            values[..., :3] = values[..., :3].astype(int) * values[..., 3:] // 255
        yield f"tiff-extra-{name}", tiff(values, 8, 2, rows=20, extra=[kind])
        yield f"tiff-extra-{name}-16", tiff(values.astype(int) * 257, 16, 2, rows=20, extra=[kind])
    yield "tiff-cmyk-16", tiff(np.asarray(rgb.convert("CMYK")).astype(int) * 257, 16, 5, rows=13)
    for orientation in range(1, 9):
        yield f"tiff-orientation-{orientation}", tiff(pixels, 8, 2, rows=10, orientation=orientation)
    yield "tiff-orientation-6-tiled-bigtiff", tiff(pixels, 8, 2, tile=(16, 16), big=True, orientation=6)
    yield "tiff-pages", tiff(pixels, 8, 2, rows=10, following=[dict(array=pixels[::-1]), dict(array=pixels[:9])])


def gif_files(rgb):
    quantized = rgb.quantize(256)
    indices, palette = np.asarray(quantized), bytes(quantized.getpalette())
    yield "gif-pillow", saved(rgb, "GIF")
    yield "gif-pillow-interlaced", saved(quantized, "GIF", interlace=1)
    yield "gif-grey", saved(rgb.convert("L"), "GIF")
    yield "gif-few-colours", saved(rgb.quantize(5), "GIF")
    others = [rgb.rotate(90 * i) for i in range(1, 3)]
    yield "gif-animated", saved(rgb, "GIF", save_all=True, append_images=others, duration=50)
    yield "gif-whole", gif((WIDTH, HEIGHT), [(indices, 0, 0)], palette)
    yield "gif-interlaced", gif((WIDTH, HEIGHT), [(indices, 0, 0)], palette, interlaced=True)
    yield "gif-part", gif((WIDTH + 9, HEIGHT + 5), [(indices, 4, 3)], palette)
    yield "gif-part-transparent", gif((WIDTH + 9, HEIGHT + 5), [(indices, 4, 3)], palette, transparent=77)
    yield "gif-beyond", gif((40, 30), [(indices, 4, 3)], palette)
    yield "gif-own-colours", gif((WIDTH, HEIGHT), [(indices, 0, 0)], bytes(768), colours_of_part=palette)
    yield "gif-no-colours", gif((WIDTH, HEIGHT), [(indices, 0, 0)], None)


def avif_files(rgb, alpha):
    if not features.check("avif"):
        return
    options = {"quality": 90, "subsampling": "4:4:4", "speed": 8}
    yield "avif-444", saved(rgb, "AVIF", **options)
    yield "avif-lossless", saved(rgb, "AVIF", quality=100, subsampling="4:4:4", speed=8)
    yield "avif-alpha", saved(alpha, "AVIF", **options)
    yield "avif-420", saved(rgb, "AVIF", quality=90, speed=8)
    for orientation in range(2, 9):
        yield f"avif-orientation-{orientation}", saved(rgb, "AVIF", exif=exif(orientation), **options)
    yield "avif-animated", saved(rgb, "AVIF", save_all=True, append_images=[rgb.rotate(90)], duration=50, **options)


def cases(_):
    outputs = {}

    def add(name, file, rgb, grey):
        outputs[f"{name}.file"] = np.frombuffer(file, np.uint8)
        outputs[f"{name}.rgb"] = rgb
        outputs[f"{name}.grey"] = grey[..., None]

    rgb = Image.fromarray(photograph())
    alpha = rgb.copy()
    alpha.putalpha(Image.fromarray(photograph()[..., 1]))
    for name, file in [*tiff_files(rgb, alpha), *gif_files(rgb), *avif_files(rgb, alpha)]:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        add(name, file, np.asarray(image.convert("RGB")), np.asarray(image.convert("L")))
    # Pillow takes the order of the bytes of BigTIFF for little.
    pixels, grey = np.asarray(rgb), np.asarray(rgb.convert("L"))
    add("tiff-rgb-big-bigtiff", tiff(pixels, 8, 2, order=">", rows=9, big=True), pixels, grey)
    # And separate planes of 16 bits for planes of 8.
    add("tiff-separate-16", tiff(pixels.astype(int) * 257, 16, 2, rows=11, separate=True), pixels, grey)
    # Pillow clips 16-bit grey at 255; the high bits are what the picture shows.
    for bits, photometric, name in ((16, 1, "tiff-grey-16"), (12, 1, "tiff-grey-12"), (16, 0, "tiff-grey-16-inverted")):
        deep = photograph()[..., :1].astype(int) * ((1 << bits) - 1) // 255
        high = (deep >> (bits - 8)).astype(np.uint8)
        high = 255 - high if photometric == 0 else high
        add(name, tiff(deep, bits, photometric, rows=10), np.repeat(high, 3, 2), high[..., 0])
    return outputs


references.main(cases)
