"""Kills processes of a training at random moments and ranks, starts all again, and compares with a training that was left alone.

    .venv/bin/python Benchmarks/kills.py [--kills 20] [--processes 3] [--seed 1]

Prints what each kill led to, and whether every step was logged once, with the numbers to the last bit of as many processes that
were left alone. Exits 1 if not, or if one took more than a minute to end. How far one process is from them is printed too: that is
rounding, since it takes sums in another order, and grows with the steps.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNT = 400


def write_images(folder):
    """Grey images of two kinds with noise, in the IDX format."""
    generator = random.Random(7)
    pixels = bytearray()
    for index in range(COUNT):
        for y in range(28):
            for x in range(28):
                bright = x < 14 if index % 2 else y < 14
                pixels.append((150 if bright else 20) + generator.randrange(64))
    (folder / "train-images-idx3-ubyte").write_bytes(struct.pack(">4i", 0x803, COUNT, 28, 28) + bytes(pixels))


def command(tool, data, run):
    return [tool, "pretrain", str(data), "--output", str(run), "--recipe", "small", "--image-size", "16",
            "--backbone", "resnet10", "--width", "8", "--projector", "32-16", "--batch-size", "16", "--epochs", "24",
            "--warmup-epochs", "1", "--precision", "fp32", "--workers", "1", "--seed", "3", "--threads", "1",
            "--optimizer", "sgd", "--learning-rate", "0.0002", "--monitor", "off", "--checkpoint-every", "7"]


def metrics(run):
    path = run / "metrics.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]


def ranks(launcher):
    """The processes of a launcher, by rank."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        try:
            variables = (entry / "environ").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if f"BARLOW_LAUNCHER={launcher}".encode() in variables:
            rank = next(each for each in variables if each.startswith(b"RANK="))
            found[int(rank[5:])] = int(entry.name)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tool", default=str(ROOT / ".build/release/barlow"))
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data = folder / "data"
        data.mkdir()
        write_images(data)
        launch = [arguments.tool, "launch", "--processes", str(arguments.processes), "--"]
        subprocess.run(command(arguments.tool, data, folder / "one"), check=True, capture_output=True)
        subprocess.run(launch + command(arguments.tool, data, folder / "left")[1:], check=True, capture_output=True)
        expected, alone = metrics(folder / "left"), metrics(folder / "one")
        run, kills, slowest = folder / "many", 0, 0.0
        while True:
            launcher = subprocess.Popen(
                launch + command(arguments.tool, data, run)[1:],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            if kills < arguments.kills:
                time.sleep(generator.uniform(0.2, 5))
                rank = generator.randrange(arguments.processes)
                process = None
                while process is None and launcher.poll() is None:
                    process = ranks(launcher.pid).get(rank)
                if process is not None:
                    start = time.monotonic()
                    os.kill(process, generator.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
                    kills += 1
                    errors = launcher.communicate()[1]
                    seconds = time.monotonic() - start
                    slowest = max(slowest, seconds)
                    line = next((text for text in errors.splitlines() if text.startswith("barlow: ")), "(asked to stop)")
                    print(f"{kills:3} rank {rank}: exit {launcher.returncode} after {seconds:.1f} s, "
                          f"{len(metrics(run))} steps logged; {line}", flush=True)
                    continue
            errors = launcher.communicate()[1]
            if launcher.returncode != 0:
                print(errors, file=sys.stderr)
                return 1
            if kills >= arguments.kills:
                break
            # The training was quicker than the kills: it goes on for longer.
            print("the training ended before all kills; it begins anew")
            subprocess.run(["rm", "-r", str(run)], check=True)
        found = metrics(run)
        whole = [line["step"] for line in found] == [line["step"] for line in expected]
        names = ("loss", "invariance", "redundancy", "learningRate")
        equal = whole and all(a.get(name) == b.get(name) for a, b in zip(found, expected) for name in names)
        print(f"{kills} kills of {arguments.processes} processes: every one of {len(expected)} steps once: {whole}; equal to a "
              f"training that was left alone: {equal}; all had ended within {slowest:.1f} s")
        for count in (20, len(expected)):
            worst = max(abs(a["loss"] - b["loss"]) / abs(b["loss"]) for a, b in zip(found[:count], alone))
            print(f"from one process, the losses of the first {count} steps are {worst:.1e} away at most")
        return 0 if equal and slowest < 60 else 1


if __name__ == "__main__":
    sys.exit(main())
