#!/usr/bin/env bash
# The main job in one command: an encoder learns from unlabelled Fashion-MNIST, then a table shows what it learned.
# Arguments go to `barlow demo`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/build.sh
exec .build/release/barlow demo "$@"
