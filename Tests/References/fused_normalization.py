"""Batch normalization with scale and shift, the sum with a residual, and the rectifier, forward and backward.

In double precision, and the same in single precision, which shows how far PyTorch's own is off.
"""

import torch
from references import main


def passes(inputs):
    outputs = {}
    cases = {name.split(".")[0] for name in inputs}
    for case in cases:
        own = {name.split(".", 1)[1]: value for name, value in inputs.items() if name.startswith(case + ".")}
        for kind, dtype in [("exact", torch.float64), ("single", torch.float32)]:
            for name, value in one(own, dtype).items():
                outputs[f"{case}.{kind}.{name}"] = value
    return outputs


def one(own, dtype):
    tensors = {name: torch.from_numpy(value).to(dtype) for name, value in own.items() if value.ndim > 0}
    leaves = {name: tensors[name].requires_grad_() for name in ("input", "weight", "bias", "residual") if name in tensors}
    mean, variance = tensors["mean"].clone(), tensors["variance"].clone()
    output = torch.nn.functional.batch_norm(
        leaves["input"], mean, variance, leaves["weight"], leaves["bias"], bool(own["training"]), 0.1, 1e-5
    )
    if "residual" in leaves:
        output = output + leaves["residual"]
    if own["rectifies"]:
        output = torch.relu(output)
    output.backward(tensors["down"])
    results = {"output": output, "mean": mean, "variance": variance}
    return results | {"gradient " + name: leaf.grad for name, leaf in leaves.items()}


main(passes)
