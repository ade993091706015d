#!/usr/bin/env bash
# Decodes mutated images for SECONDS (300 by default) under AddressSanitizer, starting from Tests/ImagesTests/Corpus and
# from the folders of images that are named. SEED repeats a run; without it each one is new. The build before it takes
# some minutes the first time; the run ends in time even if a decoder never does.
#
#   Scripts/fuzz.sh [SECONDS [FOLDER…]]
set -euo pipefail

seconds=${1:-300}
shift $(($# > 0 ? 1 : 0))
if ! [[ $seconds =~ ^[1-9][0-9]{0,5}$ ]]; then
  echo "fuzz: SECONDS is a whole number from 1 to 999999, not '$seconds'" >&2
  exit 64
fi
seed=${SEED:-$(date +%s)}
if ! [[ $seed =~ ^[0-9]{1,18}$ ]]; then
  echo "fuzz: SEED is a whole number of up to 18 digits, not '$seed'" >&2
  exit 64
fi
folders=()
for name in "$@"; do
  # Before the working folder changes.
  folders+=("$(cd "$name" && pwd)")
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=.build/fuzz
last=$folder/last-input

Scripts/setup.sh --for-build
echo "== building the decoders with AddressSanitizer in $folder"
swift build --configuration release --sanitize=address --scratch-path "$folder" --product FuzzImages
echo "== decoding mutated images for $seconds s, seed $seed"
status=0
# One input takes milliseconds; FuzzImages ends itself where one takes 20 s, and this is for the case that it cannot.
ASAN_OPTIONS=allocator_may_return_null=1:${ASAN_OPTIONS:-} \
  timeout --signal=KILL $((seconds + 60)) \
  "$folder/release/FuzzImages" "$seconds" "$seed" "$last" Tests/ImagesTests/Corpus "${folders[@]}" || status=$?
if [[ $status -ne 0 ]]; then
  echo "fuzz: failed with exit code $status and seed $seed; the input is $last:" \
    "put it into Tests/ImagesTests/Corpus and mend the decoder" >&2
  exit "$status"
fi
