"""Files of torch.save, zipped and legacy, that hold all kinds of tensors; that are damaged; and that would run something.

Called with one more argument: the folder that they are written to.
"""

import argparse
import collections
import os
import pathlib
import pickle
import sys
import zipfile

import numpy as np
import torch
from references import main

FOLDER = pathlib.Path(sys.argv[3])


class Running:
    """An object that runs something when it is unpickled."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def kinds():
    base = torch.arange(24.0).reshape(2, 3, 4)
    tensors = {
        "float32": torch.tensor([[1.5, -2.0], [3.25, 1e-3]]),
        "float64": torch.tensor([np.pi, -1.0], dtype=torch.float64),
        "float16": torch.tensor([0.5, -1.25], dtype=torch.float16),
        "bfloat16": torch.tensor([1.0, 3.140625], dtype=torch.bfloat16),
        "int64": torch.tensor([2**40, -1]),
        "int32": torch.tensor([2**30, -7], dtype=torch.int32),
        "int16": torch.tensor([32767, -2], dtype=torch.int16),
        "int8": torch.tensor([127, -128], dtype=torch.int8),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "transposed": base.permute(2, 0, 1),
        "slice": base[1, :, 1:3],
        "channels_last": torch.arange(16.0).reshape(1, 2, 2, 4).contiguous(memory_format=torch.channels_last),
        "scalar": torch.tensor(42.0),
        "empty": torch.empty(0, 3),
        "parameter": torch.nn.Parameter(torch.tensor([7.0])),
    }
    return collections.OrderedDict(tensors)


def whole(tensors):
    return {
        "state": tensors,
        "epoch": 12,
        "big": 2**80,
        "rate": 0.25,
        "name": "größe",
        "none": None,
        "flags": [True, False, (1, 2, 3, 4)],
        "set": {3},
        "arguments": argparse.Namespace(arch="resnet18", lr=0.1),
        "counts": collections.defaultdict(int, a=1),
        "numpy": np.float64(2.5),
        "array": np.arange(3),
        "path": pathlib.PurePosixPath("a/b"),
        "size": torch.Size([1, 2]),
        "type": torch.float16,
        "device": torch.device("cpu"),
    }


def rezipped(source, target, change):
    """The same archive with the content, or the way to pack, of members changed."""
    with zipfile.ZipFile(FOLDER / source) as old, zipfile.ZipFile(FOLDER / target, "w") as new:
        for entry in old.infolist():
            content, method = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content, method)


def damaged():
    torch.save({"a": torch.arange(100.0)}, FOLDER / "small.pth")
    small = (FOLDER / "small.pth").read_bytes()
    (FOLDER / "cut.pth").write_bytes(small[: len(small) // 2])
    stored = zipfile.ZIP_STORED

    def short(name, content):
        return (content[:40] if "/data/" in name else content), stored

    def lying(name, content):
        # The pickle says 100 values: K d.
        return (content.replace(b"Kd", b"Kz") if name.endswith("data.pkl") else content), stored

    def huge(name, content):
        # A shape of 100 becomes one of 2³¹ − 1.
        return (content.replace(b"Kd\x85", b"J\xff\xff\xff\x7f\x85") if name.endswith("data.pkl") else content), stored

    def compressed(name, content):
        return content, zipfile.ZIP_DEFLATED

    def lost(name, content):
        return (None if "/data/" in name else content), stored

    def swapped(name, content):
        return (b"big" if name.endswith("byteorder") else content), stored

    for name, change in dict(
        short=short, lying=lying, huge=huge, compressed=compressed, lost=lost, swapped=swapped
    ).items():
        rezipped("small.pth", f"{name}.pth", change)
    with zipfile.ZipFile(FOLDER / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"N" * (300 << 20))
    with zipfile.ZipFile(FOLDER / "other.pth", "w") as archive:
        archive.writestr("readme.txt", "no network")
    # Lists in lists, and one list that is named very often.
    deep = b"\x80\x02" + b"]" * 5000 + b"a" * 4999 + b"."
    wide = b"\x80\x02]q\x00" + b"".join(b"]q%c(" % (i + 1) + b"h%c" % i * 10 + b"e" for i in range(40)) + b"."
    cycle = b"\x80\x02]q\x00h\x00a."
    for name, content in dict(deep=deep, wide=wide, cycle=cycle).items():
        with zipfile.ZipFile(FOLDER / f"{name}.pth", "w") as archive:
            archive.writestr("archive/data.pkl", content)


def running():
    """What would run something, by the name that it has to be refused for."""
    calls = {
        "system": Running(os.system, "touch ran"),
        "eval": Running(eval, "1"),
        "exec": Running(exec, "1"),
        "getattr": Running(getattr, "a", "upper"),
        "import": Running(__import__, "os"),
        "load": Running(torch.load, "x"),
        "open": Running(open, "x"),
        "partial": Running(torch.nn.Linear, 1, 1),
        "bytes": Running(torch.storage._load_from_bytes, b"x"),
    }
    for name, value in calls.items():
        for suffix, zipped in [("", True), ("-legacy", False)]:
            torch.save(
                {"a": torch.ones(2), "x": value}, FOLDER / f"run-{name}{suffix}.pth",
                _use_new_zipfile_serialization=zipped,
            )
    torch.jit.script(torch.nn.Linear(2, 2)).save(FOLDER / "program.pth")
    with open(FOLDER / "plain.pkl", "wb") as file:
        pickle.dump({"a": 1}, file)


def compute(_):
    tensors = kinds()
    content = whole(tensors)
    torch.save(content, FOLDER / "zip.pth")
    torch.save(content, FOLDER / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(content, FOLDER / "protocol4.pth", pickle_protocol=4)
    legacy = (FOLDER / "legacy.pth").read_bytes()
    (FOLDER / "legacy-cut.pth").write_bytes(legacy[:-8])
    damaged()
    running()
    return {name: tensor.detach().double().numpy() for name, tensor in tensors.items()}


if __name__ == "__main__":
    main(compute)
