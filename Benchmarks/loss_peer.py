"""PyTorch's side of the loss benchmark: forward and backward to the embeddings. One case, one JSON object."""

import argparse

import torch

import peer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch-size", type=int, required=True, help="N, the batch")
    parser.add_argument("--dimension", type=int, required=True, help="D, of the embedding")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--warm-up", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)

    # A small case first: loading kernels and their libraries is neither time nor memory of the measured one.
    forward_and_backward(*embeddings(8, 64))()
    step = forward_and_backward(*embeddings(arguments.batch_size, arguments.dimension))
    memory = peer.PeakMemory()
    seconds = peer.measure(step, arguments.runs, arguments.warm_up)
    peer.report(
        f"loss N={arguments.batch_size} D={arguments.dimension}",
        seconds,
        peakBytes=memory.growth_bytes(),
        form="cross-correlation",
        batch_size=arguments.batch_size,
        dimension=arguments.dimension,
    )


def embeddings(batch_size, dimension):
    """Two views' embeddings that agree in part, as in training."""
    z_a = torch.randn(batch_size, dimension)
    z_b = z_a + 0.5 * torch.randn(batch_size, dimension)
    return z_a.requires_grad_(), z_b.requires_grad_()


def forward_and_backward(z_a, z_b):
    normalization = torch.nn.BatchNorm1d(z_a.shape[1], affine=False)

    def step():
        z_a.grad = z_b.grad = None
        peer.barlow_twins_loss(normalization, z_a, z_b).backward()

    return step


if __name__ == "__main__":
    main()
