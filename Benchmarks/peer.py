"""What the PyTorch peers share: the loss as published, the clock, the memory gauge, the output."""

import json
import statistics
import time

LAMBDA = 0.0051


def barlow_twins_loss(normalization, z_a, z_b, lambda_=LAMBDA):
    """The published loss as it is usually written in PyTorch: an explicit [D, D] cross-correlation matrix and autograd.

    `z_a` and `z_b` are [N, D]; `normalization` is a batch normalization without affine parameters, applied to each.
    Equations 1 and 2 of arXiv 2103.03230.
    """
    correlation = normalization(z_a).T @ normalization(z_b)
    correlation.div_(len(z_a))
    invariance = (correlation.diagonal() - 1).pow(2).sum()
    redundancy = off_diagonal(correlation).pow(2).sum()
    return invariance + lambda_ * redundancy


def off_diagonal(square):
    """The off-diagonal elements of a contiguous [D, D] matrix as a view of shape [D - 1, D].

    Behind the first element, memory holds D - 1 stretches of D off-diagonal elements, each closed by a diagonal one.
    """
    size = len(square)
    return square.flatten()[1:].unflatten(0, (size - 1, size + 1))[:, :size]


def measure(step, runs, warm_up):
    """The seconds of each of `runs` calls of `step`, after `warm_up` calls that do not count."""
    seconds = []
    for index in range(warm_up + runs):
        start = time.perf_counter()
        step()
        if index >= warm_up:
            seconds.append(time.perf_counter() - start)
    return seconds


class PeakMemory:
    """How much the resident memory of this process grows at most from here on, in bytes. Linux only."""

    def __init__(self):
        self._before = _status_bytes("VmRSS")
        # 5 sets the kernel's high-water mark back to the present size (proc(5)).
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def growth_bytes(self):
        return _status_bytes("VmHWM") - self._before


def _status_bytes(field):
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) * 1024
    raise RuntimeError(f"/proc/self/status has no {field}")


def report(case, seconds, **more):
    """Prints the case's one JSON object."""
    timing = {"median": statistics.median(seconds), "minimum": min(seconds), "runs": seconds}
    print(json.dumps({"case": case} | timing | more))
