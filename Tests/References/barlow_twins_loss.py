"""The Barlow Twins loss as equations 1 and 2 define it, with PyTorch's batch normalization and derivatives.

Embeddings `NAME.a` and `NAME.b` with weight `NAME.lambda`, once in single and once in double precision.
"""

import torch
from references import main
from torch import nn


def terms(za, zb):
    """C of the normalized embeddings, Σ (1 − C_ii)² and Σ_{i≠j} C_ij², entry by entry."""
    images, features = za.shape
    normalize_a = nn.BatchNorm1d(features, affine=False).to(za.dtype)
    normalize_b = nn.BatchNorm1d(features, affine=False).to(zb.dtype)
    c = torch.einsum("bi,bj->ij", normalize_a(za), normalize_b(zb)) / images
    on_diagonal = torch.eye(features, dtype=torch.bool)
    invariance = (1 - c[on_diagonal]).pow(2).sum()
    redundancy = c[~on_diagonal].pow(2).sum()
    return c, invariance, redundancy


def loss(za, zb, weight):
    _, invariance, redundancy = terms(za, zb)
    return invariance + weight * redundancy


def cases(inputs):
    outputs = {}
    for name in (key[:-2] for key in inputs if key.endswith(".a")):
        weight = float(inputs[name + ".lambda"])
        for precision, dtype in (("32", torch.float32), ("64", torch.float64)):
            za = torch.from_numpy(inputs[name + ".a"]).to(dtype).requires_grad_()
            zb = torch.from_numpy(inputs[name + ".b"]).to(dtype).requires_grad_()
            value = loss(za, zb, weight)
            value.backward()
            outputs[f"{name}.loss{precision}"] = value
            outputs[f"{name}.gradientA{precision}"] = za.grad
            outputs[f"{name}.gradientB{precision}"] = zb.grad
        with torch.no_grad():
            c, invariance, redundancy = terms(za, zb)
            features = c.shape[0]
            outputs[f"{name}.invariance"] = invariance
            outputs[f"{name}.redundancy"] = redundancy
            outputs[f"{name}.meanDiagonal"] = c.diagonal().mean()
            outputs[f"{name}.rmsOffDiagonal"] = c[~torch.eye(features, dtype=torch.bool)].pow(2).mean().sqrt()
    return outputs


if __name__ == "__main__":
    main(cases)
