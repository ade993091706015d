#!/usr/bin/env bash
# Installs barlow into a temporary folder and checks that it runs from there with this folder, libtorch and Swift hidden, that its
# files are those that it lists, and that removing it leaves what was there before. Takes minutes where it has to build.
#
#   Scripts/check-install.sh          on this system
#   Scripts/check-install.sh --bare   also in a bare Debian that debootstrap makes, with the packages of the Dockerfile alone; as root
#
# Hiding needs unshare; what cannot be checked here is skipped and said. Exits 1 at the first thing that is wrong.
set -euo pipefail

case ${1:-} in
  "" | --bare) ;;
  *)
    echo "check-install: unknown argument $1; the only one is --bare" >&2
    exit 64
    ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PREFIX DESTDIR

say() { printf 'check-install: %s\n' "$*"; }

wrong() {
  printf 'check-install: error: %s\n' "$*" >&2
  exit 1
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root="$folder/the root"
prefix=$root/usr/local
mkdir -p "$prefix/share/man/man1"
echo "another's" >"$prefix/share/man/man1/other.1"

# --- What is refused before anything is built -------------------------------------------------------------------------

# Runs install.sh with the variables and arguments $3… and expects exit code $1 and one line with $2.
refuses() {
  local code=$1 words=$2 status=0 text
  shift 2
  text=$("$@" 2>&1) || status=$?
  [[ $status -eq $code && $text == "install: error: "*"$words"* && $text != *$'\n'* ]] ||
    wrong "$* ended with $status, not $code and \"$words\": $text"
}

refuses 64 "is not an absolute path" env PREFIX=here Scripts/install.sh
refuses 64 "is not an absolute path" env DESTDIR=here Scripts/install.sh
refuses 64 "unknown argument" Scripts/install.sh --else
refuses 66 "nothing is installed in" env "PREFIX=$folder/none" Scripts/install.sh --remove
touch "$folder/file"
refuses 74 "is no folder" env "PREFIX=$folder/file/usr" Scripts/install.sh
mkdir -m 555 "$folder/locked"
unprivileged=()
if [[ $(id -u) -eq 0 ]]; then
  unprivileged=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chmod 755 "$folder"
fi
if "${unprivileged[@]}" test -x Scripts/install.sh 2>/dev/null; then
  refuses 74 "cannot be written; choose another" "${unprivileged[@]}" env "PREFIX=$folder/locked" Scripts/install.sh
else
  say "skipped: no other user can read this folder, so none was refused a PREFIX that it cannot write to"
fi
say "bad places are refused in one line"

# --- Install ----------------------------------------------------------------------------------------------------------

before=$(find "$prefix" | sort)
# Twice: the second replaces the first.
for _ in 1 2; do DESTDIR=$root PREFIX=/usr/local Scripts/install.sh >"$folder/log" 2>&1 || wrong "$(cat "$folder/log")"; done
say "installed: $(tail -n 1 "$folder/log")"

listed=$(grep -v '/$' "$prefix/lib/barlow/installed.txt" | sort)
found=$(cd "$prefix" && find . -type f ! -name other.1 -printf '%P\n' | sort)
[[ $listed == "$found" ]] || wrong "the list and what is there differ: $(diff <(echo "$listed") <(echo "$found"))"
for name in bin/barlow lib/barlow/libtorch_cpu.so share/man/man1/barlow.1 share/bash-completion/completions/barlow \
  share/zsh/site-functions/_barlow share/fish/vendor_completions.d/barlow.fish; do
  [[ -s $prefix/$name ]] || wrong "there is no $name"
done
for name in "$PWD" "$(readlink -f .venv)" "$(readlink -f "$(command -v swift)")"; do
  if grep -qF "$name" "$prefix/bin/barlow"; then wrong "the program names $name"; fi
done
if env -u LD_LIBRARY_PATH ldd "$prefix/bin/barlow" | grep -E "not found|libswift|Foundation"; then
  wrong "the program needs these"
fi
bash -n "$prefix/share/bash-completion/completions/barlow"

# --- Run --------------------------------------------------------------------------------------------------------------

# 64 grey images of noise, as IDX files.
mkdir "$folder/job" "$folder/job/idx"
{ printf '\0\0\10\3\0\0\0\100\0\0\0\34\0\0\0\34' && head -c $((64 * 28 * 28)) /dev/urandom; } \
  >"$folder/job/idx/train-images-idx3-ubyte"
# Every library that decodes, and the one that draws words.
mkdir "$folder/job/images"
cp Tests/ImagesTests/Corpus/image-plain.* Tests/ImagesTests/Corpus/image-lossy.webp "$folder/job/images/"
cat >"$folder/job/run.sh" <<'JOB'
set -eu
cd "$1"
barlow version
barlow help evaluate knn | head -n 1
barlow doctor 2>/dev/null | sed -n 2p
rm -rf run
barlow pretrain idx --output run --recipe small --epochs 1 --batch-size 16 --backbone resnet10 --width 16 --projector 64-64 2>/dev/null
barlow embed idx --model run --output run/features.npy 2>/dev/null
barlow report run 2>/dev/null
barlow views images/* --recipe folder --size 32 --output sheet.png 2>/dev/null
JOB

if unshare --mount true 2>/dev/null; then
  hide=(unshare --mount)
elif unshare --user --map-root-user --mount true 2>/dev/null; then
  hide=(unshare --user --map-root-user --mount)
else
  hide=()
  say "skipped: unshare cannot hide this folder, so barlow runs beside it"
fi
swift=$(dirname "$(readlink -f "$(command -v swift)")")/../lib/swift
hidden=("$PWD" "$(readlink -f "${LIBTORCH:-.libtorch}")" "$(readlink -f "$swift")")
# shellcheck disable=SC2016 # The inner shell's variables.
cover='while [ "$1" != -- ]; do mount -t tmpfs none "$1"; shift; done; shift; exec "$@"'
if [[ ${#hide[@]} -gt 0 ]]; then
  # Some kinds of folder lie within others, which then are not there any more.
  hide+=(sh -c "$cover" sh)
  for ((index = ${#hidden[@]} - 1; index >= 0; index--)); do hide+=("${hidden[index]}"); done
  hide+=(--)
fi
(cd / && env -i "PATH=$prefix/bin:/usr/bin:/bin" "HOME=$folder" "${hide[@]}" sh "$folder/job/run.sh" "$folder/job") ||
  wrong "the installed barlow does not work without this folder"
say "it works with these hidden: ${hidden[*]}"

# --- A bare system ----------------------------------------------------------------------------------------------------

if [[ ${1:-} == --bare ]]; then
  command -v debootstrap >/dev/null || wrong "there is no debootstrap; as root, run: apt-get install debootstrap"
  [[ $(id -u) -eq 0 ]] || wrong "debootstrap and chroot need root"
  release=$(sed -n 's/^FROM debian:\([a-z]*\)-slim$/\1/p' Dockerfile)
  mapfile -t packages < <(sed -n '/^FROM debian:/,$ s/^    \([a-z0-9.+-]*\) \\$/\1/p' Dockerfile)
  [[ -n $release && ${#packages[@]} -gt 5 ]] || wrong "the Dockerfile does not say which Debian and which packages"
  # As apt has it here, else debootstrap's own.
  # shellcheck disable=SC2016 # The words are apt's.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $release" 'Component: main' |
    head -n 1)
  say "making a bare $release with ${#packages[@]} packages: ${packages[*]}"
  bare=$folder/bare
  debootstrap --variant=minbase "$release" "$bare" ${mirror:+"$mirror"} >"$folder/log" 2>&1 || wrong "$(tail -n 3 "$folder/log")"
  chroot "$bare" apt-get install --yes --no-install-recommends "${packages[@]}" >"$folder/log" 2>&1 ||
    wrong "$(tail -n 3 "$folder/log")"
  # What the image does not keep either.
  rm -rf "$bare"/var/lib/apt/lists/* "$bare"/var/cache/apt/*
  cp -R "$root/." "$bare/"
  mkdir "$bare/data"
  cp -R "$folder/job/." "$bare/data/"
  # As the image runs it: any user, a home folder in /tmp.
  chown -R 12345:12345 "$bare/data"
  # shellcheck disable=SC2016 # The inner shell's variables.
  unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot --userspec=12345:12345 "$0" env -i HOME=/tmp \
    PATH=/usr/local/bin:/usr/bin:/bin sh /data/run.sh /data' "$bare" || wrong "barlow does not work in a bare $release"
  say "it works in a bare $release of $(du -s --block-size=1000000 "$bare" | cut -f 1) MB, with barlow"
fi

# --- Remove -----------------------------------------------------------------------------------------------------------

DESTDIR=$root PREFIX=/usr/local Scripts/install.sh --remove >/dev/null
after=$(find "$prefix" | sort)
[[ $before == "$after" ]] || wrong "removing left or took: $(diff <(echo "$before") <(echo "$after"))"
say "removing left what was there before"
