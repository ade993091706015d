"""Files of values of more than 8 bits that use a part of their range.

Outputs, by case: `<case>.file` (bytes) and `<case>.values` [height, width, channels], as stored.
"""

import numpy as np

import references
from image_kinds_writing import tiff
from picture_files import photograph, png


def cases(_):
    outputs = {}
    colour = photograph(50, 30).astype(int) * 8 + 200
    grey = colour[..., :1]

    def add(name, file, values):
        outputs[f"{name}.file"] = np.frombuffer(file, np.uint8)
        outputs[f"{name}.values"] = values

    for name, values in (("grey", grey), ("colour", colour)):
        for interlaced in (False, True):
            add(f"png-{name}-{'interlaced' if interlaced else 'rows'}", png(values, 16, interlaced), values)
        photometric = 1 if name == "grey" else 2
        add(f"tiff-{name}-strips", tiff(values, 16, photometric, rows=7), values)
        add(f"tiff-{name}-tiles", tiff(values, 16, photometric, tile=(16, 16), order=">"), values)
    add("tiff-colour-planes", tiff(colour, 16, 2, rows=7, separate=True), colour)
    add("tiff-grey-inverted", tiff(grey, 16, 0, rows=7), grey)
    add("tiff-grey-12", tiff(grey, 12, 1, rows=7), grey)
    return outputs


references.main(cases)
