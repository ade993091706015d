#!/usr/bin/env bash
# Decodes mutated images for SECONDS (300 by default) under AddressSanitizer, starting from Tests/ImagesTests/Corpus and
# from the folders of images that are named. SEED repeats a run; without it each one is new.
#
#   Scripts/fuzz.sh [SECONDS [FOLDER…]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-300}
shift $(($# > 0 ? 1 : 0))
seed=${SEED:-$(date +%s)}
folder=.build/fuzz
last=$folder/last-input

Scripts/setup.sh --for-build
swift build --configuration release --sanitize=address --scratch-path "$folder" --product FuzzImages
status=0
ASAN_OPTIONS=allocator_may_return_null=1:${ASAN_OPTIONS:-} \
  "$folder/release/FuzzImages" "$seconds" "$seed" "$last" Tests/ImagesTests/Corpus "$@" || status=$?
if [[ $status -ne 0 ]]; then
  echo "failed with seed $seed; the input is $last: put it into Tests/ImagesTests/Corpus and mend the decoder" >&2
  exit "$status"
fi
