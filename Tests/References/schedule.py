"""The learning-rate factor at every step: linear warm-up from zero, then half a cosine down to a last factor."""

import math

from references import main


def factor(step, warmup, total, last):
    if step < warmup:
        return step / warmup
    half_cosine = (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
    return half_cosine * 1 + (1 - half_cosine) * last


def factors(inputs):
    return {
        name: [factor(step, warmup, total, last) for step in range(int(total) + 1)]
        for name, (warmup, total, last) in inputs.items()
    }


main(factors)
