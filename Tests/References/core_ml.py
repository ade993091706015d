"""Runs the lines of docs/weights.md that convert a model to Core ML, and tells what came out.

Called with one more argument: a folder with the folder `folder` that `barlow export --format python` has made. The converted model runs on a
Mac only; its description is read everywhere.
"""

import os
import pathlib
import re
import sys

import coremltools
from references import main

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "weights.md"


def compute(_):
    os.chdir(sys.argv[3])
    section = DOCUMENT.read_text().split("**Core ML.**")[1]
    lines = re.match(r"[^\n]*\n\n((?:    [^\n]*\n)+)", section).group(1)
    exec("\n".join(line[4:] for line in lines.splitlines()), {})
    description = coremltools.utils.load_spec("encoder.mlpackage").description
    (image,), (features,) = description.input, description.output
    return {
        "input": [float(extent) for extent in image.type.multiArrayType.shape],
        "output": [float(extent) for extent in features.type.multiArrayType.shape],
        "isNamed": float(image.name == "images"),
    }


main(compute)
