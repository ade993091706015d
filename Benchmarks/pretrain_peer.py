"""PyTorch's side of the benchmark of a whole training: from files of small images to a trained network. One JSON object.

torchvision's images, transforms and blocks, a DataLoader with worker processes, the recipe for CIFAR-10: two views, a
ResNet-18 of the given width with a 3x3 stem, the published loss, fused AdamW under warm-up and cosine.
"""

import argparse
import json
import math
import random

import torch

import peer
import train_peer
import views_peer
from torchvision_import import import_torchvision

IMAGE_SIZE = 32


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="a folder with a folder of images for each class")
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--projector", required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--precision", choices=["bf16", "fp32"], required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)

    images = import_torchvision().datasets.ImageFolder(arguments.data, transform=TwoViews())
    loader = torch.utils.data.DataLoader(
        images, arguments.batch_size, shuffle=True, drop_last=True, num_workers=arguments.workers,
        persistent_workers=arguments.workers > 0, worker_init_fn=lambda worker: random.seed(torch.initial_seed()),
    )
    network = argparse.Namespace(
        backbone="resnet18", width=arguments.width, stem="cifar", grid=1, channels=3)
    features, backbone = train_peer.narrow(network)
    widths = [int(width) for width in arguments.projector.split("-")]
    model = torch.nn.Sequential(backbone, train_peer.projector(features, widths)).to(memory_format=torch.channels_last)
    normalization = torch.nn.BatchNorm1d(widths[-1], affine=False)
    optimizer = train_peer.make_optimizer("adamw", model, arguments.batch_size)
    steps = arguments.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps))

    for _ in range(arguments.epochs):
        for (view_a, view_b), _ in loader:
            optimizer.zero_grad()
            with torch.autocast("cpu", torch.bfloat16, enabled=arguments.precision == "bf16"):
                z_a, z_b = (model(view.contiguous(memory_format=torch.channels_last)) for view in (view_a, view_b))
            loss = peer.barlow_twins_loss(normalization, z_a.float(), z_b.float())
            loss.backward()
            optimizer.step()
            schedule.step()
            if not torch.isfinite(loss):
                raise RuntimeError("the loss is not finite")
    print(json.dumps({"case": "pretrain", "steps": steps, "loss": loss.item()}))


class TwoViews:
    """Both views of an image."""

    def __init__(self):
        self.views = views_peer.recipe("cifar", IMAGE_SIZE)

    def __call__(self, image):
        return [view(image) for view in self.views]


def rate(step, steps):
    """A tenth of the steps up, and down by a cosine."""
    warm_up = max(1, steps // 10)
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (steps - warm_up)))


if __name__ == "__main__":
    main()
