"""kNN with weighted votes (arXiv 1805.01978) in NumPy, double precision."""

import numpy as np
from references import main


def compute(inputs):
    bank, queries = inputs["bank"], inputs["queries"]
    labels = inputs["labels"].astype(int)
    k, temperature = int(inputs["k"]), float(inputs["temperature"])
    bank = bank / np.linalg.norm(bank, axis=1, keepdims=True)
    queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    similarities = queries @ bank.T
    rows = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
    nearest = np.take_along_axis(similarities, rows, axis=1)
    votes = np.zeros((len(queries), labels.max() + 1))
    for query in range(len(queries)):
        np.add.at(votes[query], labels[rows[query]], np.exp(nearest[query] / temperature))
    return {"rows": rows, "similarities": nearest, "predictions": votes.argmax(axis=1)}


main(compute)
