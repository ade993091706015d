"""Position and shape of every state of timm's backbones, and whether timm's optimizers decay it."""

import numpy as np
import timm_networks
import torch
from references import main
from timm.optim import param_groups_weight_decay


def shapes(inputs):
    with torch.device("meta"):
        network = timm_networks.described(inputs)
    undecayed = network.no_weight_decay() if hasattr(network, "blocks") else ()
    groups = param_groups_weight_decay(network, 0.5, no_weight_decay_list=undecayed)
    decayed = {id(parameter) for group in groups if group["weight_decay"] > 0 for parameter in group["params"]}
    outputs = {"parameters": float(sum(parameter.numel() for parameter in network.parameters()))}
    for position, (name, parameter) in enumerate(network.named_parameters()):
        outputs["shape." + name] = np.array([position, *parameter.shape], float)
        outputs["decayed." + name] = float(id(parameter) in decayed)
    assert list(network.state_dict()) == [name for name, _ in network.named_parameters()]
    return outputs


main(shapes)
