"""Files of weights as the programs of the field write them, with what their networks make of some images.

Called with one more argument: the folder that the files are written to. Outputs are the images, and by file the features.
"""

import argparse
import collections
import functools
import pathlib
import re
import sys

import numpy as np
import safetensors.torch
import torch
from references import main
from torch import nn
from vision import NarrowResNet, projector, resnet  # before timm, which imports torchvision

import timm  # isort: skip
import torchvision  # isort: skip
from timm.models.vision_transformer import checkpoint_filter_fn  # isort: skip

FOLDER = pathlib.Path(sys.argv[3])


def lively(network):
    """Statistics and scales that differ everywhere, so that no normalization is without effect."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.uniform_(0.5, 1.5, generator=generator)
                module.bias.normal_(0, 0.2, generator=generator)
                module.running_mean.normal_(0, 0.1, generator=generator)
                module.running_var.uniform_(0.5, 1.5, generator=generator)
            elif isinstance(module, nn.LayerNorm):
                module.weight.uniform_(0.5, 1.5, generator=generator)
        for name, value in network.named_parameters():
            if name.endswith(("gamma", "layer_scale")):
                value.uniform_(0.5, 1.5, generator=generator)
            if name.endswith("bias"):
                value.normal_(0, 0.1, generator=generator)
            if name.endswith(("cls_token", "class_token", "reg_token")):
                value.normal_(0, 0.5, generator=generator)
    return network.eval()


class Published(nn.Module):
    """The parts and names of the published Barlow Twins code."""

    def __init__(self, backbone, widths):
        super().__init__()
        self.backbone = backbone
        self.projector = projector(64, widths)
        self.bn = nn.BatchNorm1d(widths[-1], affine=False)


def prefixed(prefix, network):
    return collections.OrderedDict((prefix + name, value) for name, value in network.state_dict().items())


def write_families(narrow, other):
    """One narrow network under the names of each program; where there are two, `narrow` is the one that is meant."""
    state, wrong = narrow.state_dict(), other
    published = Published(narrow, [32, 32, 16])
    optimizer = torch.optim.SGD(published.parameters(), lr=0.1, momentum=0.9)
    published.backbone(torch.zeros(2, 3, 32, 32)).sum().backward()
    optimizer.step()
    narrow.load_state_dict(state)
    whole = {"epoch": 3, "model": prefixed("module.", published), "optimizer": optimizer.state_dict()}
    torch.save(whole, FOLDER / "published.pth")
    safetensors.torch.save_file({**state, "fc.weight": torch.ones(10, 64), "fc.bias": torch.ones(10)}, FOLDER / "plain.safetensors")
    layers = nn.Sequential(narrow.conv1, narrow.bn1, nn.ReLU(), nn.Identity(), narrow.layer1, narrow.layer2, narrow.layer3, narrow.layer4)
    heads = prefixed("projection_head.layers.", projector(64, [32, 32, 16]))
    torch.save({"state_dict": {**prefixed("backbone.", layers), **heads}, "pytorch-lightning_version": "2.5", "epoch": 4}, FOLDER / "lightly.ckpt")
    linear = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 16))
    torch.save({"state_dict": {**prefixed("backbone.", narrow), **prefixed("momentum_backbone.", wrong), **prefixed("projector.", linear)}, "pytorch-lightning_version": "2.5"}, FOLDER / "solo.ckpt")
    trunk = prefixed("_feature_blocks.", narrow)
    torch.save({"classy_state_dict": {"base_model": {"model": {"trunk": trunk, "heads": {"0.clf.weight": torch.ones(3, 3)}}}}}, FOLDER / "vissl.torch")
    torch.save({"meta": {"epoch": 2}, "state_dict": {**prefixed("backbone.", narrow), "head.fc_cls.weight": torch.ones(2, 64)}}, FOLDER / "mmselfsup.pth")
    torch.save({"state_dict": {**prefixed("module.encoder_q.", narrow), **prefixed("module.encoder_k.", wrong), "module.queue": torch.ones(3, 3)}, "arch": "resnet18"}, FOLDER / "moco.pth.tar")
    torch.save({"student": prefixed("module.backbone.", wrong), "teacher": {**prefixed("backbone.", narrow), "head.last_layer.weight_g": torch.ones(4, 1)}, "args": argparse.Namespace(arch="resnet18"), "epoch": 5}, FOLDER / "dino.pth")
    torch.save({"state_dict": {**prefixed("student.backbone.", narrow), "projector.0.weight": torch.ones(8, 64)}}, FOLDER / "student.ckpt")
    torch.save({**prefixed("online_network.encoder.", narrow), **prefixed("target_network.encoder.", wrong)}, FOLDER / "byol.pt")
    torch.save(prefixed("encoder.", narrow), FOLDER / "encoder.pth")
    folder = FOLDER / "hub"
    folder.mkdir()
    safetensors.torch.save_file(dict(state), folder / "model.safetensors")
    (folder / "config.json").write_text('{"architecture": "resnet10"}')
    half = {name: value.half() if value.is_floating_point() else value for name, value in state.items()}
    safetensors.torch.save_file(half, FOLDER / "half.safetensors")


def renamed(state, *pairs):
    return {functools.reduce(lambda name, pair: name.replace(*pair), pairs, key): value.clone() for key, value in state.items()}


def write_transformers(images, result):
    """The networks of DINOv2 by timm's names and those of its published code, and DeiT III's, with positions for 56 pixels."""

    def keep(name, network, state, places=FOLDER):
        safetensors.torch.save_file(state, places / name) if name.endswith("safetensors") else torch.save(state, places / name)
        for side in (56, 64):
            result[f"{name}-{side}"] = network(images[:, :, :side, :side]).double().numpy()

    sizes = {"num_classes": 0, "img_size": 56, "dynamic_img_size": True, "dynamic_img_pad": True}
    for name in ("vit_small_patch14_dinov2", "vit_small_patch14_reg4_dinov2"):
        network = lively(timm.create_model(name, **sizes))
        keep(f"{name}.safetensors", network, network.state_dict())
    deit = lively(timm.create_model("deit3_small_patch16_224", embed_dim=192, num_heads=3, **{**sizes, "img_size": 64}))
    keep("deit3.pth", deit, {**deit.state_dict(), "head.weight": torch.ones(10, 192)})
    # timm itself turns published names into its own.
    narrow = {**sizes, "patch_size": 14, "init_values": 1e-5}
    network = lively(timm.create_model("vit_tiny_patch16_224", **narrow))
    state = {**network.state_dict(), "mask_token": torch.ones(1, 192)}
    network.load_state_dict(checkpoint_filter_fn(dict(state), network))
    keep("dinov2_vits14_pretrain.pth", network, state)
    network = lively(timm.create_model("vit_tiny_patch16_224", reg_tokens=4, no_embed_class=True, **narrow))
    state = renamed(network.state_dict(), ("reg_token", "register_tokens"))
    state["pos_embed"] = torch.cat([torch.randn(1, 1, 192), state["pos_embed"]], 1)
    state["mask_token"] = torch.ones(1, 192)
    network.load_state_dict(checkpoint_filter_fn(dict(state), network))
    keep("dinov2_vits14_reg4_pretrain.pth", network, state)
    chunked = {re.sub(r"^blocks\.(\d+)", lambda found: f"blocks.{int(found[1]) // 4}.{found[1]}", name): value for name, value in state.items()}
    teacher = {"backbone." + name: value for name, value in chunked.items()}
    keep("teacher_checkpoint.pth", network, {"teacher": {**teacher, "dino_head.mlp.0.weight": torch.ones(3, 192)}})


def write_torchvision(images, result):
    """torchvision's own vision transformers and ConvNeXts, with their classifiers."""

    def keep(name, network, rename=()):
        lively(network)
        torch.save(renamed(network.state_dict(), *rename), FOLDER / name)
        if hasattr(network, "heads"):
            network.heads = nn.Identity()
        else:
            network.classifier[2] = nn.Identity()
        result[name] = network(images).double().numpy()

    keep("vit_b_16.pth", torchvision.models.vit_b_16(image_size=64))
    keep("convnext_tiny.pth", torchvision.models.convnext_tiny())
    tiny = torchvision.models.VisionTransformer(64, 16, 12, 3, 192, 768)
    # As torchvision's published files have them.
    keep("vit_old.pth", tiny, [("mlp.0", "mlp.linear_1"), ("mlp.3", "mlp.linear_2")])
    blocks = [torchvision.models.convnext.CNBlockConfig(8 << i, 16 << i if i < 3 else None, n) for i, n in enumerate((3, 3, 9, 3))]
    keep("convnext_narrow.pth", torchvision.models.ConvNeXt(blocks))
    network = lively(timm.create_model("convnext_atto"))
    torch.save(network.state_dict(), FOLDER / "convnext_classifier.pth")
    network.reset_classifier(0)
    result["convnext_classifier.pth"] = network(images).double().numpy()


