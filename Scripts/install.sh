#!/usr/bin/env bash
# Installs an optimized barlow that needs neither this folder nor Swift to run, on Linux: the program, the libraries of libtorch that
# it loads, the manual page, and the completions of bash, zsh and fish. Removes exactly that again.
#
#   Scripts/install.sh            builds and installs; what an earlier one has installed there is replaced
#   Scripts/install.sh --remove   removes what is installed
#
#   PREFIX=/usr/local     where to: PREFIX/bin, PREFIX/lib/barlow and PREFIX/share
#   DESTDIR=/stage        a folder to install into for a package, as if it were the root
#   LIBTORCH=/path        the libtorch to build against and to copy from, as for Scripts/setup.sh
#
# PREFIX/lib/barlow/installed.txt lists the files and folders that were made, folders with a slash behind.
#
# Exit codes: 0 done, 64 wrong usage, 66 nothing is installed there, 69 something is missing, 74 a folder cannot be written.
set -euo pipefail
# For everybody, whoever installs it.
umask 022

fail() {
  local code=$1
  shift
  printf 'install: error: %s\n' "$*" >&2
  exit "$code"
}

case ${1:-} in
  "" | --remove) ;;
  *) fail 64 "unknown argument $1; the only one is --remove" ;;
esac
prefix=${PREFIX:-/usr/local}
# Not every shell puts the home folder into the place of ~ behind an equals sign.
# shellcheck disable=SC2088
[[ $prefix != "~/"* ]] || fail 64 "PREFIX=$prefix is not an absolute path; give PREFIX=${HOME:-/home/me}/${prefix:2}"
[[ $prefix == /* ]] || fail 64 "PREFIX=$prefix is not an absolute path; give one, such as PREFIX=$PWD/$prefix"
[[ -z ${DESTDIR:-} || $DESTDIR == /* ]] ||
  fail 64 "DESTDIR=$DESTDIR is not an absolute path; give one, such as DESTDIR=$PWD/$DESTDIR"
[[ $prefix${DESTDIR:-} != *[$'\n:']* ]] || fail 64 "PREFIX and DESTDIR must not hold a colon or a line break; give others"
while [[ $prefix == */ ]]; do prefix=${prefix%/}; done
root=${DESTDIR:-}$prefix
readonly prefix root list=$root/lib/barlow/installed.txt

# The remedy for a place that this user cannot write to.
remedy="choose another one, such as PREFIX=${HOME:-/home/me}/.local, or be root"
[[ -z ${DESTDIR:-} ]] || remedy="choose another DESTDIR, or be root"

# Whether files can be made in folder $1, once it and those above it are there.
require_writable() {
  local folder=$1
  while [[ ! -e ${folder:-/} && ! -L $folder ]]; do folder=${folder%/*}; done
  folder=${folder:-/}
  [[ -d $folder ]] || fail 74 "$folder is no folder; move it away, or choose another PREFIX"
  [[ -w $folder && -x $folder ]] || fail 74 "$folder cannot be written; $remedy"
}

# Removes what the list names, and the folders that were made for it, where nothing else lies in them.
remove() {
  local name names
  mapfile -t names < <(sort -r "$list")
  for name in "${names[@]}"; do
    # The list lies where others may write.
    [[ $name != /* && /$name/ != */../* ]] || fail 74 "$list names $name, which is not below $root; remove by hand"
  done
  for name in "${names[@]}"; do
    [[ -z $name || $name == */ ]] || rm -f "$root/$name"
  done
  # Those within others come first.
  for name in "${names[@]}"; do
    if [[ $name == */ ]]; then rmdir "$root/$name" 2>/dev/null || true; fi
  done
}

if [[ ${1:-} == --remove ]]; then
  [[ -f $list ]] || fail 66 "nothing is installed in $root; give the PREFIX that it was installed with"
  require_writable "$root/lib/barlow"
  require_writable "$root/bin"
  remove
  echo "removed barlow from $root"
  exit 0
fi

[[ $(uname -s) == Linux ]] ||
  fail 69 "this installs on Linux only; elsewhere run \`make build\`, and .build/release/barlow where it is"
for folder in bin lib/barlow share; do require_writable "$root/$folder"; done

