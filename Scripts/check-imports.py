"""Checks that every target declares the targets of this package that its sources import, and no others, and that
docs/architecture.md shows the targets as they are.

Without the declaration the import works, as long as another dependency brings the module. But SwiftPM then does not
compile the target anew when that module changes, and what it built before reads memory by the old layout.

The picture is the first block of code in docs/architecture.md: `A → B, C` says that A imports B and C, and whatever is
reached from there. So a line names what no other name in it brings, and names stand above what they import. Names without
an arrow import nothing. The table after it has one row for each target.
"""

import json
import pathlib
import re
import subprocess
import sys

IMPORT = re.compile(r"^(?:@\w+ )?(?:(?:public|package|internal|private) )?import (\w+)", re.MULTILINE)
PICTURE = pathlib.Path("docs/architecture.md")


def folder_of(target):
    return target.get("path") or ("Tests" if target["type"] == "test" else "Sources") + f"/{target['name']}"


def undeclared(targets, declared):
    """What the manifest says too little or too much."""
    for name, target in targets.items():
        sources = list(pathlib.Path(folder_of(target)).rglob("*.swift"))
        if not sources:
            continue
        imported = {word for source in sources for word in IMPORT.findall(source.read_text(encoding="utf-8"))}
        needed = (imported & targets.keys()) - {name}
        for other in sorted(needed - declared[name]):
            yield f"Package.swift: {name} imports {other}: add it to its dependencies"
        for other in sorted(declared[name] - needed):
            yield f"Package.swift: {name} depends on {other}, which it does not import"


def reachable(names, declared):
    """Everything that the targets `names` import, directly or not."""
    found, open_names = set(), list(names)
    while open_names:
        new = declared[open_names.pop()] - found
        found |= new
        open_names += new
    return found


def misdrawn(house, declared):
    """Where the picture and the table differ from the manifest; `house` are the targets in Sources."""
    text = PICTURE.read_text(encoding="utf-8")
    block = re.search(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if not block:
        yield f"{PICTURE}: there is no picture: a block that begins with ```text"
        return
    drawn = {}
    for line in filter(None, map(str.strip, block[1].splitlines())):
        left, _, right = line.partition("→")
        names, imports = (re.findall(r"\w+", part) for part in (left, right))
        for name in names:
            if name in drawn:
                yield f"{PICTURE}: {name} stands in the picture twice"
            drawn[name] = set(imports)
    order = list(drawn)
    for name in sorted(house):
        direct = declared[name]
        needed = direct - reachable(direct, declared)
        line = f"{name} → {', '.join(sorted(needed))}" if needed else f"{name}, without an arrow"
        if name not in drawn:
            yield f"{PICTURE}: {name} is missing in the picture; draw {line}"
        elif drawn[name] != needed:
            yield f"{PICTURE}: the picture of {name} is not Package.swift's; draw {line}"
        else:
            for other in sorted(needed & drawn.keys()):
                if order.index(other) < order.index(name):
                    yield f"{PICTURE}: {name} imports {other}, so it has to stand above it in the picture"
    for name in sorted(drawn.keys() - house):
        yield f"{PICTURE}: the picture shows {name}, which is no target in Sources"
    rows = re.findall(r"^\| `(\w+)` \|", text.split("## ", 1)[0], re.MULTILINE)
    for name in sorted(house - set(rows)):
        yield f"{PICTURE}: the table has no row for {name}"
    for name in sorted(set(rows) - house):
        yield f"{PICTURE}: the table has a row for {name}, which is no target in Sources"
    for name in sorted({name for name in rows if rows.count(name) > 1}):
        yield f"{PICTURE}: the table has {name} twice"


package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
targets = {target["name"]: target for target in package["targets"]}
declared = {name: {next(iter(each.values()))[0] for each in target["dependencies"]} for name, target in targets.items()}
house = {name for name, target in targets.items() if folder_of(target).startswith("Sources/")}
findings = [*undeclared(targets, declared), *misdrawn(house, declared)]
sys.exit("\n".join(findings) or 0)
