"""Archives as numpy makes them whose members are no plain matrices, or announce what they do not hold.

Bytes of files travel as one double per byte.
"""

import io
import struct
import zipfile

import numpy as np
from references import main


def as_bytes(data):
    return np.frombuffer(data, "u1").astype("f8")


def saved(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def announcing(data, size):
    """The archive with another size of its first member in the directory."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def flagged(data, offset, value):
    """The archive with another 16-bit number in its first member's entry of the directory."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + struct.pack("<H", value) + data[at + 2 :]


def stored(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def member(names_and_bytes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names_and_bytes:
            archive.writestr(name, content)
    return buffer.getvalue()


def array(values):
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def compute(inputs):
    values = np.arange(12.0).reshape(4, 3)
    whole = array(values)
    return {
        "words.npz": as_bytes(saved(z=values, names=np.array(["a", "b", "c", "d"]))),
        "objects.npz": as_bytes(saved(names=np.array(["a", None], dtype=object), z=values)),
        "object-matrix.npz": as_bytes(saved(z=np.array([["a", None]], dtype=object), labels=np.arange(4))),
        "liar.npz": as_bytes(announcing(saved(z=values), 3_000_000_000)),
        "large.npz": as_bytes(announcing(saved(z=values), 100_000)),
        # 64 MiB in 64 KiB that are announced as a few numbers.
        "bomb.npz": as_bytes(announcing(saved(z=np.zeros((1 << 23,))), 160)),
        "two-sizes.npz": as_bytes(announcing(stored(z=values), 1000)),
        "encrypted.npz": as_bytes(flagged(saved(z=values), 8, 1)),
        "bzip2.npz": as_bytes(flagged(saved(z=values), 10, 12)),
        "zeros.npz": as_bytes(saved(z=np.zeros((1000, 1000)), labels=np.arange(1000))),
        "broken-beside.npz": as_bytes(member([("z.npy", whole), ("other.npy", b"\x93NUMPY nothing")])),
        "cut-beside.npz": as_bytes(member([("z.npy", whole), ("other.npy", array(values)[:60])])),
        "long.npz": as_bytes(saved(z=np.sin(np.arange(400_000.0)).reshape(1000, 400), labels=np.arange(1000))),
        "long": np.sin(np.arange(400_000.0)).reshape(1000, 400),
    }


main(compute)
