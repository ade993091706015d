"""Measures `barlow` side by side with PyTorch and prints medians, ratios and targets as Markdown.

Both sides run in turns (A B A B ...), each time in a process of its own and with the same number of threads, so that
whatever else the machine does meets both. A missed target is printed, not an error: exit code 0 means that every
measurement was made, 1 that one failed to run.
"""

import argparse
import contextlib
import importlib.metadata
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import monitor_cost
import view_images
from machine import available_cores, cpu_information, has_bf16
from tables import MB, peak_text, print_table, ratio_text, seconds_text, target
from tool import TOOL
from turns import MeasurementFailure, Side, measure_in_turns, run

FOLDER = pathlib.Path(__file__).resolve().parent

LOSS_CASES = [(256, 8192), (2048, 1024), (128, 2048)]
# A [D, D] matrix of this size has 17 GB, so PyTorch's side is not run.
LARGE_LOSS_CASE = (256, 65536)
LARGE_LOSS_LIMIT_BYTES = 1.5e9
BATCH_SIZE = 128
PROJECTOR = "2048-2048-2048"
# How many busy processes, and how much longer a step may take beside them; a fair share of two processors would be 2 and 3.
BUSY = [(0, 1), (2, 2.4), (4, 4)]
GENERATED_PHOTOGRAPHS = 64
GENERATED_SMALL_IMAGES = 1000
FEATURE_PHOTOGRAPHS = 512
PRETRAINING_BATCH = 256
# About as many images go through the network in a whole training.
PRETRAINING_IMAGES = 10000
PRETRAINING_GENERATED = 2000
# The tool's name of a network, and torchvision's or, of those that only timm has, timm's.
BACKBONES = {
    "resnet50": "resnet50",
    "wide_resnet50_2": "wide_resnet50_2",
    "resnext50_32x4d": "resnext50_32x4d",
    "convnext_tiny": "convnext_tiny.fb_in1k",
    "convnext_atto": "convnext_atto",
    "vit_tiny": "vit_tiny_patch16_224",
    "vit_small": "vit_small_patch16_224",
    "vit_base": "vit_base_patch16_224",
}
BACKBONE_BATCH = 16
SMALL = ["--image-size", 32, "--batch-size", BATCH_SIZE, "--projector", "512-512", "--stem", "cifar"]
# Networks against PyTorch at its best: name, flags that both sides take, the tool's alone, and how many times
# as fast the tool is meant to be.
NETWORKS = [
    (
        "the demo's network",
        ["--backbone", "resnet10", "--width", 16, "--grid", 2, "--channels", 1, "--optimizer", "adamw", "--stem", "strided",
         "--image-size", 28, "--batch-size", 128, "--projector", "512-512"],
        [], 1.35,
    ),
    *(
        (f"ResNet-18 of width {width}, 32x32", ["--backbone", "resnet18", "--width", width, *SMALL], [], least)
        for width, least in [(16, 1.3), (32, 1.3), (64, 1.2)]
    ),
    (
        "ResNet-50, 224x224, batch 16",
        ["--backbone", "resnet50", "--image-size", 224, "--batch-size", 16, "--projector", "512-512", "--optimizer", "sgd"],
        ["--stem", "imagenet"], 1.1,
    ),
]


