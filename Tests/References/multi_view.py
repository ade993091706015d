"""The Barlow Twins loss of two global views and local crops: its mean over all pairs with a global view.

`COUNT.view.INDEX` are embeddings of a case with so many views; the two first are global. In double precision, with PyTorch's
derivatives.
"""

import torch
from barlow_twins_loss import terms
from references import main


def case(views, weight):
    views = [torch.from_numpy(view).requires_grad_() for view in views]
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
    return outputs | {f"gradient.{index}": view.grad for index, view in enumerate(views)}


def cases(inputs):
    outputs = {}
    for count in sorted({int(key.split(".")[0]) for key in inputs if ".view." in key}):
        views = [inputs[f"{count}.view.{index}"] for index in range(count)]
        for name, value in case(views, float(inputs["lambda"])).items():
            outputs[f"{count}.{name}"] = value
    return outputs


main(cases)
