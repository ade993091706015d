"""The tool that the benchmarks measure."""

import pathlib
import subprocess
import sys

TOOL = pathlib.Path(__file__).parent.parent / ".build/release/barlow"


def run(*words):
    """What the tool prints; ends with its last line of errors if it fails."""
    words = [str(word) for word in [TOOL, *words]]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout
