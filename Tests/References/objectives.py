"""Other objectives, written as their papers define them, with PyTorch's derivatives.

Embeddings `NAME.view.INDEX`, predictions `NAME.prediction.INDEX`, embeddings of mixed images `NAME.mixed`; each objective
once in single and once in double precision.
"""

import torch
from barlow_twins_loss import loss as barlow_twins
from barlow_twins_loss import terms
from references import main
from torch import nn
from torch.nn import functional


def contrastive(za, zb, temperature):
    """NT-Xent with the similarities of each embedding to the other 2N − 1, its positive first."""
    images = len(za)
    z = functional.normalize(torch.cat([za, zb]))
    losses = []
    for anchor in range(2 * images):
        positive = (anchor + images) % (2 * images)
        others = [positive] + [k for k in range(2 * images) if k not in (anchor, positive)]
        similarities = functional.cosine_similarity(z[anchor], z[others]) / temperature
        losses.append(functional.cross_entropy(similarities[None], torch.tensor([0])))
    return torch.stack(losses).mean()


def vicreg(za, zb):
    features = za.shape[1]
    off_diagonal = ~torch.eye(features, dtype=torch.bool)
    value = 25 * functional.mse_loss(za, zb)
    for z in (za, zb):
        value = value + 25 * functional.relu(1 - torch.sqrt(z.var(dim=0) + 1e-4)).mean()
        covariance = torch.cov(z.T).reshape(features, features)
        value = value + covariance[off_diagonal].pow(2).sum() / features
    return value


def hsic(za, zb, weight):
    c, invariance, _ = terms(za, zb)
    off_diagonal = ~torch.eye(len(c), dtype=torch.bool)
    return invariance + weight * (1 + c[off_diagonal]).pow(2).sum()


def cosine_similarity(za, zb):
    return -torch.nn.functional.cosine_similarity(za, zb, dim=1, eps=1e-12).mean()


def pairs(count):
    return [(i, j) for j in range(count) for i in range(j) if i < 2]


def mean_over_pairs(objective, views):
    return torch.stack([objective(views[i], views[j]) for i, j in pairs(len(views))]).mean()


def stop_gradient(views, predictions):
    def distance(prediction, target):
        return -functional.cosine_similarity(prediction, target.detach(), dim=1).mean()

    values = [
        distance(predictions[i], views[j]) / 2 + distance(predictions[j], views[i]) / 2 for i, j in pairs(len(views))
    ]
    return torch.stack(values).mean()


def mixed_barlow_twins(views, mixed, alpha, permutation, weight, mix_weight):
    value = mean_over_pairs(lambda a, b: barlow_twins(a, b, weight), views)
    images, features = mixed.shape
    a, b, m = (nn.BatchNorm1d(features, affine=False).to(z.dtype)(z) for z in (*views[:2], mixed))
    for view in (a, b):
        found = m.T @ view / images
        expected = alpha * (a.T @ view) / images + (1 - alpha) * (b[permutation].T @ view) / images
        value = value + mix_weight * weight * (found - expected).pow(2).sum()
    return value


def cases(inputs):
    outputs = {}

    def record(name, objective, tensors):
        for precision, dtype in (("32", torch.float32), ("64", torch.float64)):
            leaves = [torch.from_numpy(tensor).to(dtype).requires_grad_() for tensor in tensors]
            value = objective(leaves)
            value.backward()
            outputs[f"{name}.loss{precision}"] = value
            for index, leaf in enumerate(leaves):
                gradient = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
                outputs[f"{name}.gradient{index}.{precision}"] = gradient

    for name in sorted({key.split(".")[0] for key in inputs}):
        numbers = {key: inputs[f"{name}.{key}"].item() for key in ("lambda", "temperature", "mixWeight", "alpha")}
        permutation = torch.from_numpy(inputs[f"{name}.permutation"]).long()
        count = sum(key.startswith(f"{name}.view.") for key in inputs)
        views = [inputs[f"{name}.view.{index}"] for index in range(count)]
        predictions = [inputs[f"{name}.prediction.{index}"] for index in range(count)]
        two = views[:2]
        record(f"{name}.contrastive", lambda z: contrastive(*z, numbers["temperature"]), two)
        record(f"{name}.vicreg", lambda z: vicreg(*z), two)
        record(f"{name}.hsic", lambda z: hsic(*z, numbers["lambda"]), two)
        record(f"{name}.cosine-similarity", lambda z: cosine_similarity(*z), two)
        record(f"{name}.stop-gradient", lambda z: stop_gradient(z[:count], z[count:]), views + predictions)
        record(
            f"{name}.mixed-barlow-twins",
            lambda z: mixed_barlow_twins(
                z[:count], z[count], numbers["alpha"], permutation, numbers["lambda"], numbers["mixWeight"]
            ),
            views + [inputs[f"{name}.mixed"]],
        )
    return outputs


if __name__ == "__main__":
    main(cases)
