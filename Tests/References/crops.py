"""torchvision's law of random crops: the rectangles that it draws for images of `sizes` [cases, 2] (width, height).

Inputs: `sizes`, `scale`, `ratio`, `count`. Output: `boxes` [cases, count, 4]: x, y, width, height.
"""

import numpy as np
import torch

import references

register_fake = torch.library.register_fake
torch.library.register_fake = lambda name, *arguments, **options: (
    (lambda function: function)
    if isinstance(name, str) and name.startswith("torchvision::")
    else register_fake(name, *arguments, **options)
)
from PIL import Image  # noqa: E402
from torchvision.transforms import RandomResizedCrop  # noqa: E402


def draw(inputs):
    torch.manual_seed(0)
    scale, ratio = list(inputs["scale"]), list(inputs["ratio"])
    boxes = []
    for size in inputs["sizes"].astype(int).tolist():
        image = Image.new("L", tuple(size))
        draws = [RandomResizedCrop.get_params(image, scale, ratio) for _ in range(int(inputs["count"]))]
        boxes.append([[x, y, width, height] for y, x, height, width in draws])
    return {"boxes": np.array(boxes)}


references.main(draw)
