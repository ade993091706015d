"""Top-1 and top-5 accuracy and the confusion matrix by scikit-learn, and those of votes of neighbours."""

import numpy as np
from references import main
from sklearn.metrics import confusion_matrix, recall_score, top_k_accuracy_score
from sklearn.neighbors import KNeighborsClassifier


def compute(inputs):
    scores, labels = inputs["scores"], inputs["labels"].astype(int)
    classes = np.arange(scores.shape[1])
    bank, queries = inputs["bank"], inputs["queries"]
    bank = bank / np.linalg.norm(bank, axis=1, keepdims=True)
    queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    temperature = float(inputs["temperature"])
    voters = KNeighborsClassifier(
        n_neighbors=int(inputs["k"]),
        algorithm="brute",
        # On the unit sphere the squared distance is 2 − 2·similarity.
        weights=lambda distance: np.exp((1 - distance**2 / 2) / temperature),
    ).fit(bank, inputs["bankLabels"].astype(int))
    votes = voters.predict_proba(queries)
    query_labels = inputs["queryLabels"].astype(int)
    predicted = votes.argmax(axis=1)
    return {
        "top1": top_k_accuracy_score(labels, scores, k=1, labels=classes),
        "top5": top_k_accuracy_score(labels, scores, k=5, labels=classes),
        "confusion": confusion_matrix(labels, scores.argmax(axis=1), labels=classes),
        "perClass": recall_score(labels, scores.argmax(axis=1), labels=classes, average=None),
        "knn.top1": top_k_accuracy_score(query_labels, votes, k=1, labels=classes),
        "knn.top5": top_k_accuracy_score(query_labels, votes, k=5, labels=classes),
        "knn.confusion": confusion_matrix(query_labels, predicted, labels=classes),
    }


main(compute)
