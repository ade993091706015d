"""Checks that every target declares the targets of this package that its sources import, and no others.

Without the declaration the import works, as long as another dependency brings the module. But SwiftPM then does not
compile the target anew when that module changes, and what it built before reads memory by the old layout.
"""

import json
import pathlib
import re
import subprocess
import sys

IMPORT = re.compile(r"^(?:@\w+ )?(?:(?:public|package|internal|private) )?import (\w+)", re.MULTILINE)

package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
targets = {target["name"]: target for target in package["targets"]}
findings = []
for name, target in targets.items():
    folder = pathlib.Path(target.get("path") or ("Tests" if target["type"] == "test" else "Sources") + f"/{name}")
    sources = list(folder.rglob("*.swift"))
    if not sources:
        continue
    imported = {word for source in sources for word in IMPORT.findall(source.read_text(encoding="utf-8"))}
    needed = (imported & targets.keys()) - {name}
    declared = {next(iter(each.values()))[0] for each in target["dependencies"]}
    findings += [f"{name} imports {other}: add it to its dependencies" for other in sorted(needed - declared)]
    findings += [f"{name} depends on {other}, which it does not import" for other in sorted(declared - needed)]
sys.exit("\n".join(f"Package.swift: {finding}" for finding in findings) or 0)
