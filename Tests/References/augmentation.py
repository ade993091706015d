"""What Pillow and torchvision make of images, for each operation of a view with given parameters.

Inputs, by case, so that one start of the interpreter serves many: `<case>/image` [height, width, channels] and, by
name, the parameters of the operations that are wanted. Outputs: `<case>/<operation>`.
"""

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps

import references

register_fake = torch.library.register_fake


def register_other_fakes(name, *arguments, **options):
    """torchvision's compiled operators are absent beside the CPU wheel of torch; none is needed here."""
    if isinstance(name, str) and name.startswith("torchvision::"):
        return lambda function: function
    return register_fake(name, *arguments, **options)


torch.library.register_fake = register_other_fakes
from torchvision.transforms import InterpolationMode  # noqa: E402
from torchvision.transforms import functional as F  # noqa: E402


def picture(array):
    array = array.astype(np.uint8)
    return Image.fromarray(array[..., 0] if array.shape[2] == 1 else array)


def pixels(image):
    array = np.asarray(image)
    return array[..., None] if array.ndim == 2 else array


def crops(image, boxes, size, mode):
    """Rows of `boxes`: x, y, width, height, flipped."""
    results = []
    for x, y, width, height, flipped in boxes.astype(int):
        view = F.resized_crop(image, y, x, height, width, [size, size], mode)
        results.append(pixels(F.hflip(view) if flipped else view))
    return np.stack(results)


def evaluation(image, size, shorter):
    view = F.center_crop(F.resize(image, [shorter], InterpolationMode.BICUBIC), [size, size])
    return pixels(view)


def operations(inputs):
    image = picture(inputs["image"])
    table = {
        "brightness": lambda value: F.adjust_brightness(image, value),
        "contrast": lambda value: F.adjust_contrast(image, value),
        "saturation": lambda value: F.adjust_saturation(image, value),
        "hue": lambda value: F.adjust_hue(image, value),
        "grayscale": lambda _: F.rgb_to_grayscale(image, num_output_channels=len(image.getbands())),
        "blur": lambda value: image.filter(ImageFilter.GaussianBlur(value)),
        "solarize": lambda value: ImageOps.solarize(image, int(value)),
    }
    fill = 77 if len(image.getbands()) == 1 else (77, 77, 77)
    for name, filter_ in (("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)):
        table[f"rotate-{name}"] = lambda value, filter_=filter_: image.rotate(value, filter_, fillcolor=fill)
    outputs = {}
    for name, function in table.items():
        if name in inputs:
            outputs[name] = np.stack([pixels(function(float(value))) for value in np.atleast_1d(inputs[name])])
    if "turn" in inputs:
        for quarters, transpose in enumerate(("ROTATE_90", "ROTATE_180", "ROTATE_270"), 1):
            outputs[f"turn{quarters}"] = pixels(image.transpose(Image.Transpose[transpose]))
    if "boxes" in inputs:
        size = int(inputs["size"])
        outputs["bicubic"] = crops(image, inputs["boxes"], size, InterpolationMode.BICUBIC)
        outputs["bilinear"] = crops(image, inputs["boxes"], size, InterpolationMode.BILINEAR)
    if "evaluation" in inputs:
        for number, (size, shorter) in enumerate(inputs["evaluation"].astype(int).tolist()):
            outputs[f"evaluation{number}"] = evaluation(image, size, shorter)
    if "mean" in inputs:
        tensor = F.normalize(F.to_tensor(image), list(inputs["mean"]), list(inputs["std"]))
        outputs["normalized"] = tensor.permute(1, 2, 0)
    return outputs


def cases(inputs):
    names = sorted({key.split("/")[0] for key in inputs})
    outputs = {}
    for name in names:
        part = {key.split("/")[1]: value for key, value in inputs.items() if key.split("/")[0] == name}
        outputs.update({f"{name}/{key}": value for key, value in operations(part).items()})
    return outputs


references.main(cases)
