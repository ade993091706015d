"""What minutes of training make of a folder of images: variants of a recipe at equal time, by kNN.

    .venv/bin/python Benchmarks/short_training.py PHOTOS --minutes 10 --seeds 3 --part even
    .venv/bin/python Benchmarks/short_training.py CIFAR/train --small --minutes 10 --seeds 3

The folder has a folder for each class; labels serve to measure only. Of photographs every other one by name votes for each, and
parts are every second image by name, `even` to choose by and `odd` to report on. Of small images (`--small`) every tenth of
each class by name is asked about and the others are trained on and vote. One training at a time, with nothing beside it: the clock
decides how many steps each variant gets. The table goes to standard output as Markdown.
"""

import argparse
import itertools
import json
import pathlib
import shutil
import statistics
import tempfile
import threading

import numpy
import torch
from tool import run

RATIO = [3 / 4, 4 / 3]


def crop(scale):
    return {"crop": {"scale": [scale, 1], "ratio": RATIO, "interpolation": "bicubic"}}


def jitter(brightness, saturation):
    strengths = {"brightness": brightness, "contrast": brightness, "saturation": saturation, "hue": 0.1}
    return {"colorJitter": {"probability": 0.8, **strengths}}


FOUR_VIEWS = ({"localCrops": 2, "localCropSize": "imageSize"}, {"localCropView": "viewA"})

# The mean of the weights, and of the running statistics, of the last fifth of the steps.
AVERAGE = ({"checkpointEvery": 25}, {"averagedShare": 0.2})

# What each variant changes of the recipe: keys, and keys of both views. `recipe` is the recipe as it is.
PHOTOGRAPHS = {
    "recipe": ({}, {}),
    "grid 1": ({"grid": 1}, {}),
    "grid 4": ({"grid": 4}, {}),
    "width 32": ({"width": 32}, {}),
    "48 pixels": ({"imageSize": 48}, {}),
    "at first 32 pixels": ({"progressiveSize": 32}, {}),
    "crops from 0.35": ({}, crop(0.35)),
    "crops from 0.85": ({}, crop(0.85)),
    "strong colour": ({}, jitter(0.8, 0.4)),
    "λ 0.02": ({"lambda": 0.02}, {}),
    "rate × 4": ({"learningRate": 0.032, "biasLearningRate": 0.032}, {}),
    "four whole views": FOUR_VIEWS,
    "average of weights": AVERAGE,
}

