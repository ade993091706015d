"""RankMe, α-ReQ, LiDAR, alignment, uniformity and the spectrum, from their definitions and by dense decompositions."""

import numpy as np
import torch
from references import main


def lidar(views):
    x = np.stack(views, 1)  # [n, q, D]
    means = x.mean(1)
    between = np.cov(means.T, bias=True).reshape(x.shape[2], -1)
    rest = (x - means[:, None]).reshape(-1, x.shape[2])
    within = rest.T @ rest / len(rest) + 1e-4 * np.eye(x.shape[2])
    values, vectors = np.linalg.eigh(within)
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    eigenvalues = np.clip(np.linalg.eigvalsh(root @ between @ root), 0, None)
    p = eigenvalues / eigenvalues.sum() + 1e-7
    return np.exp(-(p * np.log(p)).sum())


def summary(a, b):
    spectrum = np.linalg.eigvalsh(np.atleast_2d(np.cov(a.T)))[::-1].copy()
    used = spectrum[spectrum > 1e-10 * spectrum[0]]
    slope, _ = np.polyfit(np.log(np.arange(1, len(used) + 1)), np.log(used), 1)
    sigma = np.linalg.svd(a, compute_uv=False)
    p = sigma / sigma.sum() + 1e-7
    u, v = (torch.nn.functional.normalize(torch.from_numpy(z), dim=1) for z in (a, b))
    uniformity = [torch.pdist(z).square().mul(-2).exp().mean().log() for z in (u, v)]
    standard = [(z - z.mean(0)) / np.sqrt(z.var(0) + 1e-5) for z in (a, b)]
    return {
        "spectrum": spectrum[: min(len(spectrum), 512)],
        "alphaReQ": -slope,
        "rankMe": np.exp(-(p * np.log(p)).sum()),
        "alignment": (u - v).square().sum(1).mean(),
        "uniformity": sum(uniformity) / 2,
        "correlation": (standard[0].T @ standard[1] / len(a))[:64, :64],
    }


def compute(inputs):
    outputs = {}
    for name in sorted({key.rsplit(".", 1)[0] for key in inputs}):
        views = [inputs[key] for key in sorted(inputs) if key.rsplit(".", 1)[0] == name]
        outputs[f"{name}/lidar"] = lidar(views)
        if len(views) == 2:
            outputs.update({f"{name}/{key}": value for key, value in summary(*views).items()})
    return outputs


main(compute)
