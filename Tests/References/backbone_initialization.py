"""How the parameters of timm's backbones start: mean, standard deviation and greatest magnitude of each."""

import numpy as np
import timm_networks
import torch
from references import main


def initialization(inputs):
    torch.manual_seed(0)
    network = timm_networks.described(inputs)
    return {
        name: np.array([value.mean().item(), value.std(correction=0).item(), value.abs().max().item()])
        for name, value in network.double().named_parameters()
    }


main(initialization)