def main():
    arguments = parse_arguments()
    if not arguments.peers_only and not TOOL.exists():
        sys.exit("compare.py: there is no .build/release/barlow: run `make build` first, or give --peers-only")
    print_configuration(arguments)
    try:
        if arguments.only in (None, "loss"):
            compare_losses(arguments)
        if arguments.only in (None, "views"):
            compare_views(arguments)
        if arguments.only in (None, "backbones"):
            compare_backbones(arguments)
        if arguments.only in (None, "networks"):
            compare_networks(arguments)
        if arguments.only in (None, "pretrain"):
            compare_pretraining(arguments)
        if arguments.only in (None, "embed"):
            compare_features(arguments)
        if arguments.only in (None, "train"):
            compare_training(arguments)
        if arguments.only in (None, "busy") and not arguments.peers_only:
            measure_busy(arguments)
        if arguments.only in (None, "monitor") and not arguments.peers_only:
            measure_monitor(arguments)
    except MeasurementFailure as failure:
        sys.exit(f"compare.py: {failure}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["loss", "train", "networks", "views", "backbones", "pretrain", "embed", "busy", "monitor"])
    parser.add_argument("--data", type=pathlib.Path, help="photographs for views and features (default: generated ones)")
    parser.add_argument(
        "--monitor-epochs", type=positive, default=4, help="epochs of a training with the monitor (default: 4)"
    )
    parser.add_argument("--small-images", type=pathlib.Path, help="class folders of small images for whole trainings (default: generated)")
    parser.add_argument("--peers-only", action="store_true", help="PyTorch's side alone, without the built tool")
    parser.add_argument("--rounds", type=positive, default=3, help="turns of each side (default: 3)")
    parser.add_argument("--runs", type=positive, default=3, help="timed runs in each turn (default: 3)")
    parser.add_argument("--threads", type=positive, default=available_cores(), help="of each side (default: all cores)")
    return parser.parse_args()


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return value


# --- The cases --------------------------------------------------------------------------------------------------------


def compare_losses(arguments):
    rows = []
    for batch_size, dimension in LOSS_CASES:
        found = measure_in_turns(loss_sides(batch_size, dimension, arguments), arguments)
        ours, peer = found.get("barlow"), found["PyTorch"]
        targets = []
        if ours and (batch_size, dimension) == (256, 8192):
            saved = peer.growth_bytes - ours.growth_bytes
            targets.append(target("at least 30x", peer.seconds / ours.seconds >= 30))
            targets.append(target("at least 900 MB less", saved >= 900 * MB))
        elif ours and (batch_size, dimension) == (2048, 1024):
            targets.append(target("not slower", peer.seconds >= ours.seconds))
        rows.append(loss_row(batch_size, dimension, ours, peer, targets))
    if not arguments.peers_only:
        batch_size, dimension = LARGE_LOSS_CASE
        sides = [side for side in loss_sides(batch_size, dimension, arguments) if not side.is_peer]
        ours = measure_in_turns(sides, arguments)["barlow"]
        under = target("whole process under 1.5 GB", ours.process_bytes < LARGE_LOSS_LIMIT_BYTES)
        rows.append(loss_row(batch_size, dimension, ours, None, [under]))
    print_table(
        "Loss, forward and backward to the embeddings",
        ["N", "D", "form", "barlow s", "PyTorch s", "ratio", "barlow peak MB", "PyTorch peak MB", "targets"],
        rows,
    )


def loss_sides(batch_size, dimension, arguments):
    case = ["--batch-size", batch_size, "--dimension", dimension, "--runs", arguments.runs, "--threads", arguments.threads]
    keys = ("median", "peakBytes", "form")
    return [
        Side("barlow", [TOOL, "benchmark", "loss", *case, "--json"], keys),
        Side("PyTorch", [sys.executable, "-B", FOLDER / "loss_peer.py", *case], keys),
    ]


def loss_row(batch_size, dimension, ours, peer, targets):
    return [
        batch_size,
        dimension,
        ours.form if ours else "",
        seconds_text(ours),
        seconds_text(peer),
        ratio_text(ours, peer),
        peak_text(ours),
        peak_text(peer),
        "; ".join(targets),
    ]


def compare_training(arguments):
    bf16 = has_bf16()
    found = measure_in_turns(train_sides(bf16, arguments), arguments)
    default, tuned = found["PyTorch default"], found["PyTorch tuned"]
    best = found.get("barlow bf16") or found.get("barlow fp32")
    rows = []
    for name, measured in found.items():
        targets = []
        if measured is best and best:
            targets.append(target("at least 2x default", default.seconds / best.seconds >= 2))
            if bf16:
                targets.append(target("not slower than tuned", tuned.seconds >= best.seconds))
        speed = BATCH_SIZE / measured.seconds
        ratios = [f"{peer.seconds / measured.seconds:.2f}" for peer in (default, tuned)]
        rows.append([name, seconds_text(measured), f"{speed:.1f}", *ratios, "; ".join(targets)])
    print_table(
        f"Training step, ResNet-18, 3x3 stem, 32x32, batch {BATCH_SIZE}, projector {PROJECTOR}",
        ["side", "s a step", "images/s", "times default", "times tuned", "targets"],
        rows,
    )
    if not bf16:
        print("\nThis processor has no bf16 instructions: the target against PyTorch tuned does not apply.")


def compare_backbones(arguments):
    """A training step of each network on 224x224 images, in the form that is best for each side."""
    bf16 = has_bf16()
    rows = []
    for ours, theirs in BACKBONES.items():
        turn = ["--runs", arguments.runs, "--threads", arguments.threads]
        case = ["--batch-size", BACKBONE_BATCH, "--image-size", 224, "--projector", "512-512", "--optimizer", "sgd"]
        stem = ["--stem", "imagenet"] if "res" in ours else []
        tool = [TOOL, "benchmark", "train", "--backbone", ours, *stem, *case, *turn, "--json"]
        peer = [sys.executable, "-B", FOLDER / "train_peer.py", "--backbone", theirs, *case, *turn]
        sides = [
            Side("barlow", [*tool, "--precision", "bf16" if bf16 else "fp32"], ("median",)),
            Side("PyTorch default", [*peer, "--mode", "default"], ("median",)),
            Side("PyTorch tuned", [*peer, "--mode", "tuned"], ("median",)),
        ]
        found = measure_in_turns(sides, arguments)
        measured = found.get("barlow")
        seconds = [seconds_text(found.get(side.name)) for side in sides]
        rows.append([ours, *seconds, *(ratio_text(measured, found[f"PyTorch {mode}"]) for mode in ("default", "tuned"))])
    print_table(
        f"Training step of other networks, 224x224, batch {BACKBONE_BATCH}, projector 512-512",
        ["network", "barlow s", "PyTorch default s", "PyTorch tuned s", "times default", "times tuned"],
        rows,
    )


def compare_networks(arguments):
    """A training step against PyTorch in whichever form and number of threads is best for it."""
    precision = "bf16" if has_bf16() else "fp32"
    modes = ["tuned"] if has_bf16() else ["default", "tuned"]
    if shutil.which("g++") or shutil.which("clang++"):
        modes.append("compiled")
    else:
        print("compare.py: there is no C++ compiler, so nothing is compared with torch.compile", file=sys.stderr)
    rows = []
    for name, both, ours, least in NETWORKS:
        turn = ["--runs", arguments.runs]
        command = [TOOL, "benchmark", "train", *both, *ours, *turn, "--threads", arguments.threads]
        keys = ("median", "gigaflopsPerSecond", "productGigaflopsPerSecond")
        sides = [Side("barlow", [*command, "--precision", precision, "--json"], keys)]
        for mode in modes:
            for threads in sorted({1, arguments.threads}):
                peer = [sys.executable, "-B", FOLDER / "train_peer.py", *both, *turn, "--warm-up", 3, "--precision", precision]
                sides.append(
                    Side(f"PyTorch {mode}, {threads} threads", [*peer, "--mode", mode, "--threads", threads], ("median",))
                )
        found = measure_in_turns(sides, arguments)
        measured = found.get("barlow")
        best = min((side.name for side in sides if side.is_peer), key=lambda side: found[side].seconds)
        met, share = "", "-"
        if measured:
            met = target(f"at least {least}x", found[best].seconds / measured.seconds >= least)
            share = f"{measured.gigaflops:.0f} of {measured.product_gigaflops:.0f}"
        peer = f"{seconds_text(found[best])} ({best.removeprefix('PyTorch ')})"
        rows.append([name, seconds_text(measured), peer, ratio_text(measured, found[best]), share, met])
    print_table(
        "Training step against PyTorch at its best",
        ["network", "barlow s", "PyTorch s", "ratio", "barlow GFLOP/s of a large product's", "targets"],
        rows,
    )


def compare_pretraining(arguments):
    """A whole training from files of 32x32 images, start-up included; PyTorch with as many worker processes as is best for it."""
    precision = "bf16" if has_bf16() else "fp32"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        images = arguments.small_images
        if not images:
            images = folder / "images"
            view_images.write_small_photographs(images, PRETRAINING_GENERATED)
        count = sum(1 for path in images.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg"})
        epochs = max(1, round(PRETRAINING_IMAGES / count))
        both = ["--width", 16, "--projector", "512-512", "--batch-size", PRETRAINING_BATCH, "--epochs", epochs]
        network = ["--backbone", "resnet18", "--stem", "cifar", "--grid", 1, "--image-size", 32]
        rest = ["--recipe", "cifar", "--precision", precision, "--monitor", "off", "--overwrite", "--json"]
        ours = [TOOL, "pretrain", images, "--output", folder / "run", *both, *network, *rest, "--threads", arguments.threads]
        sides = [Side("barlow", ours, ())]
        for workers in sorted({0, 1, arguments.threads}):
            peer = [sys.executable, "-B", FOLDER / "pretrain_peer.py", "--data", images, *both, "--precision", precision]
            turn = ["--workers", workers, "--threads", arguments.threads]
            sides.append(Side(f"PyTorch tuned, {workers} workers", [*peer, *turn], ()))
        found = measure_in_turns(sides, arguments)
    trained = epochs * (count - count % PRETRAINING_BATCH)
    best = min((side.name for side in sides if side.is_peer), key=lambda side: found[side].seconds)
    rows = []
    for name, measured in found.items():
        ratio = found[best].seconds / measured.seconds
        met = target("at least 2.5x", ratio >= 2.5) if name == "barlow" else ""
        rows.append([name, f"{measured.seconds:.1f}", f"{trained / measured.seconds:.0f}", f"{ratio:.2f}", met])
    print_table(
        f"A whole training of {epochs} epochs from {count} JPEG files of 32x32, ResNet-18 of width 16, batch {PRETRAINING_BATCH}, {precision}",
        ["side", "s", "images/s", "times PyTorch at its best", "targets"],
        rows,
    )


def train_sides(bf16, arguments):
    turn = ["--runs", arguments.runs, "--threads", arguments.threads]
    case = ["--batch-size", BATCH_SIZE, "--image-size", 32, "--projector", PROJECTOR]
    keys = ("median",)
    ours = [TOOL, "benchmark", "train", "--backbone", "resnet18", "--stem", "cifar", *case, *turn, "--json"]
    peer = [sys.executable, "-B", FOLDER / "train_peer.py", *case, *turn]
    sides = [Side("barlow fp32", [*ours, "--precision", "fp32"], keys)]
    if bf16:
        sides.append(Side("barlow bf16", [*ours, "--precision", "bf16"], keys))
    return sides + [
        Side("PyTorch default", [*peer, "--mode", "default"], keys),
        Side("PyTorch tuned", [*peer, "--mode", "tuned"], keys),
    ]


def measure_busy(arguments):
    """A step of a small network alone, and beside processes that are always busy, as on a machine that does other things."""
    case = ["--batch-size", 256, "--image-size", 32, "--projector", "512-512", "--width", 16]
    turn = ["--runs", arguments.runs, "--threads", arguments.threads]
    command = [TOOL, "benchmark", "train", "--backbone", "resnet18", "--stem", "cifar", *case, *turn, "--json"]
    rows, alone = [], None
    for busy, most in BUSY:
        with busy_processes(busy):
            seconds = measure_in_turns([Side("barlow", command, ("median",))], arguments)["barlow"].seconds
        alone = alone or seconds
        slower = seconds / alone
        met = target(f"at most {most}x alone", slower <= most) if busy else ""
        rows.append([busy, f"{seconds:.4g}", f"{slower:.2f}", met])
    print_table(
        "Training step beside busy processes, ResNet-18 of width 16, 3x3 stem, 32x32, batch 256, projector 512-512",
        ["busy processes", "s a step", "times alone", "targets"],
        rows,
    )


@contextlib.contextmanager
def busy_processes(count):
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def compare_views(arguments):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        photographs = arguments.data or generated_photographs(folder, GENERATED_PHOTOGRAPHS)
        small = folder / "cifar"
        small.mkdir()
        view_images.write_cifar(small, GENERATED_SMALL_IMAGES)

        found = measure_in_turns(views_sides(photographs, "imagenet", 224, GENERATED_PHOTOGRAPHS, arguments), arguments)
        ours, peer = found.get("barlow"), found["PyTorch"]
        targets = []
        if ours:
            cost = ours.decode_only_images_per_second / ours.images_per_second
            targets.append(target("at least 5x", ours.images_per_second >= 5 * peer.images_per_second))
            targets.append(target(f"whole at most 2x decoding ({cost:.2f}x)", cost <= 2))
        what = f"photographs in {arguments.data}" if arguments.data else "generated photographs of 500x375"
        rows.append(views_row(f"{what}, imagenet, 224", ours, peer, targets))

        found = measure_in_turns(views_sides(small, "cifar", 32, GENERATED_SMALL_IMAGES, arguments), arguments)
        ours, peer = found.get("barlow"), found["PyTorch"]
        met = ours and target("at least 25x", ours.images_per_second >= 25 * peer.images_per_second)
        rows.append(views_row("32x32 in memory, cifar, 32", ours, peer, [met] if met else []))
    print_table(
        "Two views of an image, one core each side, torchvision and Pillow",
        ["images, recipe, side", "barlow images/s", "PyTorch images/s", "ratio", "barlow decoding alone",
         "Pillow decoding alone", "targets"],
        rows,
    )


def generated_photographs(folder, count):
    photographs = folder / "photographs"
    photographs.mkdir()
    view_images.write_photographs(photographs, count)
    return photographs


def views_sides(folder, recipe, size, images, arguments):
    case = ["--recipe", recipe, "--size", size, "--max-images", images, "--runs", arguments.runs]
    keys = ("median", "imagesPerSecond")
    name = f"cifar10:{folder}" if recipe == "cifar" else folder
    return [
        Side("barlow", [TOOL, "benchmark", "views", "--data", name, "--threads", 1, *case, "--json"], keys),
        Side("PyTorch", [sys.executable, "-B", FOLDER / "views_peer.py", "--data", folder, *case], keys),
    ]


def views_row(name, ours, peer, targets):
    def speed(measured, value):
        return f"{value(measured):.1f}" if measured and value(measured) else "-"

    ratio = f"{ours.images_per_second / peer.images_per_second:.1f}" if ours else "-"
    return [
        name,
        speed(ours, lambda side: side.images_per_second),
        speed(peer, lambda side: side.images_per_second),
        ratio,
        speed(ours, lambda side: side.decode_only_images_per_second),
        speed(peer, lambda side: side.decode_only_images_per_second) if "memory" not in name else "-",
        "; ".join(targets),
    ]


def compare_features(arguments):
    """From files of photographs to features; PyTorch with as many worker processes as is best for it."""
    bf16 = has_bf16()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        photographs = arguments.data or generated_photographs(folder, FEATURE_PHOTOGRAPHS)
        model = folder / "resnet18.pth"
        subprocess.run([sys.executable, "-B", FOLDER / "embed_peer.py", "--write-model", model], check=True)
        found = measure_in_turns(features_sides(photographs, model, bf16, arguments), arguments)
    peers = {mode: [m for name, m in found.items() if name.startswith(f"PyTorch {mode}")] for mode in ("default", "tuned")}
    best = {mode: max(each.images_per_second for each in measured) for mode, measured in peers.items()}
    ours = found.get("barlow bf16") or found.get("barlow fp32")
    rows = []
    for name, measured in found.items():
        speed, targets = measured.images_per_second, []
        if measured is ours and ours:
            targets.append(target("at least 1.5x tuned", speed >= 1.5 * best["tuned"]))
            targets.append(target("at least 2.2x default", speed >= 2.2 * best["default"]))
        rows.append([name, f"{speed:.1f}", *(f"{speed / best[mode]:.2f}" for mode in best), "; ".join(targets)])
    print_table(
        "Features of photographs from their files, ResNet-18, 224",
        ["side", "images/s", "times default at its best", "times tuned at its best", "targets"],
        rows,
    )


def features_sides(photographs, model, bf16, arguments):
    keys = ("median", "imagesPerSecond")
    ours = [TOOL, "benchmark", "embed", "--data", photographs, "--model", model, "--runs", arguments.runs, "--json"]
    peer = [sys.executable, "-B", FOLDER / "embed_peer.py", "--data", photographs, "--runs", arguments.runs]
    sides = [Side("barlow fp32", [*ours, "--precision", "fp32"], keys)]
    if bf16:
        sides.append(Side("barlow bf16", [*ours, "--precision", "bf16"], keys))
    for mode in ("default", "tuned"):
        for workers in sorted({0, 1, arguments.threads}):
            turn = ["--mode", mode, "--workers", workers, "--threads", arguments.threads]
            precision = ["--precision", "bf16" if bf16 else "fp32"]
            sides.append(Side(f"PyTorch {mode}, {workers} workers", [*peer, *turn, *precision], keys))
    return sides


def measure_monitor(arguments):
    """A row for each training, and the median of what the monitor costs."""
    costs, rows = [], []
    for number in range(1, arguments.rounds + 1):
        found = monitor_cost.measure(
            TOOL, "fashion-mnist", arguments.monitor_epochs,
            lambda command: run(Side("barlow pretrain", command, ("step",))),
        )
        costs.append(monitor_cost.cost(found))
        print(f"round {number}/{arguments.rounds}: {costs[-1]:+.2%}", file=sys.stderr)
        seconds = [f"{found[name]:.2f}" for name in ("steps", "measurements", "lost")]
        rows.append([number, found["count"], *seconds, f"{costs[-1]:+.2%}", ""])
    cost, most = statistics.median(costs), monitor_cost.LARGEST_COST
    rows.append(["median", "", "", "", "", f"{cost:+.2%}", target(f"at most {most:.0%}", cost <= most)])
    print_table(
        f"pretrain fashion-mnist, {arguments.monitor_epochs} epochs, --monitor both",
        ["round", "measurements", "s in steps", "s in measurements", "s lost in steps after measurements", "cost", "targets"],
        rows,
    )


def print_configuration(arguments):
    processor = cpu_information("model name") or platform.processor() or platform.machine()
    load = os.getloadavg()[0]
    print("# barlow and PyTorch side by side\n")
    print(f"- processor: {processor}, {available_cores()} cores, bf16 in hardware: {'yes' if has_bf16() else 'no'}")
    print(f"- system: {platform.platform()}, load {load:.1f} before the start")
    print(f"- PyTorch {importlib.metadata.version('torch')}, Python {platform.python_version()}")
    print(f"- {arguments.threads} threads, {arguments.rounds} rounds in turns, {arguments.runs} timed runs each")
    print("- seconds are medians of the rounds' medians; ratio is PyTorch's seconds over barlow's", flush=True)
    if load > 0.5:
        print("\n**The machine was busy: expect noise, and repeat on an idle one.**", flush=True)


if __name__ == "__main__":
    main()
