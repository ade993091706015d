"""The Barlow Twins loss of two global views and local crops: its mean over all pairs with a global view.

`view.INDEX` are embeddings; the two first are global. In double precision, with PyTorch's derivatives.
"""

import torch
from barlow_twins_loss import terms
from references import main


def cases(inputs):
    names = sorted(key for key in inputs if key.startswith("view."))
    weight = float(inputs["lambda"])
    views = [torch.from_numpy(inputs[name]).requires_grad_() for name in names]
    pairs = [(i, j) for j in range(len(views)) for i in range(j) if i < 2]
    values = [terms(views[i], views[j]) for i, j in pairs]
    invariance = torch.stack([value[1] for value in values]).mean()
    redundancy = torch.stack([value[2] for value in values]).mean()
    loss = invariance + weight * redundancy
    loss.backward()
    outputs = {
        "loss": loss,
        "invariance": invariance,
        "redundancy": redundancy,
        "meanDiagonal": torch.stack([value[0].diagonal().mean() for value in values]).mean(),
        "pairs": torch.tensor(len(pairs)),
    }
    for index, view in enumerate(views):
        outputs[f"gradient.{index}"] = view.grad
    return outputs


main(cases)
