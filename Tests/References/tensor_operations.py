"""Every operation of the binding that computes something, by its Swift name, on the same double-precision arrays."""

import torch
import torch.nn.functional as f
from references import main


def operations(inputs):
    a, b, positive, matrix, symmetric, images, kernels, vector = (
        torch.from_numpy(inputs[name])
        for name in ("a", "b", "positive", "matrix", "symmetric", "images", "kernels", "vector")
    )
    indices = torch.from_numpy(inputs["indices"]).long()
    rows = indices.unsqueeze(1)
    top = a.topk(2, 1)
    return {
        "adding": a + 0.5 * b, "sum of two": a + b, "difference": a - b, "product": a * b, "quotient": a / positive,
        "plus number": a + 3, "minus number": a - 3, "times number": a * 3, "over number": a / 4, "negative": -a,
        "abs": a.abs(), "exp": a.exp(), "log": positive.log(), "sqrt": positive.sqrt(), "rsqrt": positive.rsqrt(),
        "square": a.square(), "pow": positive.pow(1.5), "clamp": a.clamp(min=0.1), "relu": a.relu(),
        "sum": a.sum(), "sum rows": a.sum(0), "mean": a.mean(), "mean columns": a.mean(1, keepdim=True),
        "norm": a.norm(), "norm rows": torch.linalg.vector_norm(a, dim=0, keepdim=True), "inner": (a * b).sum(),
        "maximum": a.amax(1), "argmax": a.argmax(1), "top values": top.values, "top indices": top.indices,
        "logsumexp": a.logsumexp(1, keepdim=True), "matmul": a @ matrix, "transpose": a.T, "reshape": a.reshape(2, -1),
        "permute": images.permute(2, 0, 3, 1), "narrow": a.narrow(1, 1, 2), "flatten": images.flatten(1),
        "expand": rows.expand(2, 3, 4),
        "cat": torch.cat([a, b], 1), "index select": a.index_select(0, indices), "gather": a.gather(1, rows),
        "flip": a.flip(1), "diagonal": symmetric.diagonal(),
        "scatter add": torch.zeros_like(a).scatter_add(1, rows, a.narrow(1, 0, 1)),
        "eigenvalues": torch.linalg.eigvalsh(symmetric), "singular values": torch.linalg.svdvals(a),
        "linear": f.linear(a, matrix.T, vector), "conv2d": f.conv2d(images, kernels, stride=2, padding=1),
        "grouped conv2d": f.conv2d(images, kernels[:3, :1], b[0, :3], padding=1, groups=3),
        "layer norm": f.layer_norm(matrix, (2,), vector, vector, 0.1), "gelu": f.gelu(a),
        "attention": f.scaled_dot_product_attention(images, 2 * images, images**2),
        "bicubic smaller": f.interpolate(images, (4, 3), mode="bicubic", antialias=True),
        "bicubic larger": f.interpolate(images, (7, 9), mode="bicubic", antialias=True),
        "max pool": f.max_pool2d(images, 3, 2, 1), "average pool": images.mean((2, 3), keepdim=True),
        "grid pool": f.adaptive_avg_pool2d(images, 2),
        "softmax": a.softmax(1), "log softmax": a.log_softmax(1), "cross entropy": f.cross_entropy(a, indices),
        "batch norm": f.batch_norm(images, None, None, training=True),
    }


main(operations)
