"""What the machine is that comparisons run on."""

import os
import pathlib


def available_cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def cpu_information(field):
    """A field of the first processor in /proc/cpuinfo; empty where there is none."""
    path = pathlib.Path("/proc/cpuinfo")
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        name, _, value = line.partition(":")
        if name.strip() == field:
            return value.strip()
    return ""


def has_bf16():
    flags = f"{cpu_information('flags')} {cpu_information('Features')}".split()
    return bool({"avx512_bf16", "amx_bf16", "bf16"} & set(flags))
