"""What the monitor costs a training: the time of its measurements, and that by which the steps after a measurement are slower.

Two trainings, one with the monitor and one without, do not show a few hundredths on a machine whose speed changes by
more than that from minute to minute. So each measurement is held against the steps just before it, in the same training.
"""

import json
import pathlib
import statistics
import tempfile

# The share of the time that measurements may take.
LARGEST_COST = 0.02
# As many steps are compared before and after a measurement.
STEPS = 10


def measure(tool, data, epochs, run):
    """Trains with `--monitor both`; `run` runs a command. Seconds of all steps, of all measurements, and lost after measurements."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder) / "run"
        run([tool, "pretrain", data, "--output", folder, "--epochs", epochs, "--monitor", "both", "--json"])
        configuration = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        batch = configuration["batchSize"]
        steps = [batch / each["imagesPerSecond"] for each in lines(folder / "metrics.jsonl")]
        measurements = [(each["step"], each["seconds"]) for each in lines(folder / "monitor.jsonl")]
    lost = 0.0
    for step, _ in measurements:
        before, after = steps[max(step - STEPS, 0) : step], steps[step : step + STEPS]
        lost += sum(after) - len(after) * statistics.median(before)
    return {"steps": sum(steps), "count": len(measurements), "measurements": sum(seconds for _, seconds in measurements), "lost": lost}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cost(found):
    """How much longer the training takes than without measurements, 0.02 for 2 %."""
    extra = found["measurements"] + found["lost"]
    return extra / (found["steps"] - found["lost"])
