"""Runs the lines that exports print, each on its own, and checks files of ONNX.

Called with one more argument: a folder with `snippets.json`, an object of lines by name, beside the files that they use. Outputs are
the features by name. Without that file it makes `photo.jpg`.
"""

import json
import os
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import vision  # noqa: F401  before timm and the snippets, which import torchvision
from PIL import Image
from references import main

FOLDER = pathlib.Path(sys.argv[3])


def make_photo():
    rows, columns = np.mgrid[0:110, 0:150]
    waves = [np.sin(rows / 7 + shift) * np.cos(columns / (9 + shift)) for shift in range(3)]
    noise = np.random.default_rng(0).normal(0, 12, (110, 150, 3))
    pixels = np.clip(128 + 90 * np.stack(waves, -1) + noise, 0, 255).astype(np.uint8)
    (FOLDER / "photos").mkdir()
    for path in (FOLDER / "photo.jpg", FOLDER / "photos" / "photo.jpg"):
        Image.fromarray(pixels).save(path, quality=92)


def check_onnx(path):
    """Opset, checker and shapes; then three images at once, which must give what one gives."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import] == [17]
    session = onnxruntime.InferenceSession(path)
    (image,) = session.get_inputs()
    shape = [3 if isinstance(extent, str) else extent for extent in image.shape]
    generator = np.random.default_rng(1)
    if image.type == "tensor(uint8)":
        images = generator.integers(0, 256, shape, dtype=np.uint8)
    else:
        images = generator.normal(size=shape).astype(np.float32)
    together = session.run(None, {"images": images})[0]
    alone = np.concatenate([session.run(None, {"images": images[i : i + 1]})[0] for i in range(3)])
    assert np.allclose(together, alone, rtol=1e-4, atol=1e-5)
    assert not np.allclose(together[0], together[1], rtol=1e-3)


def compute(_):
    listing = FOLDER / "snippets.json"
    if not listing.exists():
        make_photo()
        return {}
    os.chdir(FOLDER)
    results = {}
    for name, lines in json.loads(listing.read_text()).items():
        for module in ("encoder",):
            sys.modules.pop(module, None)
        names = {}
        exec(lines, names)  # noqa: S102  what a user would paste
        features = names["features"]
        results[name] = np.asarray(features.detach() if hasattr(features, "detach") else features, dtype=float)
    for path in sorted(FOLDER.glob("*.onnx")):
        check_onnx(str(path))
    return results


if __name__ == "__main__":
    main(compute)
