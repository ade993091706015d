#!/usr/bin/env bash
# Makes this machine ready to build, run and test the package: system libraries, the private Python environment `.venv`
# whose torch wheel carries libtorch, and the link `.libtorch` to it. Safe to repeat; quick when nothing is to do.
#
#   Scripts/setup.sh               everything
#   Scripts/setup.sh --for-build   only what a build and the demo need: of Python torch alone, and with LIBTORCH set nothing
#
#   LIBTORCH=/path   builds against that copy of libtorch (2.11 to 2.13) instead of the wheel's
#   PYTHON=command   makes `.venv` with that Python (3.11 to 3.14)
#
# Exit codes: 0 ready, 64 wrong usage, 69 something is missing and could not be installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly requirements=Scripts/requirements.txt
readonly stamp=.venv/.setup-stamp
readonly unfinished=.venv/.setup-unfinished
readonly fashion_mnist=/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz
torch_version=$(sed -n 's/^torch==//p' "$requirements")
readonly torch_version
system=$(uname -s)
readonly system
log=""

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 69
}

# Runs a command with its output in $log.
logged() {
  [[ -n $log ]] || log=$(mktemp)
  "$@" >"$log" 2>&1
}

# The line of the last logged command that tells best what went wrong: the first that matches, else the last.
reason() {
  local line
  line=$(grep -m 1 -E "$1" "$log" || tail -n 1 "$log")
  printf '%s' "${line:-it printed nothing}"
}

# --- libtorch ---------------------------------------------------------------------------------------------------------

# Prints the version of the libtorch in folder $1 as MAJOR.MINOR.PATCH; prints nothing when its header does not tell.
libtorch_version() {
  local header=$1/include/torch/headeronly/version.h
  [[ -r $header ]] || return 0
  awk '$1 == "#define" && $2 ~ /^TORCH_VERSION_(MAJOR|MINOR|PATCH)$/ { part[$2] = $3 }
    END { v = "TORCH_VERSION_"
      if ((v "MAJOR") in part) print part[v "MAJOR"] "." part[v "MINOR"] "." part[v "PATCH"] }' "$header"
}

# Prints one line that says what is wrong with the libtorch in folder $1; prints nothing when it is usable.
libtorch_problem() {
  local suffix=so name version
  [[ $system == Darwin ]] && suffix=dylib
  if [[ ! -r $1/include/torch/csrc/api/include/torch/torch.h ]]; then
    echo "there are no headers in $1/include"
    return
  fi
  for name in torch_cpu c10; do
    if [[ ! -r $1/lib/lib$name.$suffix ]]; then
      echo "there is no $1/lib/lib$name.$suffix"
      return
    fi
  done
  version=$(libtorch_version "$1")
  case $version in
    2.11.* | 2.12.* | 2.13.*) ;;
    "") echo "$1/include/torch/headeronly/version.h does not tell a version, so it is older than 2.11" ;;
    *) echo "$1 is version $version" ;;
  esac
}

