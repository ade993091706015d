"""What every rectifier of a torchvision ResNet in training gives out, in double precision, and how far PyTorch's single
precision is from it as it comes (images in their usual order) and with channels last."""

import torch
import vision
from references import main


def layers(network, images):
    outputs = []
    hooks = [
        module.register_forward_hook(lambda module, inputs, output: outputs.append(output.detach().clone()))
        for module in network.modules()
        if isinstance(module, torch.nn.ReLU)
    ]
    with torch.no_grad():
        network(images)
    for hook in hooks:
        hook.remove()
    return outputs


def rounding(inputs):
    variant = next(name.removeprefix("variant.") for name in inputs if name.startswith("variant."))
    network = vision.load(vision.resnet(variant), inputs, "state.").train()
    images = torch.from_numpy(inputs["images"])
    exact = layers(network.double(), images)
    single = layers(network.float(), images.float())
    last = layers(
        network.to(memory_format=torch.channels_last), images.float().contiguous(memory_format=torch.channels_last)
    )
    outputs = {}
    for index, values in enumerate(exact):
        outputs[f"layer.{index}"] = values
        for name, peer in [("contiguous", single), ("channels last", last)]:
            outputs[f"{name}.{index}"] = (peer[index].double() - values).norm() / values.norm()
    return outputs


main(rounding)
