#!/usr/bin/env bash
# Everything that a change has to pass, with the duration of each phase: set-up, style, build, tests. The test runner's
# closing line is the last one. Arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BARLOW_WARNINGS_AS_ERRORS=${BARLOW_WARNINGS_AS_ERRORS:-1}

phase() {
  local name=$1 start=$SECONDS
  shift
  printf '== %s\n' "$name"
  "$@"
  printf '== %s: %d s\n' "$name" $((SECONDS - start))
}

phase "set-up" Scripts/setup.sh
phase "style" Scripts/lint.sh
phase "build" swift build --build-tests
printf '== tests\n'
# All tests are Swift Testing's; without XCTest there is no second, empty run to report. They run in parallel in one
# process, which keeps the cores busy while a test waits for its Python reference or for the tool.
exec swift test --skip-build --disable-xctest "$@"
