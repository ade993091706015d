#!/usr/bin/env bash
# Builds the kernels for release and checks by Scripts/vectorization.py that their inner loops work on wide registers. Exits 1 if one
# does not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BARLOW_WARNINGS_AS_ERRORS=${BARLOW_WARNINGS_AS_ERRORS:-1}

if ! command -v objdump >/dev/null; then
  echo "check-vectorization: skipped, there is no objdump; install binutils" >&2
  exit 0
fi
if [[ $(uname -sm) != "Linux x86_64" ]]; then
  echo "check-vectorization: skipped, the clones exist on Linux on x86-64 only" >&2
  exit 0
fi

Scripts/setup.sh --for-build
swift build --configuration release --target CImageKernels
swift build --configuration release --target CFeatureKernels
swift build --configuration release --target CTorch
objects=$(swift build --configuration release --show-bin-path)
.venv/bin/python Scripts/vectorization.py "$objects"/CImageKernels.build/*.o "$objects"/CFeatureKernels.build/*.o "$objects"/CTorch.build/*Kernels.cpp.o