def write_misfits(narrow):
    state = narrow.state_dict()
    without = {name: value for name, value in state.items() if not name.startswith("layer4.0.bn2")}
    torch.save(without, FOLDER / "missing.pth")
    torch.save({**state, "layer2.0.se.fc1.weight": torch.ones(2, 2)}, FOLDER / "extra.pth")
    torch.save({**state, "bn1.weight": torch.ones(9)}, FOLDER / "misshapen.pth")
    torch.save({"a.weight": torch.ones(3, 3)}, FOLDER / "other.pth")
    torch.save({"epoch": 3}, FOLDER / "empty.pth")
    (FOLDER / "keras.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 64)
    (FOLDER / "text.pth").write_text("no weights\n")


@torch.no_grad()
def compute(_):
    torch.manual_seed(0)
    narrow = lively(NarrowResNet([1, 1, 1, 1], 8))
    other = lively(NarrowResNet([1, 1, 1, 1], 8))
    with torch.enable_grad():
        write_families(narrow, other)
    write_misfits(narrow)
    grey = lively(NarrowResNet([1, 1, 1, 1], 8, channels=1))
    torch.save(grey.state_dict(), FOLDER / "grey.pth")
    images = torch.randn(4, 3, 64, 64)
    result = {"images": images.double().numpy(), "narrow": narrow(images).double().numpy()}
    result["grey"] = grey(images[:, :1]).double().numpy()
    networks = {
        "torchvision-resnet18": resnet("resnet18"),
        "torchvision-resnet34": resnet("resnet34"),
        "torchvision-resnet101": resnet("resnet101"),
        "torchvision-wide_resnet50_2": resnet("wide_resnet50_2"),
        "timm-resnet50": timm.create_model("resnet50", num_classes=0),
        "timm-resnext50_32x4d": timm.create_model("resnext50_32x4d", num_classes=0),
        "timm-vit_tiny": timm.create_model("vit_tiny_patch16_224", num_classes=0, img_size=64),
        "timm-convnext_atto": timm.create_model("convnext_atto", num_classes=0),
        "timm-convnext_tiny": timm.create_model("convnext_tiny", num_classes=0),
    }
    write_transformers(images, result)
    write_torchvision(images, result)
    for name, network in networks.items():
        lively(network)
        torch.save(network.state_dict(), FOLDER / f"{name}.pth")
        result[name] = network(images).double().numpy()
    return {name: np.asarray(values) for name, values in result.items()}


if __name__ == "__main__":
    main(compute)
