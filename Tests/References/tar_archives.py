"""Tar archives in the formats that Python writes, and where it finds the regular files in them.

Outputs, by format: `<format>.archive` (bytes); `<format>.names` (the names, each followed by a zero), `.offsets`, `.sizes`.
"""

import io
import tarfile

import numpy as np

import references

NAMES = [
    "short.jpg",
    "folder/" + "n" * 80 + ".jpg",
    "a" * 60 + "/" + "b" * 60 + "/c.png",
    "long/" + "x" * 120 + ".jpg",
    "/".join(["deep" * 10] * 12) + "/leaf.bmp",
    "größe/日本.webp",
    "last.txt",
]


def archive(kind):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=kind, encoding="utf-8") as tar:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for number, name in enumerate(NAMES):
            if kind == tarfile.USTAR_FORMAT and number in (3, 4):
                continue
            info = tarfile.TarInfo(name)
            info.size = 512 * number + 7 * (number % 3)
            if kind == tarfile.PAX_FORMAT:
                info.pax_headers = {"comment": "a comment\nof two lines", "mtime": "1.5"}
            tar.addfile(info, io.BytesIO(bytes([number + 65]) * info.size))
            for type_, label in [(tarfile.SYMTYPE, "link"), (tarfile.LNKTYPE, "hard"), (tarfile.FIFOTYPE, "pipe")]:
                other = tarfile.TarInfo(f"{label}{number}.jpg")
                other.type = type_
                other.linkname = "short.jpg" if kind == tarfile.USTAR_FORMAT else "z" * 130
                tar.addfile(other)
    return file.getvalue()


def run(_):
    outputs = {}
    for label, kind in [("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)]:
        data = archive(kind)
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            members = [member for member in tar if member.isreg()]
        outputs[f"{label}.archive"] = np.frombuffer(data, np.uint8).astype(float)
        outputs[f"{label}.names"] = np.frombuffer(b"".join(m.name.encode() + b"\0" for m in members), np.uint8)
        outputs[f"{label}.offsets"] = np.array([float(m.offset_data) for m in members])
        outputs[f"{label}.sizes"] = np.array([float(m.size) for m in members])
    return outputs


references.main(run)
