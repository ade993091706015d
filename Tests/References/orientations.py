"""Files that state an orientation in every way there is, and what Pillow's `exif_transpose` makes of them.

Outputs, by case: `<case>.file` (bytes) and `<case>.rgb` [height, width, 3].
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

import references
from picture_files import photograph, saved


def exif(entries, order="<"):
    """A segment with EXIF of entries (tag, type, count, four bytes or more)."""
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(entries))
    tail, place = b"", 8 + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        data += struct.pack(order + "HHI", tag, kind, count)
        if len(value) > 4:
            data += struct.pack(order + "I", place + len(tail))
            tail += value
        else:
            data += value.ljust(4, b"\0")
    return b"Exif\0\0" + data + b"\0\0\0\0" + tail


def kinds_of_numbers():
    """(name, entry) of the orientation 6 in every type of TIFF, and of values that are none."""
    for order, name in (("<", "little"), (">", "big")):
        for kind, form in ((3, "H"), (4, "I"), (6, "b"), (8, "h"), (9, "i"), (11, "f"), (12, "d"), (13, "I"), (16, "Q")):
            yield f"type-{kind}-{name}", order, [(0x112, kind, 1, struct.pack(order + form, 6))]
        for kind in (5, 10):
            yield f"type-{kind}-{name}", order, [(0x112, kind, 1, struct.pack(order + "II", 12, 2))]
        for kind in (1, 2, 7):
            yield f"type-{kind}-{name}", order, [(0x112, kind, 1, b"\6")]
        yield f"two-{name}", order, [(0x112, 3, 2, struct.pack(order + "HH", 6, 3))]
        yield f"three-{name}", order, [(0x112, 3, 3, struct.pack(order + "HHH", 6, 3, 1))]
        yield f"twice-{name}", order, [(0x112, 3, 1, struct.pack(order + "H", n)) for n in (3, 6)]
        for value in (0, 9, 300):
            yield f"value-{value}-{name}", order, [(0x112, 3, 1, struct.pack(order + "H", value))]
        yield f"unknown-type-{name}", order, [(0x112, 40, 1, struct.pack(order + "H", 6))]
        yield f"other-tags-{name}", order, [(0x10F, 2, 6, b"maker\0"), (0x112, 3, 1, struct.pack(order + "H", 8))]


def packet(orientation, is_element=False):
    inner = f"><tiff:Orientation>{orientation}</tiff:Orientation></rdf:Description>" if is_element else f' tiff:Orientation="{orientation}"/>'
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"{inner}</rdf:RDF></x:xmpmeta>')


def with_chunk(png, name, data, at_end=False):
    """A PNG file with one more chunk, behind its header or before its end."""
    place = len(png) - 12 if at_end else 33
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return png[:place] + chunk + png[place:]


def profile(segment):
    digits = segment.hex()
    lines = "\n".join(digits[i : i + 72] for i in range(0, len(digits), 72))
    return f"\nexif\n{len(segment):8}\n{lines}\n".encode()


def files():
    image = Image.fromarray(photograph(50, 30))
    lossless = {"JPEG": dict(quality=95), "PNG": {}, "WEBP": dict(lossless=True)}
    for name, order, entries in kinds_of_numbers():
        for kind, options in lossless.items():
            yield f"{kind.lower()}-exif-{name}", saved(image, kind, exif=exif(entries, order), **options)
    six = exif([(0x112, 3, 1, struct.pack("<H", 6))])
    one = exif([(0x112, 3, 1, struct.pack("<H", 1))])
    other = exif([(0x10F, 2, 6, b"maker\0")])
    for is_element in (False, True):
        kind_of_packet = "element" if is_element else "attribute"
        for orientation in range(0, 10):
            xmp = packet(orientation, is_element).encode()
            for kind, options in (("JPEG", dict(quality=95)), ("WEBP", dict(lossless=True))):
                yield f"{kind.lower()}-xmp-{kind_of_packet}-{orientation}", saved(image, kind, xmp=xmp, **options)
    xmp = packet(8).encode()
    for name, segment in (("six", six), ("one", one), ("other", other)):
        yield f"jpeg-xmp-beside-{name}", saved(image, "JPEG", quality=95, exif=segment, xmp=xmp)
        yield f"webp-xmp-beside-{name}", saved(image, "WEBP", lossless=True, exif=segment, xmp=xmp)
    yield "webp-twice-marked", saved(image, "WEBP", lossless=True, exif=b"Exif\0\0" + six)
    png = saved(image, "PNG")
    for at_end in (False, True):
        place = "behind" if at_end else "before"
        texts = {
            "exif": (b"eXIf", six[6:]),
            "text-exif": (b"tEXt", b"exif\0" + six),
            "profile": (b"tEXt", b"Raw profile type exif\0" + profile(six)),
            "packed-profile": (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile(six))),
            "international-profile": (b"iTXt", b"Raw profile type exif\0\0\0\0\0" + profile(six)),
            "xmp": (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp),
            "packed-xmp": (b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0key\0" + zlib.compress(xmp)),
            "text-xmp": (b"tEXt", b"XML:com.adobe.xmp\0" + xmp),
            "packed-text-xmp": (b"zTXt", b"XML:com.adobe.xmp\0\0" + zlib.compress(xmp)),
            "other-text": (b"tEXt", b"Comment\0" + xmp),
            "no-text": (b"tEXt", b"exif"),
            "damaged-text": (b"zTXt", b"XML:com.adobe.xmp\0\0" + b"no zlib stream"),
            "xmp-of-other-packing": (b"iTXt", b"XML:com.adobe.xmp\0\1\7\0\0" + zlib.compress(xmp)),
        }
        for name, (chunk, data) in texts.items():
            yield f"png-{name}-{place}", with_chunk(png, chunk, data, at_end)
    yield "png-exif-and-xmp", with_chunk(with_chunk(png, *texts["xmp"]), b"eXIf", six[6:])
    yield "png-other-exif-and-xmp", with_chunk(with_chunk(png, *texts["xmp"]), b"eXIf", other[6:])
    yield "png-profile-and-xmp", with_chunk(with_chunk(png, *texts["xmp"]), *texts["profile"])
    yield "png-profile-and-exif", with_chunk(with_chunk(png, *texts["profile"]), b"eXIf", one[6:])
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet(5))
    yield "png-pillow-xmp", saved(image, "PNG", pnginfo=info)
    tags = {700: packet(8).encode()}
    yield "tiff-xmp", saved(image, "TIFF", tiffinfo=tags)
    yield "tiff-xmp-and-tag", saved(image, "TIFF", tiffinfo=tags | {274: 3})


def cases(_):
    outputs = {}
    for name, file in files():
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        outputs[f"{name}.file"] = np.frombuffer(file, np.uint8)
        outputs[f"{name}.rgb"] = np.asarray(image.convert("RGB"))
    return outputs


references.main(cases)
