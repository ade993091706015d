"""Makes the files of this folder, from which `Scripts/fuzz.sh` mutates others: small ones, of every kind that is read.

    python make.py        (NumPy, Pillow and PyTorch)
"""

import gzip
import io
import json
import pathlib
import struct
import tarfile

import numpy as np
import torch
from PIL import Image

FOLDER = pathlib.Path(__file__).parent


def keep(name, data):
    (FOLDER / name).write_bytes(data)


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def safetensors(arrays, **metadata):
    """Names, types, shapes and places as JSON behind its length, then the values."""
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for name, array in arrays.items():
        kind = {"float32": "F32", "float64": "F64", "int64": "I64", "uint8": "U8"}[array.dtype.name]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    # An index of features is used in place.
    text += b" " * (-len(text) % 8 if "format" in metadata else 0)
    return struct.pack("<Q", len(text)) + text + data


def tar(members, format=tarfile.USTAR_FORMAT, long_name=False):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for name, data in members:
            entry = tarfile.TarInfo(("folder/" * 30 if long_name else "") + name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def pth(value, **options):
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


def narrow_resnet18():
    """A state dictionary with torchvision's names, two channels wide."""
    state = {}

    def norm(name, width):
        for key, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            state[f"{name}.{key}"] = torch.full((width,), float(value))
        state[f"{name}.num_batches_tracked"] = torch.tensor(7)

    def convolution(name, out, into, side):
        state[f"{name}.weight"] = torch.linspace(-1, 1, out * into * side * side).view(out, into, side, side)

    convolution("conv1", 2, 3, 7)
    norm("bn1", 2)
    width = 2
    for stage in range(4):
        for block in range(2):
            name, out = f"layer{stage + 1}.{block}", 2 << stage
            for number, into in ((1, width), (2, out)):
                convolution(f"{name}.conv{number}", out, into, 3)
                norm(f"{name}.bn{number}", out)
            if width != out:
                convolution(f"{name}.downsample.0", out, width, 1)
                norm(f"{name}.downsample.1", out)
            width = out
    return state


def main():
    rows = np.arange(12, dtype=np.float32).reshape(4, 3) / 7
    for name, array in (
        ("float32", rows), ("float64", rows.astype(np.float64)), ("float16", rows.astype(np.float16)),
        ("integers", rows.astype(np.int32)), ("big", rows.astype(">f4")), ("columns", np.asfortranarray(rows)),
        ("bytes", (rows * 9).astype(np.uint8)), ("one-dimension", rows[0]), ("empty", rows[:0]),
    ):
        keep(f"{name}.npy", npy(array))
    for name, function in (("plain", np.savez), ("packed", np.savez_compressed)):
        file = io.BytesIO()
        function(file, features=rows, labels=np.arange(4))
        keep(f"{name}.npz", file.getvalue())
    keep("plain.safetensors", safetensors({"features": rows}))
    keep("several.safetensors", safetensors({"a": rows, "b": rows.astype(np.float64)}, names='["w","x","y","z"]'))
    index = {
        "features": rows / np.linalg.norm(rows, axis=1, keepdims=True), "labels": np.arange(4) % 2,
        "name_ends": np.array([1, 2, 5, 5]), "names": np.frombuffer(b"abcde", np.uint8),
    }
    keep("plain.index", safetensors(
        index, format="feature-index-1", kind="representation", fingerprint="0" * 64, classes='["x","y"]'))
    table = "name,class,f0,f1\n" + "".join(f'"a ""{i}"", x",c{i % 2},{i / 3},{-i}e-3\n' for i in range(5))
    keep("names.csv", table.encode())
    keep("crlf.csv", table.replace("\n", "\r\n").encode())
    keep("numbers.csv", b"1,2,3\n4,5,6\n")
    keep("tabs.tsv", table.replace(",", "\t").encode())
    picture = io.BytesIO()
    Image.new("RGB", (4, 3), (9, 99, 199)).save(picture, "PNG")
    members = [m for i in range(3) for m in ((f"k{i}.png", picture.getvalue()), (f"k{i}.cls", b"%d" % (i % 2)))]
    for name, format in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        keep(f"{name}.tar", tar(members, format))
    keep("gnu-long.tar", tar(members[:2], tarfile.GNU_FORMAT, long_name=True))
    keep("pax-long.tar", tar(members[:2], tarfile.PAX_FORMAT, long_name=True))
    idx = struct.pack(">IIII", 0x803, 2, 5, 4) + bytes(range(40))
    keep("plain.idx3", idx)
    keep("packed.gz", gzip.compress(idx, mtime=0))
    state = {"a.weight": torch.tensor(rows), "a.half": torch.tensor(rows).half(), "a.bias": torch.arange(3)}
    view = {"state_dict": {**state, "view": torch.arange(12.0).view(3, 4).t()}, "epoch": 3, "rate": 0.5, "none": None}
    network = narrow_resnet18()
    full = {"model": {f"module.backbone.{key}": value for key, value in network.items()}, "optimizer": {"lr": [0.1]}}
    for name, value in (("state", state), ("plain", view), ("network", network), ("checkpoint", full)):
        keep(f"{name}.pth", pth(value))
        keep(f"{name}-legacy.pth", pth(value, _use_new_zipfile_serialization=False))
    keep("network.weights", safetensors({key: value.float().numpy() for key, value in network.items()}))


if __name__ == "__main__":
    main()
