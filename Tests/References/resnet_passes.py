"""Forward and backward passes of a torchvision ResNet with given weights, in double precision.

In single precision any other order of summation flips some of the rectifiers behind batch normalization over a few places, and
moves the gradients by a thousandth or more.
"""

import torch
import vision
from references import main


def passes(inputs):
    variant = next(name.removeprefix("variant.") for name in inputs if name.startswith("variant."))
    network = vision.load(vision.resnet(variant), inputs, "state.")
    network.avgpool = torch.nn.AdaptiveAvgPool2d(int(inputs["grid"]))
    network.double().eval()
    images = torch.from_numpy(inputs["images"])
    outputs = {}
    with torch.no_grad():
        outputs["evaluation"] = network(images)
    network.train()
    result = network(images)
    outputs["training"] = result
    (result * torch.from_numpy(inputs["weights"])).sum().backward()
    for name, parameter in network.named_parameters():
        outputs["gradient." + name] = parameter.grad
    for name, buffer in network.named_buffers():
        outputs["buffer." + name] = buffer
    return outputs


main(passes)
