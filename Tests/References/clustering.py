"""k-means, silhouettes, agreement with classes and Ward's hierarchy by scikit-learn and SciPy, double precision."""

import numpy as np
from references import main
from scipy.cluster.hierarchy import cut_tree, linkage
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_samples
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information, entropy


def compute(inputs):
    rows = inputs["rows"]
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    result = {}
    if "start" in inputs:
        start = inputs["start"]
        most = int(inputs["most"])
        found = KMeans(len(start), init=start, n_init=1, tol=1e-4, max_iter=most).fit(rows)
        result |= {
            "labels": found.labels_,
            "centers": found.cluster_centers_,
            "inertia": np.array(found.inertia_),
            "iterations": np.array(found.n_iter_),
        }
    if "groups" in inputs:
        groups, classes = inputs["groups"].astype(int), inputs["classes"].astype(int)
        table = contingency_matrix(classes, groups)
        expected = expected_mutual_information(table.astype(np.int64), len(groups))
        result |= {
            "silhouette": silhouette_samples(rows, groups),
            "nmi": np.array(normalized_mutual_info_score(classes, groups)),
            "ari": np.array(adjusted_rand_score(classes, groups)),
            "purity": np.array(table.max(axis=0).sum() / len(groups)),
            "chance": np.array(expected / ((entropy(classes) + entropy(groups)) / 2)),
        }
    if "weights" in inputs:
        repeated = np.repeat(rows, inputs["weights"].astype(int), axis=0)
        tree = linkage(repeated, "ward")
        result["linkage"] = tree
        result["cut"] = cut_tree(tree, n_clusters=4).ravel()
    return result


main(compute)
