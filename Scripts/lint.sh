#!/usr/bin/env bash
# Checks the style: Swift's formatter in strict mode, that targets declare what they import, and that every shell and
# Python script parses. ShellCheck and hadolint (for the Dockerfile) too, where they are installed. Needs the set-up. Exits 1 at the first kind of source that has a finding.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples
.venv/bin/python -B Scripts/check-imports.py

shell_scripts=(.ci/run Scripts/*.sh Benchmarks/*.sh)
for script in "${shell_scripts[@]}"; do
  bash -n "$script"
done
if command -v shellcheck >/dev/null; then
  shellcheck "${shell_scripts[@]}"
fi
if command -v hadolint >/dev/null; then
  hadolint Dockerfile
fi

# Parsing alone: compileall would leave caches beside the sources.
find Benchmarks Scripts Sources Tests -name '*.py' -print0 | sort -z | xargs -0 .venv/bin/python -c '
import ast, sys
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        try:
            ast.parse(file.read(), name)
        except SyntaxError as error:
            sys.exit(f"{name}:{error.lineno}: {error.msg}")
'
