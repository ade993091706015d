"""RankMe: exp of the entropy of p_k = σ_k / Σσ + 1e-7, from a singular value decomposition."""

import numpy as np
from references import main


def rank(z):
    sigma = np.linalg.svd(z, compute_uv=False)
    p = sigma / sigma.sum() + 1e-7
    return float(np.exp(-(p * np.log(p)).sum()))


main(lambda inputs: {name: rank(z) for name, z in inputs.items()})
