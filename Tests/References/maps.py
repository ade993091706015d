"""Layouts in the plane by scikit-learn, and how well a layout keeps neighbours."""

from scipy.spatial.distance import squareform
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.metrics import pairwise_distances

from references import main


def layouts(inputs):
    x = inputs["features"]
    perplexity = float(inputs["perplexity"])
    axes = PCA(n_components=2).fit(x)
    distances = pairwise_distances(x, metric="sqeuclidean")
    joint = squareform(_joint_probabilities(distances, perplexity, 0))
    layout = TSNE(perplexity=perplexity, method="exact", init="pca", random_state=0).fit(x)
    return {
        "principal": axes.transform(x),
        "shares": axes.explained_variance_ratio_,
        "joint": joint,
        "divergence": layout.kl_divergence_,
        "theirTrust": trustworthiness(x, layout.embedding_, n_neighbors=10),
        "ourTrust": trustworthiness(x, inputs["points"], n_neighbors=10),
    }


if __name__ == "__main__":
    main(layouts)
