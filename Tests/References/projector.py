"""The projector as a plain nn.Sequential with given weights, in double precision."""

import torch
import vision
from references import main


def passes(inputs):
    x = torch.from_numpy(inputs["inputs"])
    widths = [int(width) for width in inputs["widths"]]
    network = vision.load(vision.projector(x.shape[1], widths), inputs, "state.").double()
    outputs = {}
    with torch.no_grad():
        outputs["evaluation"] = network.eval()(x)
        outputs["training"] = network.train()(x)
    for name, buffer in network.named_buffers():
        outputs["buffer." + name] = buffer
    return outputs


main(passes)
