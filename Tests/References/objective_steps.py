"""Two training steps of a small network for each objective, from given weights on given images.

`images` is [V, N, C, H, W]; OBJECTIVE.state.KEY are the weights, `rates` holds a row (weights, biases) a step. Answers are the
losses before each step and the parameters' gradients at the last.
"""

import torch
import vision
from barlow_twins_loss import loss as barlow_twins
from barlow_twins_loss import terms
from objectives import contrastive, hsic, mean_over_pairs, cosine_similarity, mixed_barlow_twins, stop_gradient, vicreg
from optimizers import Grouped
from references import main
from torch import nn


def predictor(features):
    hidden = features // 4
    return nn.Sequential(
        nn.Linear(features, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, features)
    )


def loss(objective, network, images, inputs, step):
    def embed(view):
        return network["projector"](network["backbone"](view))

    views = [embed(view) for view in images]
    weight = float(inputs["lambda"])
    if objective == "stop-gradient":
        views = [nn.functional.batch_norm(view, None, None, training=True) for view in views]
        return stop_gradient(views, [network["predictor"](view) for view in views])
    if objective == "mixed-barlow-twins":
        alpha = float(inputs[f"alpha.{step}"])
        permutation = torch.from_numpy(inputs[f"permutation.{step}"]).long()
        mixed = embed(alpha * images[0] + (1 - alpha) * images[1][permutation])
        return mixed_barlow_twins(views, mixed, alpha, permutation, weight, float(inputs["mixWeight"]))
    pairwise = {
        "barlow-twins": lambda a, b: barlow_twins(a, b, weight),
        "invariance-only": lambda a, b: terms(a, b)[1],
        "contrastive": lambda a, b: contrastive(a, b, float(inputs["temperature"])),
        "vicreg": vicreg,
        "hsic": lambda a, b: hsic(a, b, weight),
        "cosine-similarity": cosine_similarity,
    }[objective]
    return mean_over_pairs(pairwise, views)


def steps(inputs):
    images = torch.from_numpy(inputs["images"]).float()
    widths = [int(width) for width in inputs["projector"]]
    width = int(inputs["width"])
    outputs = {}
    for objective in sorted({key.split(".state.")[0] for key in inputs if ".state." in key}):
        network = nn.ModuleDict(
            {
                "backbone": vision.NarrowResNet([1, 1, 1, 1], width, images.shape[2]),
                "projector": vision.projector(8 * width, widths),
            }
        )
        if objective == "stop-gradient":
            network["predictor"] = predictor(widths[-1])
        vision.load(network, inputs, objective + ".state.").float().train()
        optimizer = Grouped(torch.optim.SGD, network.parameters(), decay=1e-4, momentum=0.9, nesterov=True)
        losses = []
        for step, rates in enumerate(inputs["rates"]):
            value = loss(objective, network, images, inputs, step)
            for parameter in network.parameters():
                parameter.grad = None
            value.backward()
            optimizer.step(*rates)
            losses.append(value.item())
        outputs[objective + ".losses"] = losses
        for name, parameter in network.named_parameters():
            outputs[f"{objective}.gradient.{name}"] = parameter.grad
    return outputs


main(steps)
