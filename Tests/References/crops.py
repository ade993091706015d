"""torchvision's law of random crops: the rectangles that it draws for an image of `size` (width, height).

Inputs: `size`, `scale`, `ratio`, `count`. Output: `boxes` [count, 4]: x, y, width, height.
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
    image = Image.new("L", tuple(inputs["size"].astype(int)))
    boxes = []
    for _ in range(int(inputs["count"])):
        y, x, height, width = RandomResizedCrop.get_params(image, list(inputs["scale"]), list(inputs["ratio"]))
        boxes.append([x, y, width, height])
    return {"boxes": np.array(boxes)}


references.main(draw)
