"""Forward and backward passes of timm's backbones with given weights, in double precision.

In training mode the branches that are left out are those that the test has drawn.
"""

import timm_networks
import torch
import vision
from references import main


def passes(inputs):
    network = vision.load(timm_networks.described(inputs), inputs, "state.").double().eval()
    images = torch.from_numpy(inputs["images"])
    outputs = {}
    with torch.no_grad():
        outputs["evaluation"] = network(images)
    network.train()
    for number, module in timm_networks.branches(network).items():
        outputs[f"rate.{number}"] = module.drop_prob
        factors = torch.from_numpy(inputs[f"factors.{number}"])
        module.forward = lambda x, factors=factors: x * factors.reshape(-1, *[1] * (x.dim() - 1))
    result = network(images)
    outputs["training"] = result
    (result * torch.from_numpy(inputs["weights"])).sum().backward()
    for name, parameter in network.named_parameters():
        outputs["gradient." + name] = parameter.grad
    return outputs


main(passes)
