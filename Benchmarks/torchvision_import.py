"""Imports torchvision beside a CPU-only torch.

It registers shape rules for compiled operators that do not load there; nothing that is measured uses one.
"""

import importlib

import torch


def import_torchvision():
    register_fake = torch.library.register_fake

    def tolerant_register_fake(operator, *arguments, **options):
        if isinstance(operator, str) and operator.startswith("torchvision::"):
            return lambda function: function
        return register_fake(operator, *arguments, **options)

    torch.library.register_fake = tolerant_register_fake
    try:
        return importlib.import_module("torchvision")
    finally:
        torch.library.register_fake = register_fake
