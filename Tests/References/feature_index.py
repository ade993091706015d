"""Reads an index of features as a file of the safetensors package, whose path is the last word."""

import sys

from references import main
from safetensors.numpy import load_file


def read(_):
    tensors = load_file(sys.argv[3])
    return {name: tensors[name].astype("f8") for name in ("features", "name_ends", "labels")}


main(read)
