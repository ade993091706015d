"""Pictures for the views benchmark where no folder is given: gradients, shapes and noise, as cameras would see them."""

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

PHOTO_SIZE = (500, 375)
QUALITY = 90


def photograph(seed, size=PHOTO_SIZE):
    """An RGB image of smooth light, some sharp and some soft shapes, texture, and a sensor's noise."""
    generator, numbers = random.Random(seed), np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[0:height, 0:width] / max(size)
    light = [128 + 90 * np.sin(generator.uniform(2, 6) * x + generator.uniform(2, 6) * y + c) for c in range(3)]
    image = Image.fromarray(np.clip(np.stack(light, -1), 0, 255).astype(np.uint8))
    for number in range(24):
        draw = ImageDraw.Draw(image)
        left, top = generator.randrange(width), generator.randrange(height)
        box = (left, top, left + generator.randrange(8, width // 3), top + generator.randrange(8, height // 3))
        colour = tuple(generator.randrange(256) for _ in range(3))
        (draw.ellipse if number % 2 else draw.rectangle)(box, fill=colour)
        if number == 11:
            image = image.filter(ImageFilter.GaussianBlur(2))
    texture = numbers.normal(0, 1, (height // 4 + 1, width // 4 + 1)).repeat(4, 0).repeat(4, 1)[:height, :width, None]
    noise = 6 * texture + numbers.normal(0, 4, (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def write_photographs(folder, count):
    """JPEG files of 500×375."""
    for seed in range(count):
        photograph(seed).save(folder / f"{seed:04}.jpg", quality=QUALITY)


def write_small_photographs(folder, count):
    """JPEG files of 32×32 in ten class folders."""
    for seed in range(count):
        path = folder / f"{seed % 10}" / f"{seed:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        photograph(seed, (128, 128)).resize((32, 32)).save(path, quality=QUALITY)


def write_cifar(folder, count):
    """The five training batches of CIFAR-10's binary layout, together `count` images of 32×32."""
    for batch in range(5):
        with open(folder / f"data_batch_{batch + 1}.bin", "wb") as file:
            for seed in range(batch, count, 5):
                small = np.asarray(photograph(seed, (128, 128)).resize((32, 32)))
                file.write(bytes([seed % 10]) + small.transpose(2, 0, 1).tobytes())