check_other_libtorch() {
  [[ $LIBTORCH == /* ]] || fail "LIBTORCH=$LIBTORCH is not an absolute path"
  local problem
  problem=$(libtorch_problem "$LIBTORCH")
  [[ -z $problem ]] || fail "LIBTORCH: $problem; name the folder of a libtorch 2.11 to 2.13, or unset LIBTORCH"
}

# --- System packages --------------------------------------------------------------------------------------------------

has_header() {
  local folder folders
  IFS=: read -r -a folders <<<"/usr/include:/usr/local/include:/opt/homebrew/include:${CPATH:-}"
  for folder in "${folders[@]}" /usr/include/*-linux-gnu*; do
    [[ -n $folder && -e $folder/$1 ]] && return 0
  done
  return 1
}

# Whether there is a font with outlines; a Mac always has some.
has_font() {
  [[ $system == Darwin ]] && return 0
  local folders=(/usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" "${HOME:-/root}/.local/share/fonts")
  [[ -n $(find -L "${folders[@]}" -name '*.[ot]t[fc]' -print -quit 2>/dev/null) ]]
}

# Prints the Debian package that brings the C++ headers that Swift's clang looks for; nothing when they are there.
# Clang takes the newest GCC it finds and wants the headers of just that one.
missing_cxx_package() {
  [[ $system == Linux ]] || return 0
  local folder newest=""
  for folder in /usr/lib/gcc/*/*; do
    folder=${folder##*/}
    [[ $folder =~ ^[0-9]+$ ]] && ((folder > ${newest:-0})) && newest=$folder
  done
  if [[ -z $newest ]]; then
    echo g++
  elif [[ ! -e /usr/include/c++/$newest/vector ]]; then
    echo "libstdc++-$newest-dev"
  fi
}

# Prints the packages of libheif's decoders that are missing. Debian has them apart since 13, and there the library's package
# alone reads nothing.
missing_heif_plugins() {
  local name
  [[ $system == Linux ]] && command -v apt-cache >/dev/null || return 0
  # Before 1.16 the library has them in itself.
  ! grep -qsE 'LIBHEIF_VERSION "1\.([0-9]|1[0-5])\.' /usr/include/libheif/heif_version.h \
    /usr/include/*-linux-gnu*/libheif/heif_version.h || return 0
  for name in libde265 dav1d; do
    compgen -G "/usr/lib/*/libheif/plugins/libheif-$name.so" >/dev/null ||
      ! apt-cache show "libheif-plugin-$name" >/dev/null 2>&1 || echo "libheif-plugin-$name"
  done
}

# Prints the first Python that can make the environment; fails when there is none.
find_python() {
  local candidate
  local candidates=(python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14)
  [[ -z ${PYTHON:-} ]] || candidates=("$PYTHON")
  for candidate in "${candidates[@]}"; do
    # Debian ships venv without ensurepip, so both are tried. The upper bound is that of torch's wheels.
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
      >/dev/null 2>&1; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

# Prints the command that a person may have to type, in full.
install_command() { echo "apt-get update && apt-get install -y --no-install-recommends $*"; }

# Prints how this user becomes root: "root", "sudo -n" or "sudo"; fails when there is no way.
way_to_root() {
  if [[ $(id -u) -eq 0 ]]; then
    echo root
  elif sudo -n true 2>/dev/null; then
    echo "sudo -n"
  elif [[ -t 0 ]] && command -v sudo >/dev/null; then
    echo "sudo"
  else
    return 1
  fi
}

# Runs apt-get as root without this set-up's lock, which a daemon that a package starts would keep.
apt_get() {
  local way become=()
  way=$(way_to_root)
  [[ $way == root ]] || read -r -a become <<<"$way"
  logged "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" 9<&-
}

# Installs what is missing, once all of it is known; $1 is "yes" when a Python environment has to be made.
install_system_packages() {
  local names=() packages=() formulae=() cxx way
  want() { names+=("$1") packages+=("$2") formulae+=("$3"); }
  has_header jpeglib.h || want "libjpeg (libjpeg-turbo)" libjpeg-dev jpeg-turbo
  has_header png.h || want libpng libpng-dev libpng
  has_header webp/decode.h || want libwebp libwebp-dev webp
  has_header tiffio.h || want libtiff libtiff-dev libtiff
  has_header gif_lib.h || want giflib libgif-dev giflib
  has_header libheif/heif.h || want libheif libheif-dev libheif
  has_header zip.h || want libzip libzip-dev libzip
  has_header freetype2/ft2build.h || want FreeType libfreetype-dev freetype
  has_header fontconfig/fontconfig.h || want fontconfig libfontconfig-dev fontconfig
  # Swift asks it where FreeType's headers are.
  command -v pkg-config >/dev/null || want pkg-config pkgconf pkgconf
  [[ $system == Darwin ]] || has_header openssl/evp.h || want "libcrypto (OpenSSL)" libssl-dev openssl
  [[ $system == Darwin ]] || has_header zlib.h || want zlib zlib1g-dev zlib
  cxx=$(missing_cxx_package)
  [[ -z $cxx ]] || want "the C++ standard library's headers" "$cxx" gcc
  # A toolchain unpacked on a bare Debian lacks the libraries that its own tools load.
  if command -v swift >/dev/null && ! logged swift --version && [[ $(reason shared) == *"shared libraries"* ]]; then
    want "the libraries that Swift's tools load" libncurses6 ncurses
    packages+=(libcurl4 libxml2)
  fi
  if [[ $1 == yes ]] && ! find_python >/dev/null; then
    [[ -z ${PYTHON:-} ]] || fail "PYTHON=$PYTHON is not a Python 3.11 to 3.14 with venv and ensurepip"
    want "Python 3.11 to 3.14 with venv and ensurepip" python3-venv python@3.13
  fi

  # install_optional uses it too.
  local refreshed=no
  if ((${#names[@]} > 0)); then
    local list
    list=$(printf ', %s' "${names[@]}")
    list=${list:2}
    if [[ $system == Darwin ]]; then
      fail "missing: $list; run: brew install ${formulae[*]}"
    fi
    command -v apt-get >/dev/null ||
      fail "missing: $list; there is no apt-get here, so install them (with headers) by this system's own means"
    way=$(way_to_root) || fail "missing: $list; as root, run: $(install_command "${packages[@]}")"
    say "installing system packages: ${packages[*]}"
    apt_get update || say "apt-get update: $(reason '^E:'); going on with the package lists that are there"
    refreshed=yes
    apt_get install -y --no-install-recommends "${packages[@]}" ||
      fail "apt-get: $(reason '^E:'); as root, run: $(install_command "${packages[@]}")"
  fi

  # A build does without these.
  has_font || install_optional fonts-dejavu-core "no font, without which no picture with words can be drawn" \
    "install DejaVu Sans, or any other TrueType font, by this system's own means"
  local plugin
  for plugin in $(missing_heif_plugins); do
    install_optional "$plugin" "libheif lacks a decoder, without which HEIC or AVIF files are not read" \
      "install it by this system's own means"
  done
  [[ -e $fashion_mnist ]] ||
    install_optional dataset-fashion-mnist "no Fashion-MNIST, which \`make demo\` needs" \
      "put its four .gz files into ${fashion_mnist%/*}"
  [[ $for_build == yes ]] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    install_optional chromium "no Chromium, without which the report's test in a browser is skipped" \
      "install it by this system's own means"
}

# Installs package $1 if that needs no question; otherwise notes $2 (what is missing, and for what) and the remedy, which
# is $3 where there is no apt-get. Nothing about it is fatal.
install_optional() {
  local way
  if command -v apt-get >/dev/null && way=$(way_to_root) && [[ $way != sudo || $refreshed == yes ]]; then
    say "installing system packages: $1"
    if [[ $refreshed != yes ]]; then
      apt_get update || say "apt-get update: $(reason '^E:')"
      refreshed=yes
    fi
    apt_get install -y --no-install-recommends "$1" || say "note: $2: $(reason '^E:')"
  elif command -v apt-get >/dev/null; then
    say "note: $2; as root, run: $(install_command "$1")"
  else
    say "note: $2: $3"
  fi
}

# --- The Python environment -------------------------------------------------------------------------------------------

# Prints where the environment really is: it may be a link, and the package folder may have been moved.
environment_place() { (cd .venv && pwd -P); }

# Prints the environment's torch package folder, relative to the package folder; fails when there is none.
environment_torch() {
  local folder
  for folder in .venv/lib/python3*/site-packages/torch; do
    if [[ -d $folder/lib ]]; then
      echo "$folder"
      return 0
    fi
  done
  return 1
}

# The Python packages that are wanted, with their versions, a line each.
wanted_packages() {
  local pattern='^[a-z].*=='
  [[ $for_build == no ]] || pattern='^torch=='
  grep -E "$pattern" "$requirements"
}

# What the stamp of a verified environment says: its place, then the packages that were installed.
stamp_text() {
  environment_place
  wanted_packages
}

# Whether the stamp has all packages that are wanted, and none of another version than is pinned.
stamp_is_current() {
  local missing foreign
  missing=$(comm -23 <(wanted_packages | sort) <(tail -n +2 "$stamp" | sort))
  foreign=$(comm -13 <(sort "$requirements") <(tail -n +2 "$stamp" | sort))
  [[ -z $missing && -z $foreign ]]
}

environment_is_ready() {
  local torch
  [[ -x .venv/bin/python && -f $stamp && ! -e $unfinished ]] || return 1
  stamp_is_current || return 1
  torch=$(environment_torch) || return 1
  # Someone may have installed another torch since.
  [[ $(libtorch_version "$torch") == "$torch_version" && -z $(libtorch_problem "$torch") ]]
}

# The activation script and the entry points hold absolute paths, which a moved package folder leaves behind.
follow_move() {
  local old new
  old=$(head -n 1 "$stamp")
  new=$(environment_place)
  [[ $old != "$new" ]] || return 0
  say "the environment was moved: rewriting its paths"
  .venv/bin/python - "$old" "$new" <<'PYTHON' || fail "cannot rewrite the paths in $new; remove it and run this again"
import pathlib, sys
old, new = (argument.encode() for argument in sys.argv[1:])
for file in [*pathlib.Path(".venv/bin").iterdir(), pathlib.Path(".venv/pyvenv.cfg")]:
    if file.is_file() and not file.is_symlink():
        content = file.read_bytes()
        if old in content and b"\0" not in content:
            file.write_bytes(content.replace(old, new))
PYTHON
  { echo "$new" && tail -n +2 "$stamp"; } >"$stamp.new" && mv "$stamp.new" "$stamp"
}

create_environment() {
  local python
  python=$(find_python) || fail "no Python 3.11 to 3.14 with venv and ensurepip was found; name one with PYTHON=command"
  rm -rf .venv
  mkdir .venv
  : >"$unfinished"
  logged "$python" -m venv .venv || fail "$python -m venv: $(reason 'Error')"
}

install_python_packages() {
  local line packages=() more=" and what tests need"
  while read -r line; do packages+=("$line"); done < <(wanted_packages)
  [[ $for_build == no ]] || more=""
  say "installing Python packages: torch $torch_version$more (the first time takes minutes)"
  local pip=(.venv/bin/python -m pip install --disable-pip-version-check --no-input "${packages[@]}")
  if [[ -t 2 ]]; then
    log=${log:-$(mktemp)}
    "${pip[@]}" 2>&1 | tee "$log" >&2
  else
    logged "${pip[@]}"
  fi || fail "pip: $(reason '^ERROR')"
}

# Whether the installed torch is the pinned one, computes, and has the headers and libraries of that version.
torch_works() {
  local torch
  logged .venv/bin/python - "$torch_version" <<'PYTHON' || return 1
import sys, torch
found = torch.__version__.split("+")[0]
assert found == sys.argv[1], f"torch is {found}, not {sys.argv[1]}"
x = torch.arange(6.0).reshape(2, 3)
assert (x @ x.T).tolist() == [[5.0, 14.0], [14.0, 50.0]], "torch computes a wrong matrix product"
PYTHON
  torch=$(environment_torch) || return 1
  [[ $(libtorch_version "$torch") == "$torch_version" && -z $(libtorch_problem "$torch") ]] && return 0
  echo "Error: the headers or libraries in $torch are not those of torch $torch_version" >"$log"
  return 1
}

make_environment() {
  local fresh=no
  if [[ -e $unfinished ]] || ! logged .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))'; then
    [[ ! -e .venv ]] || say "making .venv anew: it was not finished, or its Python is gone"
    create_environment
    fresh=yes
  fi
  rm -f "$stamp"
  : >"$unfinished"
  install_python_packages
  if ! torch_works; then
    [[ $fresh == no ]] || fail "torch: $(reason 'Error')"
    say "making .venv anew: $(reason 'Error')"
    create_environment
    install_python_packages
    torch_works || fail "torch: $(reason 'Error')"
  fi
  stamp_text >"$stamp"
  rm -f "$unfinished"
}

link_libtorch() {
  local torch
  torch=$(environment_torch)
  [[ ! .libtorch -ef $torch ]] || return 0
  [[ -L .libtorch || ! -e .libtorch ]] || fail ".libtorch is not a link; move it away, or set LIBTORCH=$PWD/.libtorch"
  ln -sfn "$torch" .libtorch
}

# --- All of it --------------------------------------------------------------------------------------------------------

with_environment=yes
for_build=no
case ${1:-} in
  "") ;;
  --for-build)
    for_build=yes
    [[ -z ${LIBTORCH:-} ]] || with_environment=no
    ;;
  *)
    printf 'setup: error: unknown argument %s; the only one is --for-build\n' "$1" >&2
    exit 64
    ;;
esac
trap '[[ -z $log ]] || rm -f "$log"' EXIT
# A foreign PYTHONPATH would let another torch answer for the environment's.
unset PYTHONPATH PYTHONHOME

# Two set-ups at once would write into one environment.
if command -v flock >/dev/null; then
  exec 9<.
  flock -n 9 || { say "waiting for another set-up of this folder" && flock 9; }
fi

[[ -z ${LIBTORCH:-} ]] || check_other_libtorch
environment_missing=no
if [[ $with_environment == yes ]] && ! environment_is_ready; then environment_missing=yes; fi
install_system_packages "$environment_missing"
if [[ $with_environment == yes ]]; then
  if [[ $environment_missing == yes ]]; then make_environment; else follow_move; fi
  [[ -n ${LIBTORCH:-} ]] || link_libtorch
fi
command -v swift >/dev/null || fail "there is no swift on PATH: install Swift 6.2 or newer (swift.org/install)"
logged swift --version || fail "swift does not run: $(reason error)"
if [[ -n ${LIBTORCH:-} ]]; then
  say "ready: libtorch $(libtorch_version "$LIBTORCH") in $LIBTORCH"
else
  say "ready: libtorch $torch_version"
fi
