"""timm's vision transformers and ConvNeXts without their classifiers, as the arrays of a test describe them."""

import vision  # noqa: F401  torchvision, which timm imports, loads through it
import timm
from timm.layers import DropPath


def described(inputs):
    """The network whose name is the key that starts with "model.", with the settings that are there."""
    name = next(key.removeprefix("model.") for key in inputs if key.startswith("model."))

    def setting(key, usual):
        return inputs[key].item() if key in inputs else usual

    return network(
        name,
        patch=int(setting("patch", 16)), position=int(setting("position", 224)), width=int(setting("width", 0)),
        channels=int(setting("channels", 3)), drop_path=setting("dropPath", 0.0),
        layer_scale=setting("layerScale", 0.0), registers=int(setting("registers", 0)),
        no_embed_class=not setting("classPosition", 1),
    )


def network(
    name, patch=16, position=224, width=0, channels=3, drop_path=0.0, layer_scale=0.0, registers=0, no_embed_class=False
):
    options = {"num_classes": 0, "in_chans": channels, "drop_path_rate": drop_path}
    if name.startswith("vit"):
        return timm.create_model(
            name + "_patch16_224", img_size=position, patch_size=patch, dynamic_img_size=True, dynamic_img_pad=True,
            init_values=layer_scale or None, reg_tokens=registers, no_embed_class=no_embed_class, **options,
        )
    if width:
        options["dims"] = tuple(width * 2**stage for stage in range(4))
    return timm.create_model(name, **options)


def branches(network):
    """The modules that leave out branches, by the branch's number; without those whose rate is 0."""
    places = []
    if hasattr(network, "stages"):
        places = [block.drop_path for stage in network.stages for block in stage.blocks]
    else:
        places = [drop for block in network.blocks for drop in (block.drop_path1, block.drop_path2)]
    return {number: place for number, place in enumerate(places) if isinstance(place, DropPath)}
