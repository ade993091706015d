"""Forward and backward passes of a torchvision ResNet with given weights.

Single precision with channels last, as the package computes: through dozens of rectifiers behind batch normalization over
a few places, any other order of summation flips some of them and moves the gradients by a thousandth or more. The output
in evaluation mode is well-conditioned and therefore in double precision.
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
    network.float().to(memory_format=torch.channels_last).train()
    result = network(images.float().contiguous(memory_format=torch.channels_last))
    outputs["training"] = result
    (result * torch.from_numpy(inputs["weights"])).sum().backward()
    for name, parameter in network.named_parameters():
        outputs["gradient." + name] = parameter.grad
    for name, buffer in network.named_buffers():
        outputs["buffer." + name] = buffer
    return outputs


main(passes)
