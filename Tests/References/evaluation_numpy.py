"""NumPy files as NumPy itself writes and reads them. Bytes of files travel as one double per byte."""

import io

import numpy as np
from references import main


def as_bytes(write):
    buffer = io.BytesIO()
    write(buffer)
    return np.frombuffer(buffer.getvalue(), "u1").astype("f8")


def compute(inputs):
    outputs = {}
    base = np.arange(24).reshape(2, 3, 4) - 7
    for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"]:
        array = (base + (7 if name[0] == "u" else 0)).astype(name)
        if name[0] == "f":
            array = array / np.array(3, name)
        for order in "CF":
            for version in [(1, 0), (2, 0), (3, 0)]:
                # What tofile would call C order is told apart from Fortran order by write_array itself.
                ordered = np.asarray(array, order=order)
                key = f"{name}.{order}.{version[0]}"
                outputs[key] = as_bytes(lambda f: np.lib.format.write_array(f, ordered, version=version))
        outputs[f"{name}.values"] = array.astype("f8")
    for name, array in [("scalar", np.float32(2.5)), ("vector", np.arange(5.0)), ("empty", np.zeros((0, 7), "f4"))]:
        outputs[f"{name}.C.1"] = as_bytes(lambda f: np.save(f, array))
    for name, array in [
        ("big-endian", np.arange(3, dtype=">f4")),
        ("complex", np.zeros(3, "c8")),
        ("record", np.zeros(3, [("a", "f4"), ("b", "i4")])),
        ("object", np.array([{}, {}], dtype=object)),
    ]:
        outputs[f"bad.{name}"] = as_bytes(lambda f: np.save(f, array))
    for name, data in inputs.items():
        array = np.load(io.BytesIO(data.astype("u1").tobytes()), allow_pickle=False)
        outputs[f"loaded.{name}"] = array.astype("f8")
        outputs[f"loaded.{name}.type"] = float(array.dtype.itemsize) * (1 if array.dtype.kind == "f" else -1)
    return outputs


main(compute)
