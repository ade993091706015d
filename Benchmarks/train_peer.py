"""PyTorch's side of the training benchmark: whole steps of Barlow Twins with a ResNet-18 on 32x32 images, or another network.

Two views, each with its own forward pass; the published loss; LARS, SGD or AdamW (PyTorch's fused one). Mode `default` is
fp32 and contiguous, `tuned` is channels-last and, unless `--precision fp32` is given, bf16 autocast; `compiled` the same
through `torch.compile`. One mode, one JSON object.
"""

import argparse
import statistics

import torch

import peer
from torchvision_import import import_torchvision


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=["default", "tuned", "compiled"], required=True)
    parser.add_argument("--precision", choices=["bf16", "fp32"], default="bf16", help="of the modes tuned and compiled")
    parser.add_argument("--backbone", help="of torchvision or timm, as they come; ResNet-18 with a 3x3 stem by default")
    parser.add_argument("--width", type=int, help="of a ResNet of basic blocks, which --backbone then names: resnet10, resnet18")
    parser.add_argument("--stem", choices=["cifar", "strided"], default="cifar", help="of such a ResNet")
    parser.add_argument("--grid", type=int, default=1, help="the side of its last pooling")
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--optimizer", choices=["lars", "sgd", "adamw"], default="lars")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--image-size", type=int, default=32)
    parser.add_argument("--projector", default="2048-2048-2048")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--warm-up", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)

    tuned = arguments.mode != "default"
    memory_format = torch.channels_last if tuned else torch.contiguous_format
    widths = [int(width) for width in arguments.projector.split("-")]
    if arguments.width:
        features, network = narrow(arguments)
    else:
        features, network = backbone(arguments.backbone)
    model = torch.nn.Sequential(network, projector(features, widths)).to(memory_format=memory_format)
    if arguments.mode == "compiled":
        model = torch.compile(model)
    normalization = torch.nn.BatchNorm1d(widths[-1], affine=False)
    optimizer = make_optimizer(arguments.optimizer, model, arguments.batch_size)
    shape = (arguments.batch_size, arguments.channels, arguments.image_size, arguments.image_size)
    views = [torch.randn(shape).to(memory_format=memory_format) for _ in range(2)]

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=tuned and arguments.precision == "bf16"):
            z_a, z_b = (model(view) for view in views)
        loss = peer.barlow_twins_loss(normalization, z_a.float(), z_b.float())
        loss.backward()
        optimizer.step()
        # As in training, where the loss is logged: a NaN would also make the timing worthless.
        if not torch.isfinite(loss):
            raise RuntimeError("the loss is not finite")

    seconds = peer.measure(step, arguments.runs, arguments.warm_up)
    peer.report(
        f"train {arguments.backbone or 'resnet18'} {arguments.mode}",
        seconds,
        imagesPerSecond=arguments.batch_size / statistics.median(seconds),
        batchSize=arguments.batch_size,
        optimizer=arguments.optimizer,
    )


def backbone(name):
    """The width of a network's features, and the network without its classifier.

    Without a name torchvision's ResNet-18 with the 3x3 stem for small images and no max-pooling.
    """
    torchvision = import_torchvision()
    if name and not hasattr(torchvision.models, name):
        import timm

        network = timm.create_model(name, num_classes=0)
        return network.num_features, network
    if name:
        network = getattr(torchvision.models, name)(zero_init_residual=True)
        features = network.fc.in_features
    else:
        network = torchvision.models.resnet18(zero_init_residual=True)
        features = 512
        network.conv1 = torch.nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=1, bias=False)
        network.maxpool = torch.nn.Identity()
    network.fc = torch.nn.Identity()
    return features, network


def narrow(arguments):
    """The same of a ResNet of torchvision's basic blocks, of any width, on small images."""
    block = import_torchvision().models.resnet.BasicBlock
    blocks = {"resnet10": 1, "resnet18": 2}[arguments.backbone or "resnet18"]
    width = arguments.width
    layers = [
        torch.nn.Conv2d(arguments.channels, width, 3, 1 if arguments.stem == "cifar" else 2, 1, bias=False),
        torch.nn.BatchNorm2d(width),
        torch.nn.ReLU(inplace=True),
    ]
    inputs = width
    for stage in range(4):
        channels = width << stage
        for index in range(blocks):
            stride = 2 if stage and not index else 1
            shortcut = None
            if stride != 1:
                shortcut = torch.nn.Sequential(
                    torch.nn.Conv2d(inputs, channels, 1, stride, bias=False), torch.nn.BatchNorm2d(channels)
                )
            layers.append(block(inputs, channels, stride, shortcut))
            inputs = channels
    layers += [torch.nn.AdaptiveAvgPool2d(arguments.grid), torch.nn.Flatten()]
    return inputs * arguments.grid**2, torch.nn.Sequential(*layers)


def projector(features, widths):
    """Linear layers without bias; batch normalization and ReLU behind all but the last."""
    layers = []
    for width in widths[:-1]:
        layers.append(torch.nn.Linear(features, width, bias=False))
        layers += [torch.nn.BatchNorm1d(width), torch.nn.ReLU(inplace=True)]
        features = width
    return torch.nn.Sequential(*layers, torch.nn.Linear(features, widths[-1], bias=False))


def make_optimizer(name, model, batch_size):
    """The published rates for weights, and for biases and norms, both scaled with the batch."""
    scale = batch_size / 256
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "lr": 0.2 * scale},
        {"params": [p for p in parameters if p.ndim == 1], "lr": 0.0048 * scale},
    ]
    if name == "lars":
        return LARS(groups, weight_decay=1e-6, momentum=0.9, trust=0.001)
    if name == "adamw":
        return torch.optim.AdamW([{**groups[0], "lr": 0.004}, {**groups[1], "lr": 0.004, "weight_decay": 0}], fused=True)
    return torch.optim.SGD(groups, momentum=0.9, weight_decay=1e-6)


class LARS(torch.optim.Optimizer):
    """Layer-wise adaptive rate scaling, by the published rule.

    Tensors of one dimension get neither weight decay nor a trust ratio. For the others the update is
    trust * |p| / |g + decay * p| times (g + decay * p), with ratio 1 where a norm is zero; momentum comes after it.
    """

    def __init__(self, groups, weight_decay, momentum, trust):
        super().__init__(groups, {"lr": 0.0, "weight_decay": weight_decay, "momentum": momentum, "trust": trust})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                update = parameter.grad
                if parameter.ndim > 1:
                    update = update.add(parameter, alpha=group["weight_decay"])
                    parameter_norm, update_norm = parameter.norm(), update.norm()
                    if parameter_norm > 0 and update_norm > 0:
                        update.mul_(group["trust"] * parameter_norm / update_norm)
                state = self.state[parameter]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(parameter)
                state["momentum"].mul_(group["momentum"]).add_(update)
                parameter.sub_(state["momentum"], alpha=group["lr"])


if __name__ == "__main__":
    main()
