#!/usr/bin/env bash
# Builds the tool with optimization: .build/release/barlow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BARLOW_WARNINGS_AS_ERRORS=${BARLOW_WARNINGS_AS_ERRORS:-1}

Scripts/setup.sh --for-build
swift build --configuration release --product barlow