# --- Build ------------------------------------------------------------------------------------------------------------

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BARLOW_WARNINGS_AS_ERRORS=${BARLOW_WARNINGS_AS_ERRORS:-1}
Scripts/setup.sh --for-build
# A folder of its own: the two kinds of program share no object file, since static libraries of Swift need their own. The only
# search path is the one below, and messages of libtorch's headers name them from here, so nothing of this machine's is in it.
# shellcheck disable=SC2016 # The loader's word, not the shell's.
BARLOW_RPATH='$ORIGIN/../lib/barlow' swift build --scratch-path .build/install --configuration release --product barlow \
  --static-swift-stdlib --disable-local-rpath -Xlinker --strip-all -Xcc "-ffile-prefix-map=$PWD/="
program=$PWD/.build/install/release/barlow
libraries=$(cd "${LIBTORCH:-.libtorch}/lib" && pwd -P)

# --- Collect ----------------------------------------------------------------------------------------------------------

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/bin" "$stage/lib/barlow" "$stage/share/man/man1" "$stage/share/bash-completion/completions" \
  "$stage/share/zsh/site-functions" "$stage/share/fish/vendor_completions.d"
cp "$program" "$stage/bin/barlow"

# Prints the libraries that the files $@ load and that no system package brings, as NAME PATH.
own_libraries() {
  local file name arrow path _
  for file; do
    while read -r name arrow path _; do
      [[ $arrow == "=>" ]] || continue
      [[ $path != not ]] || fail 69 "$name, which $file needs, is not there; install the package that brings it"
      path=$(readlink -f "$path")
      case $path in
        "$libraries"/*) ;;
        /lib/* | /lib64/* | /usr/lib/* | /usr/lib64/*) continue ;;
      esac
      printf '%s %s\n' "$name" "$path"
    done < <(LD_LIBRARY_PATH=$libraries ldd "$file")
  done | sort -u
}

# libtorch with CUDA loads that part when it is asked for, so the program does not name it.
loaded=("$program")
if [[ -e $libraries/libtorch_cuda.so ]]; then
  loaded+=("$libraries/libtorch_cuda.so")
  cp "$libraries/libtorch_cuda.so" "$stage/lib/barlow/"
fi
found=$(own_libraries "${loaded[@]}")
while read -r name path; do cp "$path" "$stage/lib/barlow/$name"; done <<<"$found"

# The program as it will lie there says the rest.
barlow=$stage/bin/barlow
env -u LD_LIBRARY_PATH "$barlow" man >"$stage/share/man/man1/barlow.1"
env -u LD_LIBRARY_PATH "$barlow" completions bash >"$stage/share/bash-completion/completions/barlow"
env -u LD_LIBRARY_PATH "$barlow" completions zsh >"$stage/share/zsh/site-functions/_barlow"
env -u LD_LIBRARY_PATH "$barlow" completions fish >"$stage/share/fish/vendor_completions.d/barlow.fish"

# --- Install ----------------------------------------------------------------------------------------------------------

[[ ! -f $list ]] || remove
mapfile -t files < <(cd "$stage" && find . -type f -printf '%P\n' | sort)
made=()
# Folders above PREFIX are not ours to remove.
mkdir -p "$root"
while IFS= read -r folder; do
  [[ -d $root/$folder ]] || made+=("$folder/")
done < <(cd "$stage" && find . -mindepth 1 -type d -printf '%P\n' | sort)
mkdir -p "$root/lib/barlow" || fail 74 "$root/lib/barlow cannot be made; $remedy"
# Before anything else, so that what a full disk interrupts can be removed.
printf '%s\n' "${made[@]}" "${files[@]}" lib/barlow/installed.txt >"$list" || fail 74 "$list cannot be written; $remedy"
for name in "${files[@]}"; do
  mode=644
  [[ $name != bin/* ]] || mode=755
  # It makes a new file, so that a barlow that runs keeps the one that it began with.
  install -D -m "$mode" "$stage/$name" "$root/$name" ||
    fail 74 "$root/$name cannot be written; make room or choose another place, and repeat"
done
version=$(env -u LD_LIBRARY_PATH "$root/bin/barlow" version) || fail 69 "$root/bin/barlow does not run here"
printf '%s in %s, %s MB\n' "$version" "$root" "$(du -s --block-size=1000000 "$stage" | cut -f 1)"
if [[ -z ${DESTDIR:-} && :$PATH: != *:$prefix/bin:* ]]; then
  echo "install: note: PATH does not hold $prefix/bin; put it there: PATH=$prefix/bin:\$PATH" >&2
fi
if [[ -z ${DESTDIR:-} ]]; then echo "next: barlow help; \`make uninstall PREFIX=$prefix\` removes it" >&2; fi
