"""The file format between a Swift test and its reference: one line of JSON, then little-endian doubles."""

import json
import sys

import numpy as np


def read(path):
    """Returns the arrays in `path` by name, in float64."""
    with open(path, "rb") as file:
        index = json.loads(file.readline())
        return {
            name: np.frombuffer(file.read(8 * int(np.prod(shape))), "<f8").reshape(shape).copy()
            for name, shape in index
        }


def write(path, arrays):
    """Writes `arrays` (numpy arrays, tensors or numbers by name) to `path`."""
    plain = {
        name: np.ascontiguousarray(value.detach().double().numpy() if hasattr(value, "detach") else value, "<f8")
        for name, value in arrays.items()
    }
    # ascontiguousarray makes a scalar one-dimensional.
    shapes = {name: list(np.shape(arrays[name])) for name in plain}
    with open(path, "wb") as file:
        file.write(json.dumps([[name, shapes[name]] for name in plain]).encode() + b"\n")
        for value in plain.values():
            file.write(value.tobytes())


def main(function):
    """Runs `function(inputs) -> outputs` as a script called with an input and an output file."""
    write(sys.argv[2], function(read(sys.argv[1])))
