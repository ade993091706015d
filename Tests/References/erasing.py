"""torchvision's law of random erasing: the rectangles that it draws in square views of `sizes` [cases].

Inputs: `sizes`, `scale`, `ratio`, `count`. Output: `boxes` [cases, count, 4]: x, y, width, height; -1 four times where
nothing is erased.
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
from torchvision.transforms import RandomErasing  # noqa: E402


def draw(inputs):
    torch.manual_seed(0)
    scale, ratio = tuple(inputs["scale"]), tuple(inputs["ratio"])
    boxes = []
    for size in inputs["sizes"].astype(int).tolist():
        view = torch.zeros(1, size, size)
        for _ in range(int(inputs["count"])):
            y, x, height, width, _ = RandomErasing.get_params(view, scale, ratio, [0.0])
            # No rectangle that it draws is as large as the view; that stands for none.
            boxes.append([-1] * 4 if height == size else [x, y, width, height])
    return {"boxes": np.array(boxes).reshape(len(inputs["sizes"]), -1, 4)}


references.main(draw)
