"""Writers of TIFF and GIF files of kinds that Pillow reads but does not write."""

import struct
import zlib

import numpy as np

from picture_files import packed


def tiff(
    array, bits, photometric, *, order="<", tile=None, rows=None, separate=False, deflate=False, big=False, extra=None,
    palette=None, orientation=None, reduced=False, following=(), fill_order=1
):
    """A TIFF file of one page or, with `following`, of several; strips of `rows` rows, or tiles (width, height)."""
    pages = [dict(array=array, reduced=reduced)] + list(following)
    offset_format, size = ("Q", 8) if big else ("I", 4)
    data = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42)
    if big:
        data += struct.pack(order + "HH", 8, 0)
    link = len(data)
    data += b"\0" * size
    for page in pages:
        values = page["array"]
        height, width, samples = values.shape
        planes = [values[..., c : c + 1] for c in range(samples)] if separate else [values]
        blocks = []
        for plane in planes:
            if tile:
                padded = np.pad(plane, ((0, -height % tile[1]), (0, -width % tile[0]), (0, 0)), mode="edge")
                for y in range(0, height, tile[1]):
                    for x in range(0, width, tile[0]):
                        blocks.append(padded[y : y + tile[1], x : x + tile[0]])
            else:
                blocks += [plane[y : y + (rows or height)] for y in range(0, height, rows or height)]
        places, lengths = [], []
        for block in blocks:
            if bits == 16:
                content = block.astype(order + "u2").tobytes()
            else:
                content = b"".join(packed(row.reshape(-1), bits) for row in block)
            if fill_order == 2:
                content = bytes(int(f"{byte:08b}"[::-1], 2) for byte in content)
            content = zlib.compress(content) if deflate else content
            data += b"\0" * (len(data) % 2)
            places.append(len(data))
            lengths.append(len(content))
            data += content
        tags = {
            254: ("I", [1 if page.get("reduced") else 0]), 256: ("I", [width]), 257: ("I", [height]),
            258: ("H", [bits] * samples), 259: ("H", [8 if deflate else 1]), 262: ("H", [photometric]),
            266: ("H", [fill_order]), 277: ("H", [samples]), 284: ("H", [2 if separate else 1]),
        }
        if tile:
            tags |= {322: ("I", [tile[0]]), 323: ("I", [tile[1]]), 324: (offset_format, places), 325: ("I", lengths)}
        else:
            tags |= {273: (offset_format, places), 278: ("I", [rows or height]), 279: ("I", lengths)}
        if extra is not None:
            tags[338] = ("H", extra)
        if palette is not None:
            tags[320] = ("H", palette)
        if orientation is not None:
            tags[274] = ("H", [orientation])
        entries = b""
        for tag in sorted(tags):
            kind, numbers = tags[tag]
            content = struct.pack(f"{order}{len(numbers)}{kind}", *numbers)
            if len(content) > size:
                data += b"\0" * (len(data) % 2)
                place, data = len(data), data + content
                content = struct.pack(order + offset_format, place)
            code = {"H": 3, "I": 4, "Q": 16}[kind]
            entries += struct.pack(f"{order}HH{offset_format}", tag, code, len(numbers)) + content.ljust(size, b"\0")
        data += b"\0" * (len(data) % 2)
        data = data[:link] + struct.pack(order + offset_format, len(data)) + data[link + size :]
        data += struct.pack(order + ("Q" if big else "H"), len(tags)) + entries
        link = len(data)
        data += b"\0" * size
    return data


def gif(size, parts, palette, transparent=None, interlaced=False, colours_of_part=None):
    """A GIF file of pictures (indices, x, y) on a canvas, with codes of one length that never grow."""
    bits = 8
    data = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | (bits - 1) if palette else 0, 0, 0)
    data += bytes(palette or b"")
    for indices, x, y in parts:
        height, width = indices.shape
        if transparent is not None:
            data += b"!\xf9\4\1\0\0" + bytes([transparent]) + b"\0"
        flags = (0x40 if interlaced else 0) | ((0x80 | (bits - 1)) if colours_of_part else 0)
        data += b"," + struct.pack("<HHHHB", x, y, width, height, flags) + bytes(colours_of_part or b"")
        rows = indices
        if interlaced:
            rows = np.concatenate([indices[0::8], indices[4::8], indices[2::4], indices[1::2]])
        codes = []
        for i, value in enumerate(rows.reshape(-1).tolist()):
            if i % 100 == 0:
                codes.append(256)  # clears the table before codes grow
            codes.append(value)
        codes.append(257)
        stream, accumulated, count = bytearray(), 0, 0
        for code in codes:
            accumulated |= code << count
            count += 9
            while count >= 8:
                stream.append(accumulated & 255)
                accumulated >>= 8
                count -= 8
        stream.append(accumulated & 255)
        data += bytes([bits])
        for start in range(0, len(stream), 255):
            data += bytes([len(stream[start : start + 255])]) + stream[start : start + 255]
        data += b"\0"
    return data + b";"
