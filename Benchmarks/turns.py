"""Runs the sides of a comparison in turns, each time in a process of its own."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


class MeasurementFailure(Exception):
    """A side that did not run, or printed something else than its one JSON object."""


@dataclass(frozen=True)
class Side:
    """A command that is measured; `keys` is what its JSON object must hold."""

    name: str
    command: list
    keys: tuple

    @property
    def is_peer(self):
        return self.name.startswith("PyTorch")


@dataclass(frozen=True)
class Measurement:
    """What all rounds of one side say together."""

    seconds: float
    growth_bytes: int
    process_bytes: int
    form: str
    images_per_second: float
    decode_only_images_per_second: float
    gigaflops: float
    product_gigaflops: float

    @classmethod
    def of(cls, objects):
        return cls(
            seconds=statistics.median(each["median"] for each in objects),
            growth_bytes=max(each.get("peakBytes", 0) for each in objects),
            process_bytes=max(each["processBytes"] for each in objects),
            form=objects[0].get("form", ""),
            images_per_second=statistics.median(each.get("imagesPerSecond", 0) for each in objects),
            decode_only_images_per_second=statistics.median(
                each.get("decodeOnlyImagesPerSecond") or 0 for each in objects
            ),
            gigaflops=statistics.median(each.get("gigaflopsPerSecond", 0) for each in objects),
            product_gigaflops=max(each.get("productGigaflopsPerSecond", 0) for each in objects),
        )


def measure_in_turns(sides, arguments):
    """A measurement for each side by name; every round runs each side once."""
    sides = [side for side in sides if side.is_peer or not arguments.peers_only]
    objects = {side.name: [] for side in sides}
    for turn in range(1, arguments.rounds + 1):
        for side in sides:
            objects[side.name].append(run(side))
            seconds = objects[side.name][-1].setdefault("median", objects[side.name][-1]["wallSeconds"])
            print(f"round {turn}/{arguments.rounds}: {side.name}: {seconds:.4g} s", file=sys.stderr)
    return {name: Measurement.of(found) for name, found in objects.items()}


def run(side):
    """The JSON object that the side prints, with the whole process's peak memory, `processBytes`, and time, `wallSeconds`."""
    command = [str(word) for word in side.command]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        with process.stdout:
            output = process.stdout.read().decode()
        # wait4 instead of wait: it alone tells this child's peak memory, and not that of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        errors.seek(0)
        lines = errors.read().decode(errors="replace").strip().splitlines()
    if process.returncode != 0:
        reason = lines[-1] if lines else "it printed nothing"
        raise MeasurementFailure(f"{side.name} exited with {process.returncode}: {reason} ({' '.join(command)})")
    try:
        result = json.loads(output)
        missing = [key for key in side.keys if key not in result]
    except (ValueError, TypeError) as error:
        raise MeasurementFailure(f"{side.name} did not print one JSON object ({' '.join(command)})") from error
    if missing:
        raise MeasurementFailure(f"{side.name}'s JSON object has no {', '.join(missing)} ({' '.join(command)})")
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return result | {"processBytes": usage.ru_maxrss * unit, "wallSeconds": wall}
