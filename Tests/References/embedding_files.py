"""Embedding files as numpy, the csv module and the layout of safetensors make them, and what those read of ours.

Bytes of files travel as one double per byte.
"""

import csv
import io
import json
import struct

import numpy as np
import torch
from references import main

ARRAY = (np.arange(12).reshape(4, 3) - 5) / 4


def as_bytes(data):
    return np.frombuffer(data, "u1").astype("f8")


def saved(function, *arguments, **keywords):
    buffer = io.BytesIO()
    function(buffer, *arguments, **keywords)
    return as_bytes(buffer.getvalue())


def safetensors(tensors, metadata=None):
    index, data = {}, b""
    if metadata:
        index["__metadata__"] = metadata
    names = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
    for name, tensor in tensors.items():
        raw = tensor.contiguous().view(torch.uint8).numpy().tobytes()
        index[name] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    head = json.dumps(index).encode()
    return as_bytes(struct.pack("<Q", len(head)) + head + data)


def table(delimiter, header, names, newline="\n"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    if header:
        writer.writerow(header)
    for row in range(len(ARRAY)):
        writer.writerow(([f'a "b"{delimiter}{row}'] if names else []) + list(ARRAY[row]))
    return as_bytes(out.getvalue().encode())


def compute(inputs):
    tensor = torch.from_numpy(ARRAY)
    outputs = {"values": ARRAY}
    big = {"z": ARRAY.astype("f4"), "labels": np.arange(4)}
    for kind, function in [("stored", np.savez), ("deflated", np.savez_compressed)]:
        outputs[f"{kind}.npz"] = saved(function, **big)
        outputs[f"{kind}-one.npz"] = saved(function, ARRAY)
        outputs[f"{kind}-two.npz"] = saved(function, a=ARRAY, b=ARRAY)
    for dtype in [torch.float16, torch.bfloat16, torch.float32, torch.float64]:
        name = str(dtype).rsplit(".")[-1]
        outputs[f"{name}.safetensors"] = safetensors({"z": tensor.to(dtype), "labels": torch.arange(4)}, {"k": "v"})
        if dtype != torch.bfloat16:
            outputs[f"{name}.npy"] = saved(np.save, tensor.to(dtype).numpy())
    outputs["two.safetensors"] = safetensors({"a": tensor, "b": tensor})
    outputs["plain.csv"] = table(",", None, False)
    outputs["header.csv"] = table(",", ["f0", "f1", "f2"], False)
    outputs["names.csv"] = table(",", None, True)
    outputs["both.csv"] = table(",", ["name", "f0", "f1", "f2"], True, "\r\n")
    outputs["both.tsv"] = table("\t", ["", "0", "1", "2"], True)
    outputs["savetxt.csv"] = saved(np.savetxt, ARRAY, delimiter=",")
    for name, data in inputs.items():
        raw = data.astype("u1").tobytes()
        if name.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(raw.decode())))
            features = [key for key in rows[0] if key[0] == "f"]
            outputs[f"read.{name}"] = np.array([[np.float32(row[key]) for key in features] for row in rows])
            outputs[f"names.{name}"] = float(
                [row["name"] for row in rows] == ["plain.png", 'odd, "quoted".png', "line\nend.png"]
                and [row.get("class") for row in rows] == ["cat", "dog", "cat"]
            )
        elif name.endswith(".npz"):
            # Without Python objects, which NumPy would refuse.
            arrays = np.load(io.BytesIO(raw))
            outputs[f"read.{name}.features"] = arrays["features"]
            outputs[f"read.{name}.labels"] = arrays["labels"]
            outputs[f"names.{name}"] = float(
                arrays["names"].tolist() == ["plain.png", 'odd, "quoted".png', "line\nend.png"]
                and arrays["classes"].tolist() == ["cat", "dog"]
            )
        else:
            count = struct.unpack("<Q", raw[:8])[0]
            index = json.loads(raw[8 : 8 + count])
            metadata = index.pop("__metadata__")
            for key, entry in index.items():
                start, end = (8 + count + offset for offset in entry["data_offsets"])
                dtype = {"F32": "<f4", "I64": "<i8"}[entry["dtype"]]
                outputs[f"read.{name}.{key}"] = np.frombuffer(raw[start:end], dtype).reshape(entry["shape"])
            outputs[f"names.{name}"] = float(
                json.loads(metadata["names"]) == ["plain.png", 'odd, "quoted".png', "line\nend.png"]
                and json.loads(metadata["classes"]) == ["cat", "dog"]
            )
    return outputs


main(compute)