# The recipe `cifar` at the size of `cifar-short`, from which that one was made.
LONG = {
    "grid": 1,
    "imageSize": 32,
    "progressiveSize": None,
    "batchSize": 256,
    "learningRate": 0.001,
    "biasLearningRate": 0.001,
    "warmupEpochs": 1,
}
SMALL_IMAGES = {
    "recipe": ({}, {}),
    "as in the recipe cifar": (LONG, crop(0.08)),
    "the same, batch 128, rate 0.008": (
        {**LONG, "batchSize": 128, "learningRate": 0.008, "biasLearningRate": 0.008},
        crop(0.08),
    ),
    "grid 1": ({"grid": 1}, {}),
    "24 pixels throughout": ({"imageSize": 24, "progressiveSize": None}, {}),
    "32 pixels throughout": ({"progressiveSize": None}, {}),
    "at first 16 pixels": ({"progressiveSize": 16}, {}),
    "crops from 0.08": ({}, crop(0.08)),
    "crops from 0.5": ({}, crop(0.5)),
    "strong colour": ({}, jitter(0.8, 0.4)),
    "weak colour": ({}, jitter(0.2, 0.1)),
    "λ 0.02": ({"lambda": 0.02}, {}),
    "λ 0.0013": ({"lambda": 0.0013}, {}),
    "projector 1024-1024": ({"projector": [1024, 1024]}, {}),
    "rate × 2": ({"learningRate": 0.016, "biasLearningRate": 0.016}, {}),
    "rate ÷ 2": ({"learningRate": 0.004, "biasLearningRate": 0.004}, {}),
    "LARS": ({"optimizer": "lars", "learningRate": 0.2, "biasLearningRate": 0.0048}, {}),
    "four whole views": FOUR_VIEWS,
    "average of weights": AVERAGE,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("images", type=pathlib.Path)
    parser.add_argument("--small", action="store_true", help="the recipe cifar-short, on small images")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--part", choices=["even", "odd", "all"], default="even")
    parser.add_argument("--only", nargs="*", help="variants by name; all by default")
    arguments = parser.parse_args()
    variants = SMALL_IMAGES if arguments.small else PHOTOGRAPHS
    for name in arguments.only or []:
        if name not in variants:
            parser.error(f"there is no variant {name}; choose of {', '.join(variants)}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data, asked = choose(arguments, folder / "images", folder / "asked")
        base = recipe(data, folder, arguments)
        print(f"{len(list(data.rglob('*.*')))} images, {arguments.minutes:g} minutes each, {arguments.seeds} seeds\n")
        print("| variant | steps | kNN | centred | whitened |\n|---|---|---|---|---|")
        for name in arguments.only or variants:
            settings = variant(base, *variants[name])
            share = variants[name][1].get("averagedShare")
            found = [train(data, asked, folder, settings, seed, share) for seed in range(arguments.seeds)]
            cells = [spread([each[key] for each in found]) for key in ("knn", "centred", "whitened")]
            steps = round(statistics.mean(each["steps"] for each in found))
            print(f"| {name} | {steps} | " + " | ".join(cells) + " |", flush=True)


def choose(arguments, target, asked):
    """Folders with links to the images to train on and, of small images, to those that are asked about."""
    files = sorted((each for each in arguments.images.rglob("*") if each.is_file()), key=lambda each: each.name)
    if arguments.small:
        # In each class: names may repeat from class to class, and ten in a row are then of ten classes.
        classes = itertools.groupby(sorted(files, key=lambda each: each.parent), key=lambda each: each.parent)
        tenths = [(each, place % 10 == 0) for _, images in classes for place, each in enumerate(images)]
        link([each for each, is_asked in tenths if is_asked], asked)
        link([each for each, is_asked in tenths if not is_asked], target)
        return target, asked
    link({"even": files[::2], "odd": files[1::2], "all": files}[arguments.part], target)
    return target, None


def link(files, target):
    for file in files:
        (target / file.parent.name).mkdir(parents=True, exist_ok=True)
        (target / file.parent.name / file.name).symlink_to(file.resolve())


def recipe(data, folder, arguments):
    """The settings that the recipe comes to for these images on this machine."""
    name = ["--recipe", "cifar-short"] if arguments.small else []
    call = ["pretrain", data, "--output", folder / "first", "--minutes", arguments.minutes, *name]
    return json.loads(run(*call, "--dry-run", "--json"))["configuration"]


def variant(base, keys, views):
    settings = {key: value for key, value in {**base, **keys}.items() if value is not None}
    for view in ("viewA", "viewB"):
        changes = {key: value for key, value in views.items() if key not in ("localCropView", "averagedShare")}
        settings[view] = {**settings[view], **changes}
    if settings.get("localCropSize") == "imageSize":
        settings["localCropSize"] = settings["imageSize"]
    if "localCropView" in views:
        settings["localCropView"] = settings[views["localCropView"]]
    return settings


class WeightCollector(threading.Thread):
    """Copies of the weights of a run after each of its checkpoints, by step."""

    def __init__(self, run):
        super().__init__(daemon=True)
        self.file = run / "weights/backbone.safetensors"
        self.found = {}
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(0.1):
            self.look()
        self.look()

    def look(self):
        # The file is replaced as a whole: whatever is opened is all of it.
        if self.file.exists():
            weights, metadata = read_safetensors(self.file)
            self.found.setdefault(int(metadata["step"]), weights)

    def write_average(self, share):
        """Replaces the last weights by the mean of those of the last `share` of the steps."""
        last = max(self.found)
        chosen = [weights for step, weights in self.found.items() if step >= (1 - share) * last]
        mean = {
            name: (sum(each[name] for each in chosen) / len(chosen)).astype(value.dtype)
            for name, value in self.found[last].items()
        }
        write_safetensors(self.file, mean, {"step": str(last)})


DTYPES = {"F32": "<f4", "I64": "<i8"}


def read_safetensors(path):
    """The arrays of a safetensors file by name, and its metadata."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        arrays[name] = numpy.frombuffer(content[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays, metadata


def write_safetensors(path, arrays, metadata):
    names = {numpy.dtype(code): name for name, code in DTYPES.items()}
    header, body = {"__metadata__": metadata}, b""
    for name, array in arrays.items():
        data = array.tobytes()
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": names[array.dtype], "shape": array.shape, "data_offsets": offsets}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def train(data, asked, folder, settings, seed, averaged_share=None):
    target = folder / "run"
    file = folder / "settings.json"
    file.write_text(json.dumps({**settings, "seed": seed, "monitor": "off"}), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    weights = WeightCollector(target)
    if averaged_share:
        weights.start()
    run("pretrain", data, "--config", file, "--output", target)
    if averaged_share:
        weights.is_over.set()
        weights.join()
        weights.write_average(averaged_share)
    features, labels = embed(data, target, folder)
    others, classes = embed(asked, target, folder) if asked else (None, None)
    mean = features.mean(0)
    axes = whitening(features - mean)
    steps = len((target / "metrics.jsonl").read_text(encoding="utf-8").splitlines())

    def accuracy(change):
        return vote(change(features), labels, None if others is None else change(others), classes)

    return {
        "steps": steps,
        "knn": accuracy(lambda each: each),
        "centred": accuracy(lambda each: each - mean),
        "whitened": accuracy(lambda each: (each - mean) @ axes),
    }


def embed(data, target, folder):
    run("embed", data, "--model", target, "--output", folder / "features.npy", "--features", "representation")
    features = torch.from_numpy(numpy.load(folder / "features.npy")).double()
    return features, torch.from_numpy(numpy.load(folder / "features.labels.npy")).long()


def whitening(centred):
    """Principal axes divided by √(variance + a tenth of the mean variance), which brings the variances together."""
    variances, axes = torch.linalg.eigh(centred.T @ centred / len(centred))
    return axes / (variances + 0.1 * variances.mean()).sqrt()


def vote(features, labels, asked=None, classes=None, k=20, temperature=0.1):
    """The accuracy, in percent, of the weighted vote of the k nearest by cosine; without `asked` of each image's others."""
    unit = torch.nn.functional.normalize(features, dim=1).float()
    wanted = unit if asked is None else torch.nn.functional.normalize(asked, dim=1).float()
    similarities = wanted @ unit.T
    if asked is None:
        similarities.fill_diagonal_(-2)
        classes = labels
    values, rows = similarities.topk(k, 1)
    votes = torch.zeros(len(wanted), int(labels.max()) + 1)
    votes.scatter_add_(1, labels[rows], (values / temperature).exp())
    return 100 * (votes.argmax(1) == classes).double().mean().item()


def spread(values):
    deviation = f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.1f}{deviation}"


if __name__ == "__main__":
    main()
