"""What minutes of training make of a folder of images: variants of a recipe at equal time, by leave-one-out kNN.

    .venv/bin/python Benchmarks/short_training.py PHOTOS --minutes 10 --seeds 3 --part even

PHOTOS has a folder for each class; labels serve to measure only. Parts are every second image by name, `even` to choose by
and `odd` to report on. One training at a time, with nothing beside it: the clock decides how many steps each variant gets.
The table goes to standard output as Markdown.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy
import torch

TOOL = pathlib.Path(__file__).parent.parent / ".build/release/barlow"

# What each variant changes of the recipe `folder`: flags, and keys of both views. `recipe` is the recipe as it is.
VARIANTS = {
    "recipe": ({}, {}),
    "grid 1": ({"grid": 1}, {}),
    "grid 4": ({"grid": 4}, {}),
    "width 32": ({"width": 32}, {}),
    "48 pixels": ({"imageSize": 48}, {}),
    "at first 32 pixels": ({"progressiveSize": 32}, {}),
    "crops from 0.35": ({}, {"crop": {"scale": [0.35, 1], "ratio": [3 / 4, 4 / 3], "interpolation": "bicubic"}}),
    "crops from 0.85": ({}, {"crop": {"scale": [0.85, 1], "ratio": [3 / 4, 4 / 3], "interpolation": "bicubic"}}),
    "strong colour": (
        {},
        {"colorJitter": {"probability": 0.8, "brightness": 0.8, "contrast": 0.8, "saturation": 0.4, "hue": 0.1}},
    ),
    "λ 0.02": ({"lambda": 0.02}, {}),
    "rate × 4": ({"learningRate": 0.032, "biasLearningRate": 0.032}, {}),
    "four whole views": ({"localCrops": 2, "localCropSize": "imageSize"}, {"localCropView": "viewA"}),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--part", choices=["even", "odd", "all"], default="even")
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS), default=list(VARIANTS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data = choose(arguments.photos, arguments.part, folder / "images")
        base = recipe(data, folder, arguments.minutes)
        print(f"{len(list(data.rglob('*.*')))} images, {arguments.minutes:g} minutes each, {arguments.seeds} seeds\n")
        print("| variant | steps | kNN | centred | whitened |\n|---|---|---|---|---|")
        for name in arguments.only:
            found = [train(data, folder, variant(base, name), seed) for seed in range(arguments.seeds)]
            cells = [spread([each[key] for each in found]) for key in ("knn", "centred", "whitened")]
            steps = round(statistics.mean(each["steps"] for each in found))
            print(f"| {name} | {steps} | " + " | ".join(cells) + " |", flush=True)


def choose(photos, part, target):
    """A folder with links to the images of a part."""
    files = sorted((each for each in photos.rglob("*") if each.is_file()), key=lambda each: each.name)
    step = {"even": files[::2], "odd": files[1::2], "all": files}[part]
    for file in step:
        (target / file.parent.name).mkdir(parents=True, exist_ok=True)
        (target / file.parent.name / file.name).symlink_to(file.resolve())
    return target


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(str(word) for word in words)}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


def recipe(data, folder, minutes):
    """The settings that the recipe comes to for these images on this machine."""
    call = [TOOL, "pretrain", data, "--output", folder / "first", "--minutes", minutes, "--dry-run", "--json"]
    return json.loads(run(*call))["configuration"]


def variant(base, name):
    flags, views = VARIANTS[name]
    settings = {**base, **flags}
    for view in ("viewA", "viewB"):
        settings[view] = {**settings[view], **{key: value for key, value in views.items() if key != "localCropView"}}
    if settings.get("localCropSize") == "imageSize":
        settings["localCropSize"] = settings["imageSize"]
    if "localCropView" in views:
        settings["localCropView"] = settings[views["localCropView"]]
    return settings


def train(data, folder, settings, seed):
    target = folder / "run"
    file = folder / "settings.json"
    file.write_text(json.dumps({**settings, "seed": seed, "monitor": "off"}), encoding="utf-8")
    run(TOOL, "pretrain", data, "--config", file, "--output", target, "--overwrite")
    run(TOOL, "embed", data, "--model", target, "--output", folder / "features.npy", "--features", "representation")
    features = torch.from_numpy(numpy.load(folder / "features.npy")).double()
    labels = torch.from_numpy(numpy.load(folder / "features.labels.npy")).long()
    centred = features - features.mean(0)
    steps = len((target / "metrics.jsonl").read_text(encoding="utf-8").splitlines())
    return {
        "steps": steps,
        "knn": leave_one_out(features, labels),
        "centred": leave_one_out(centred, labels),
        "whitened": leave_one_out(whitened(centred), labels),
    }


def whitened(centred):
    """Principal components with variances brought together: divided by √(variance + a tenth of the mean variance)."""
    _, values, axes = torch.linalg.svd(centred, full_matrices=False)
    variances = values**2 / len(centred)
    return centred @ axes.T / (variances + 0.1 * variances.mean()).sqrt()


def leave_one_out(features, labels, k=20, temperature=0.1):
    """The accuracy, in percent, of the weighted vote of each image's k nearest others by cosine."""
    unit = torch.nn.functional.normalize(features, dim=1)
    similarities = (unit @ unit.T).fill_diagonal_(-2)
    values, rows = similarities.topk(k, 1)
    votes = torch.zeros(len(labels), int(labels.max()) + 1, dtype=features.dtype)
    votes.scatter_add_(1, labels[rows], (values / temperature).exp())
    return 100 * (votes.argmax(1) == labels).double().mean().item()


def spread(values):
    deviation = f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.1f}{deviation}"


if __name__ == "__main__":
    main()
