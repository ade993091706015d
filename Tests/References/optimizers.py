"""Twenty steps of each optimizer on given gradients, in double precision.

A parameter `p.NAME` has the gradients `g.NAME`, one slice a step; `rates` holds a row (weights, biases) a step.
"""

import torch
from references import main


class LARS:
    """Layer-wise scaled momentum as the recipe uses it: vectors are neither decayed nor scaled."""

    def __init__(self, parameters, decay, momentum=0.9, trust=0.001):
        self.parameters = list(parameters)
        self.buffers = [torch.zeros_like(p) for p in self.parameters]
        self.decay, self.momentum, self.trust = decay, momentum, trust

    @torch.no_grad()
    def step(self, weight_rate, bias_rate):
        for parameter, buffer in zip(self.parameters, self.buffers):
            if parameter.grad is None:
                continue
            update, rate = parameter.grad, bias_rate
            if parameter.dim() > 1:
                update, rate = update + self.decay * parameter, weight_rate
                size, length = parameter.norm(), update.norm()
                if size > 0 and length > 0:
                    update = update * (self.trust * size / length)
            buffer.copy_(self.momentum * buffer + update)
            parameter.sub_(rate * buffer)


class Grouped:
    """One of PyTorch's optimizers with the recipe's two groups."""

    def __init__(self, kind, parameters, decay, **options):
        parameters = list(parameters)
        weights = [p for p in parameters if p.dim() > 1]
        biases = [p for p in parameters if p.dim() <= 1]
        self.optimizer = kind(
            [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}], lr=0.1, **options
        )

    def step(self, weight_rate, bias_rate):
        for group, rate in zip(self.optimizer.param_groups, (weight_rate, bias_rate)):
            group["lr"] = rate
        self.optimizer.step()


OPTIMIZERS = {
    "lars": lambda p: LARS(p, decay=0.01),
    "lars without decay": lambda p: LARS(p, decay=0.0),
    "sgd": lambda p: Grouped(torch.optim.SGD, p, decay=0.0, momentum=0.9),
    "sgd with decay": lambda p: Grouped(torch.optim.SGD, p, decay=0.05, momentum=0.9),
    "sgd without momentum": lambda p: Grouped(torch.optim.SGD, p, decay=0.05),
    "nesterov": lambda p: Grouped(torch.optim.SGD, p, decay=0.05, momentum=0.8, nesterov=True),
    "adamw": lambda p: Grouped(torch.optim.AdamW, p, decay=0.0),
    "adamw with decay": lambda p: Grouped(torch.optim.AdamW, p, decay=0.1, betas=(0.8, 0.95), eps=1e-6),
}


def steps(inputs):
    names = [name[2:] for name in inputs if name.startswith("p.")]
    outputs = {}
    for kind, make in OPTIMIZERS.items():
        parameters = {name: torch.from_numpy(inputs["p." + name].copy()).requires_grad_() for name in names}
        optimizer = make(parameters.values())
        trace = {name: [] for name in names}
        for index, (weight_rate, bias_rate) in enumerate(inputs["rates"]):
            for name, parameter in parameters.items():
                parameter.grad = torch.from_numpy(inputs["g." + name][index].copy())
            optimizer.step(weight_rate, bias_rate)
            for name, parameter in parameters.items():
                trace[name].append(parameter.detach().clone())
        for name in names:
            outputs[f"{kind}/{name}"] = torch.stack(trace[name])
    return outputs


if __name__ == "__main__":
    main(steps)
