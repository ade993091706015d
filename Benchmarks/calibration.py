"""Sixty small runs, good, short, collapsed and redundant, on three data sets: how often the verdicts are right, and how well the
scores without labels rank the runs.

    .venv/bin/python Benchmarks/calibration.py --cifar CIFAR --photos PHOTOS --output FOLDER

CIFAR and PHOTOS are folders with a folder for each class, CIFAR with train/ and test/; the third data set is Fashion-MNIST. A run that is
in FOLDER already is not trained again. The truth about *has it learned?* is the accuracy of neighbours on the representations of
images that training never saw (of photographs: of each image by all others) beside raw pixels; what the verdict should have been
is known from the objective and the number of steps. The table goes to standard output as Markdown.
"""

import argparse
import json
import math
import pathlib

import numpy
from tool import run as run_tool

COMMON = "--recipe small --backbone resnet10 --width 16 --stem cifar --grid 1 --precision fp32 --monitor diagnosis --threads 1 --workers 1".split()

# What a run is, its flags, its epochs, and the verdicts that are right for it.
HEALTHY, YOUNG = {"healthy"}, {"healthy", "not-yet-trained", "redundant"}
KINDS = (
    [("good", ["--projector", f"{d}-{d}", "--lambda", l], 30, HEALTHY) for d in (128, 256) for l in (0.005, 0.02, 0.05)]
    + [("short", ["--projector", "128-128", "--lambda", "0.005"], epochs, YOUNG) for epochs in (1, 2, 3, 4, 6)]
    + [("collapsed", ["--projector", f"{d}-{d}", "--objective", "cosine-similarity"], epochs, {"complete-collapse"})
       for d in (128, 256) for epochs in (10, 30)]
    + [("redundant", ["--projector", f"{d}-{d}", "--objective", "invariance-only"], epochs, {"redundant"})
       for d, epochs in ((64, 15), (128, 15), (128, 30), (256, 15), (256, 30))]
)
SCORES = {
    "RankMe": lambda d: d["rankMe"],
    "effective dimension": lambda d: d["effectiveDimension"],
    "LiDAR": lambda d: d.get("lidar") or 0,
    "α-ReQ (−α)": lambda d: -d.get("alphaReQ", 1e3),
    "agreement": lambda d: d["meanDiagonal"],
    "−alignment − uniformity": lambda d: -d["alignment"] - d["uniformity"],
    "−loss over floor": lambda d: -(d["loss"] - d["floor"]),
    "agreement × effective dimension": lambda d: d["meanDiagonal"] * d["effectiveDimension"],
    "agreement × ln(effective dimension)": lambda d: max(d["meanDiagonal"], 0) * math.log(max(d["effectiveDimension"], 1)),
    "agreement × ln(RankMe)": lambda d: max(d["meanDiagonal"], 0) * math.log(max(d["rankMe"], 1)),
}

# What `--keep-best` takes without labels.
DEFAULT = "agreement × ln(RankMe)"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cifar", type=pathlib.Path, required=True)
    parser.add_argument("--photos", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    datasets = {
        "Fashion-MNIST": ("fashion-mnist", ["--image-size", "28", "--batch-size", "128", "--max-images", "2048"], []),
        "CIFAR-10": (arguments.cifar, ["--image-size", "32", "--batch-size", "128", "--max-images", "2048"], []),
        "photographs": (arguments.photos, ["--image-size", "32", "--batch-size", "64"], ["--leave-one-out"]),
    }
    print("| data | run | λ | D | steps | verdict | right? | score | kNN | has it learned? |\n|---|---|---|---|---|---|---|---|---|---|")
    found, baselines = [], {}
    for name, (data, flags, part) in datasets.items():
        for number, (kind, more, epochs, expected) in enumerate(KINDS):
            run = arguments.output / f"{name}-{number}"
            words = [str(word) for word in [*COMMON, *flags, *more, "--epochs", epochs, "--seed", number]]
            diagnosis, steps = train(data, run, words)
            knn = evaluate(data, run, part)
            is_right = diagnosis["verdict"] in expected
            found.append((name, kind, diagnosis, knn, is_right))
            baselines[name] = {each["kind"]: f"{100 * each['top1']:.2f} %" for each in knn["baselines"]}
            lambda_ = more[more.index("--lambda") + 1] if "--lambda" in more else "–"
            cells = [name, kind, lambda_, diagnosis["dimension"], steps, diagnosis["verdict"]]
            cells += ["yes" if is_right else "**no**", f"{SCORES[DEFAULT](diagnosis):.2f}", f"{100 * knn['top1']:.2f} %"]
            cells += [knn["learned"]]
            print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)
    print()
    for name, rows in baselines.items():
        print(f"Baselines of {name}:", ", ".join(f"{kind} {share}" for kind, share in rows.items()))
    wrong = sum(not each[4] for each in found)
    print(f"\n{len(found)} runs, {wrong} wrong verdicts ({100 * wrong / len(found):.1f} %)\n")
    print("| score without labels | " + " | ".join(datasets) + " | mean |\n|---|" + "---|" * (len(datasets) + 1))
    for score, value in SCORES.items():
        ranks = []
        for name in datasets:
            mine = [each for each in found if each[0] == name]
            ranks.append(spearman([value(each[2]) for each in mine], [each[3]["top1"] for each in mine]))
        print(f"| {score} | " + " | ".join(f"{rank:.2f}" for rank in [*ranks, numpy.mean(ranks)]) + " |")


def train(data, run, words):
    """The diagnosis at the end of a run, and its number of steps."""
    if not (run / "done").exists():
        run_tool("pretrain", data, "--output", run, *words)
        (run / "done").touch()
    lines = (run / "monitor.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[-1])
    return record["diagnosis"], record["step"]


def evaluate(data, run, part):
    kept = run / "knn.json"
    if not kept.exists():
        options = ["--features", "representation", "--k", "20", "--temperature", "0.1", "--json", *part]
        limit = [] if part else ["--max-images", "4000"]
        kept.write_text(run_tool("evaluate", "knn", data, "--model", run, *options, *limit), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def spearman(first, second):
    def ranks(values):
        order = numpy.argsort(numpy.argsort(values)).astype(float)
        for value in set(values):
            same = [index for index, other in enumerate(values) if other == value]
            order[same] = order[same].mean()
        return order

    return float(numpy.corrcoef(ranks(first), ranks(second))[0, 1])


if __name__ == "__main__":
    main()
