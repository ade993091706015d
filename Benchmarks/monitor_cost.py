"""What the monitor costs a training: the same one with `--monitor both` and with `--monitor off`, in turns.

The time of a training is that of its whole process for each of its steps: images that are held out for the vote of
neighbours make an epoch a little shorter. The order within a pair alternates, so that a machine that becomes slower or
quicker favours neither.
"""

import pathlib
import statistics
import tempfile
import time

MONITORS = ("off", "both")
# The share of the time that looks may take.
LARGEST_COST = 0.02


def pairs(tool, data, epochs, rounds, run):
    """For each round the seconds of a step by monitor; `run` runs a command and gives its JSON object."""
    for number in range(rounds):
        seconds = {}
        for monitor in MONITORS if number % 2 == 0 else reversed(MONITORS):
            with tempfile.TemporaryDirectory() as folder:
                command = [tool, "pretrain", data, "--output", pathlib.Path(folder) / "run", "--epochs", epochs]
                start = time.monotonic()
                steps = run([*command, "--monitor", monitor, "--json"])["step"]
                seconds[monitor] = (time.monotonic() - start) / steps
        yield seconds


def of_pair(seconds):
    """How much longer a step takes with the monitor, 0.02 for 2 %."""
    return seconds["both"] / seconds["off"] - 1


def cost(found):
    """The median of what the rounds tell."""
    return statistics.median(of_pair(seconds) for seconds in found)
