#!/usr/bin/env bash
# Builds the tool and measures it side by side with PyTorch, in one run. Arguments go to compare.py (--help lists them).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh
Scripts/build.sh
exec .venv/bin/python -B Benchmarks/compare.py "$@"
