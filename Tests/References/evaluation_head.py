"""Steps of the published linear evaluation's classifier in PyTorch: SGD with momentum, cosine per epoch."""

import torch
from references import main


def compute(inputs):
    tensors = {name: torch.from_numpy(value).float() for name, value in inputs.items()}
    head = torch.nn.Linear(tensors["weight"].shape[1], tensors["weight"].shape[0])
    with torch.no_grad():
        head.weight.copy_(tensors["weight"])
        head.bias.zero_()
    epochs, steps = int(inputs["epochs"]), int(inputs["steps"])
    optimizer = torch.optim.SGD(head.parameters(), 0.3, momentum=0.9, weight_decay=float(inputs["decay"]))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    losses, rates = [], []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for step in range(steps):
            loss = torch.nn.functional.cross_entropy(head(tensors["features"][step]), tensors["targets"][step].long())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        schedule.step()
    return {
        "losses": torch.tensor(losses),
        "rates": torch.tensor(rates),
        "weight": head.weight,
        "bias": head.bias,
    }


main(compute)
