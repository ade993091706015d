#!/usr/bin/env bash
# Decodes mutated images for SECONDS (300 by default) under AddressSanitizer, starting from Tests/ImagesTests/Corpus and
# from the folders of images that are named; or, with READ=files, reads mutated files of tensors, tables and shards, starting
# from Tests/FuzzFiles/Corpus. SEED repeats a run; without it each one is new. The build before it takes some minutes the
# first time; the run ends in time even if a decoder never does.
#
#   [READ=images|files] [SEED=N] Scripts/fuzz.sh [SECONDS [FOLDER…]]
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
case ${READ:-images} in
  images) product=FuzzImages corpus=Tests/ImagesTests/Corpus ;;
  files) product=FuzzFiles corpus=Tests/FuzzFiles/Corpus ;;
  *)
    echo "fuzz: READ is images or files, not '$READ'" >&2
    exit 64
    ;;
esac
folders=()
for name in "$@"; do
  # Before the working folder changes.
  folders+=("$(cd "$name" && pwd)")
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=.build/fuzz
last=$folder/last-input-$product

Scripts/setup.sh --for-build
echo "== building $product with AddressSanitizer in $folder"
swift build --configuration release --sanitize=address --scratch-path "$folder" --product "$product"
echo "== reading mutated files for $seconds s, seed $seed"
status=0
# One input takes milliseconds; the program ends itself where one takes 20 s, and this is for the case that it cannot.
ASAN_OPTIONS=allocator_may_return_null=1:${ASAN_OPTIONS:-} \
  LSAN_OPTIONS=suppressions=$PWD/Scripts/fuzz-leaks.txt:print_suppressions=0:${LSAN_OPTIONS:-} \
  timeout --signal=KILL $((seconds + 60)) \
  "$folder/release/$product" "$seconds" "$seed" "$last" "$corpus" "${folders[@]}" || status=$?
if [[ $status -ne 0 ]]; then
  echo "fuzz: failed with exit code $status and seed $seed; the input is $last:" \
    "put it into $corpus and mend what reads it" >&2
  exit "$status"
fi
