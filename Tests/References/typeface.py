"""How wide FreeType and HarfBuzz make lines of text by way of Pillow, and where they draw them.

Inputs: `path` (the font's file in UTF-8), `index`, `size` (pixels an em), and each `text-N` as code points.
Outputs, for each: `width-N` in ems, and at `size` pixels `box-N` (left, top, right, bottom from the pen on the base line)
and `ink-N`, the sum of the coverage of all pixels.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont, features

import references

# Kerning, but no ligatures. Pillow's own layout, where this is missing, divides kerning by 64.
assert features.check("raqm"), "Pillow has no raqm"
FEATURES = ["-liga", "-clig"]
# Advances at this size are those of a font with 2,048 units an em: nothing is rounded.
EM = 2048


def measured(inputs):
    path = bytes(inputs["path"].astype(np.uint8)).decode()

    def font(size):
        return ImageFont.truetype(path, size, int(inputs["index"][0]), layout_engine=ImageFont.Layout.RAQM)

    size = int(inputs["size"][0])
    exact, drawn = font(EM), font(size)
    outputs = {}
    for name, points in inputs.items():
        if not name.startswith("text-"):
            continue
        text, number = "".join(map(chr, points.astype(int))), name.removeprefix("text-")
        picture = Image.new("L", (60 * size, 4 * size))
        pen = (size, 2 * size)
        ImageDraw.Draw(picture).text(pen, text, 255, drawn, "ls", features=FEATURES)
        pixels = np.asarray(picture)
        rows, columns = np.nonzero(pixels.any(1))[0], np.nonzero(pixels.any(0))[0]
        box = [columns[0] - pen[0], rows[0] - pen[1], columns[-1] + 1 - pen[0], rows[-1] + 1 - pen[1]]
        outputs["width-" + number] = np.array([exact.getlength(text, features=FEATURES) / EM])
        outputs["box-" + number] = np.array(box, float)
        outputs["ink-" + number] = np.array([pixels.sum() / 255.0])
    return outputs


references.main(measured)
