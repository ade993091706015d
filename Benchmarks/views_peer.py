"""torchvision's and Pillow's side of the views benchmark: two views of every image, on one core. One JSON object.

Images lie in memory: as files' bytes, which are decoded anew each time, or as the pixels of CIFAR-10's binary batches.
"""

import argparse
import io
import pathlib
import random
import statistics

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps

import peer
from torchvision_import import import_torchvision

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
RECORD = 1 + 3 * 32 * 32


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="a folder of images or of CIFAR-10's batches")
    parser.add_argument("--recipe", choices=["imagenet", "cifar"], required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--max-images", type=int, default=256)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--warm-up", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)

    open_image, sources = sources_in(arguments.data, arguments.max_images)
    views = recipe(arguments.recipe, arguments.size)

    def render():
        for source in sources:
            image = open_image(source)
            for view in views:
                view(image)

    def decode():
        for source in sources:
            open_image(source)

    seconds = peer.measure(render, arguments.runs, arguments.warm_up)
    decoding = statistics.median(peer.measure(decode, arguments.runs, arguments.warm_up))
    peer.report(
        f"views {arguments.recipe} {arguments.size}",
        seconds,
        imagesPerSecond=len(sources) / statistics.median(seconds),
        decodeOnlyImagesPerSecond=len(sources) / decoding,
        images=len(sources),
    )


def sources_in(folder, most):
    """How to open an image, and what to open."""
    batches = sorted(folder.glob("data_batch_*.bin"))
    if batches:
        records = np.frombuffer(b"".join(path.read_bytes() for path in batches), np.uint8).reshape(-1, RECORD)
        pixels = np.ascontiguousarray(records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        return Image.fromarray, spread(pixels, most)
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise SystemExit(f"views_peer.py: {folder} holds no images")
    return decoded, [path.read_bytes() for path in spread(paths, most)]


def spread(items, most):
    """At most `most` items, evenly spread."""
    count = min(most, len(items))
    return [items[i * len(items) // count] for i in range(count)]


def decoded(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def recipe(name, size):
    """The two views of the authors' recipe (arXiv 2103.03230), for CIFAR without blur."""
    transforms = import_torchvision().transforms

    def sometimes(probability, function):
        return transforms.Lambda(lambda image: function(image) if random.random() < probability else image)

    def blurred(image):
        return image.filter(ImageFilter.GaussianBlur(random.uniform(0.1, 2.0)))

    def view(blur, solarize):
        steps = [
            transforms.RandomResizedCrop(size, interpolation=transforms.InterpolationMode.BICUBIC),
            transforms.RandomHorizontalFlip(),
            transforms.RandomApply([transforms.ColorJitter(0.4, 0.4, 0.2, 0.1)], 0.8),
            transforms.RandomGrayscale(0.2),
        ]
        if blur and name == "imagenet":
            steps.append(sometimes(blur, blurred))
        if solarize:
            steps.append(sometimes(solarize, ImageOps.solarize))
        steps += [transforms.ToTensor(), transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]
        return transforms.Compose(steps)

    return view(1.0, 0.0), view(0.1, 0.2)


if __name__ == "__main__":
    main()
