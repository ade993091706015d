"""torchvision's ResNets without their classifier, and narrow ones of the same blocks."""

import torch

# torchvision's compiled operators do not load beside the CPU build of torch; nothing here needs them.
_register_fake = torch.library.register_fake


def _register_known(name, *arguments, **options):
    if isinstance(name, str) and name.startswith("torchvision::"):
        return lambda function: function
    return _register_fake(name, *arguments, **options)


torch.library.register_fake = _register_known
import torchvision  # noqa: E402
from torch import nn  # noqa: E402
from torchvision.models.resnet import BasicBlock  # noqa: E402


def resnet(variant, **options):
    """torchvision's ResNet with its classifier taken away."""
    network = getattr(torchvision.models, variant)(**options)
    network.fc = nn.Identity()
    return network


class NarrowResNet(nn.Module):
    """Four stages of basic blocks behind a 3×3 stem, with any number of channels."""

    def __init__(self, blocks, width, channels=3):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage, count in enumerate(blocks):
            outputs = width * 2**stage
            steps = []
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                shortcut = None
                if stride > 1 or inputs != outputs:
                    shortcut = nn.Sequential(
                        nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
                    )
                steps.append(BasicBlock(inputs, outputs, stride, shortcut))
                inputs = outputs
            self.add_module(f"layer{stage + 1}", nn.Sequential(*steps))

    def forward(self, images):
        x = torch.relu(self.bn1(self.conv1(images)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return x.mean((2, 3))


def projector(inputs, widths):
    """Linear layers without bias, with batch normalization and ReLU between them."""
    steps = []
    for width in widths[:-1]:
        steps += [nn.Linear(inputs, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()]
        inputs = width
    return nn.Sequential(*steps, nn.Linear(inputs, widths[-1], bias=False))


def load(network, inputs, prefix):
    """Loads every array under `prefix`; the keys must be exactly the network's."""
    state = {name[len(prefix) :]: torch.from_numpy(value) for name, value in inputs.items() if name.startswith(prefix)}
    network.load_state_dict(state, strict=True)
    return network
