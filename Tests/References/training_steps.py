"""Training steps of a small network from given weights on given images: the losses before each step,
and the gradients before the first.

`images` is [2, N, C, H, W], the two views; `rates.OPTIMIZER` holds a row (weights, biases) a step.
"""

import torch
import vision
from barlow_twins_loss import loss
from optimizers import LARS, Grouped
from references import main
from torch import nn

OPTIMIZERS = {
    "lars": lambda p: LARS(p, decay=1e-6),
    "adamw": lambda p: Grouped(torch.optim.AdamW, p, decay=1e-4),
}


def steps(inputs):
    views = torch.from_numpy(inputs["images"]).float()
    widths = [int(width) for width in inputs["projector"]]
    width = int(inputs["width"])
    weight = float(inputs["lambda"])
    outputs = {}
    for kind, make in OPTIMIZERS.items():
        # The widest layer has 8 times the first one's channels.
        network = nn.ModuleDict(
            {
                "backbone": vision.NarrowResNet([1, 1, 1, 1], width, views.shape[2]),
                "projector": vision.projector(8 * width, widths),
            }
        )
        vision.load(network, inputs, "state.").float().train()
        optimizer = make(network.parameters())
        losses = []
        for rates in inputs["rates." + kind]:
            embeddings = [network["projector"](network["backbone"](view)) for view in views]
            value = loss(*embeddings, weight)
            for parameter in network.parameters():
                parameter.grad = None
            value.backward()
            if not losses:
                for name, parameter in network.named_parameters():
                    outputs["gradient." + name] = parameter.grad.clone()
            optimizer.step(*rates)
            losses.append(value.item())
        outputs[kind + ".losses"] = losses
    return outputs


main(steps)
