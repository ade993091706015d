"""Position and shape of every state of torchvision's ResNets, and the number of their parameters."""

import numpy as np
import torch
import vision
from references import main


def shapes(_):
    outputs = {}
    for variant in (
        "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2", "resnext50_32x4d",
    ):
        with torch.device("meta"):
            network = vision.resnet(variant)
        for position, (name, value) in enumerate(network.state_dict().items()):
            outputs[f"{variant}/{name}"] = np.array([position, *value.shape], float)
        outputs[f"{variant} parameters"] = float(sum(p.numel() for p in network.parameters()))
    return outputs


main(shapes)
