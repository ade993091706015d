"""Statistics of views made by torchvision and Pillow with the official recipe.

Inputs: `image<n>` [height, width, 3], `size`, `count`. Output: `views` [2, count, 7]: for views A and B, view i being of
image i modulo their number, the mean of each channel, its variance, and the edge energy: the mean square of the
differences between horizontal and vertical neighbours.
"""

import random

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps

import references

register_fake = torch.library.register_fake
torch.library.register_fake = lambda name, *arguments, **options: (
    (lambda function: function)
    if isinstance(name, str) and name.startswith("torchvision::")
    else register_fake(name, *arguments, **options)
)
from torchvision import transforms  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402


def sometimes(probability, function):
    return transforms.Lambda(lambda image: function(image) if random.random() < probability else image)


def recipe(size, blur, solarize):
    """The authors' operations and probabilities (arXiv 2103.03230)."""
    return transforms.Compose(
        [
            transforms.RandomResizedCrop(size, interpolation=InterpolationMode.BICUBIC),
            transforms.RandomHorizontalFlip(),
            transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.2, 0.1)], 0.8),
            transforms.RandomGrayscale(0.2),
            sometimes(blur, lambda image: image.filter(ImageFilter.GaussianBlur(random.uniform(0.1, 2.0)))),
            sometimes(solarize, ImageOps.solarize),
        ]
    )


def statistics(view):
    values = np.asarray(view, dtype=float)
    across, down = np.diff(values, axis=1), np.diff(values, axis=0)
    edges = (np.square(across).mean() + np.square(down).mean()) / 2
    return [*values.mean((0, 1)), *values.var((0, 1)), edges]


def draw(inputs):
    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    names = sorted((name for name in inputs if name.startswith("image")), key=lambda name: int(name[5:]))
    images = [Image.fromarray(inputs[name].astype(np.uint8)) for name in names]
    size, count = int(inputs["size"]), int(inputs["count"])
    return {
        "views": np.array(
            [
                [statistics(view(images[i % len(images)])) for i in range(count)]
                for view in (recipe(size, 1.0, 0.0), recipe(size, 0.1, 0.2))
            ]
        )
    }


references.main(draw)
