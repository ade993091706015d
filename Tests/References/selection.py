"""Farthest points, distances to neighbours and votes of neighbours, plainly, in double precision."""

import numpy as np
from references import main


def farthest(rows, count, start):
    chosen = []
    if not start:
        chosen = [int(np.argmin(((rows - rows.mean(axis=0)) ** 2).sum(axis=1)))]
        start = chosen
    distances = np.min([((rows - rows[i]) ** 2).sum(axis=1) for i in start], axis=0)
    found = [0.0] * len(chosen)
    while len(chosen) < count:
        row = int(np.argmax(distances))
        found.append(distances[row] ** 0.5)
        chosen.append(row)
        distances = np.minimum(distances, ((rows - rows[row]) ** 2).sum(axis=1))
    return np.array(chosen), np.array(found), np.array(distances.max() ** 0.5)


def compute(inputs):
    rows = inputs["rows"]
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    start = inputs["start"].astype(int).tolist()
    chosen, found, radius = farthest(rows, int(inputs["count"]), start)
    labels, k = inputs["labels"].astype(int), int(inputs["k"])
    similarities = rows @ rows.T
    np.fill_diagonal(similarities, -9)
    nearest = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
    values = np.take_along_axis(similarities, nearest, axis=1)
    distances = np.sqrt(2 - 2 * values[:, -1])
    deviation = np.median(np.abs(distances - np.median(distances)))
    votes = np.zeros((len(rows), labels.max() + 1))
    for row in range(len(rows)):
        np.add.at(votes[row], labels[nearest[row]], np.exp(values[row] / 0.1))
    votes /= votes.sum(axis=1, keepdims=True)
    own = votes[np.arange(len(rows)), labels].copy()
    votes[np.arange(len(rows)), labels] = -1
    return {
        "chosen": chosen,
        "distances": found,
        "radius": radius,
        "neighbour": distances,
        "scores": (distances - np.median(distances)) / (1.4826 * deviation),
        "own": own,
        "other": votes.max(axis=1),
        "suggestion": votes.argmax(axis=1),
    }


main(compute)
