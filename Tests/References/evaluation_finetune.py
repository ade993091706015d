"""Steps of fine-tuning a small network in PyTorch: two parameter groups, SGD with momentum, cosine per epoch."""

import torch
import vision
from references import main
from torch import nn


def compute(inputs):
    images, targets = torch.from_numpy(inputs["images"]).float(), torch.from_numpy(inputs["targets"]).long()
    width, classes = int(inputs["width"]), int(inputs["classes"])
    network = nn.ModuleDict(
        {
            "backbone": vision.NarrowResNet([1, 1, 1, 1], width, images.shape[2]),
            "head": nn.Linear(8 * width, classes),
        }
    )
    vision.load(network, inputs, "state.").float().train()
    epochs = int(inputs["epochs"])
    optimizer = torch.optim.SGD(
        [
            {"params": network["head"].parameters(), "lr": float(inputs["headRate"])},
            {"params": network["backbone"].parameters(), "lr": float(inputs["backboneRate"])},
        ],
        0,
        momentum=0.9,
        weight_decay=float(inputs["decay"]),
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    losses = []
    # One step an epoch.
    for batch, target in zip(images, targets):
        loss = nn.functional.cross_entropy(network["head"](network["backbone"](batch)), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    outputs = {"losses": torch.tensor(losses)}
    for name, value in network.state_dict().items():
        outputs["state." + name] = value
    return outputs


main(compute)
