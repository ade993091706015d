"""Checks by disassembly that kernels work on wide registers.

    .venv/bin/python Scripts/vectorization.py OBJECT.o …

The objects are those of the kernels over pixels and features, of convolution, normalization and optimizers, which choose their instructions at load
time: the inner loops of each have to work on 256-bit registers in the AVX2 clone and on 256 or 512 bits in the AVX-512 one, with
the arithmetic that it is made of. Exits 1 if one does not, or if a kernel is not in the list below.
"""

import re
import subprocess
import sys

# What the inner loop of each kernel consists of; None where pixels are looked up one by one, at places of their own.
EXPECTED = {
    "resample_columns": "vpmulld", "resample_rows": "vpmulld", "cik_box_blur": "vpmulld",
    "cik_blend_constant": "vmulps", "cik_blend_luminance": "vmulps", "cik_shift_hue": "v(mul|div)ps",
    "cik_sum": "vp(sadbw|addq|addd)", "cik_luminance_sum": "vp(mulld|maddwd)", "cik_luminance": "vp(mulld|maddwd)",
    "cik_solarize": "vp(xor|cmp|sub|blend|max|min)", "cik_normalize_1": "vmulps", "cik_normalize_3": "vmulps",
    "cik_normalize_1_bfloat16": "vmulps", "cik_normalize_3_bfloat16": "vmulps",
    # Of each name there is one for bfloat16, float and double where the element's type is part of it.
    **{f"{name}({kind})": r"v(fn?m)?(add|sub|mul)\d*p[sd]" for name, kinds in {
        "normalization::statistics": "tfd", "normalization::write": "tfd", "normalization::reduce": "tfd",
        "normalization::write_gradient": "tfd", "optimizers::sums_of_squares": "fd", "optimizers::step_lars": "fd",
        "optimizers::step_sgd": "fd", "optimizers::step_adamw": "fd"}.items() for kind in kinds},
    # Two halves of a word each.
    "convolution::pack_image(t)": "vp(slld|or|unpck|movzx)", "convolution::pack_gradient(t)": "vp(slld|or|unpck|movzx)",
    # Sums in a fixed order, and a first comparison in which multiplications and additions are one.
    **dict.fromkeys(
        ["cfk_squared_distance", "cfk_lessen_distances", "cfk_lessened_sum", "cfk_least_distance", "cfk_own_distances"],
        "vmulps"),
    "cfk_add_to_groups": "vaddpd", "cfk_pairs_above": r"vfmadd\d+ps",
    "cik_interleave": "vpshufb|vperm|vpunpck", "cik_deinterleave": "vpshufb|vperm|vpunpck", "cik_transform": None,
}


def readable(symbol):
    """The name of a C++ function with the kind of its first argument's elements, t for bfloat16's bits; C's as it is."""
    if found := re.match(r"_ZN6ctorch(\d+)(\w+)", symbol):
        rest, parts = symbol[len("_ZN6ctorch"):], []
        while found := re.match(r"(\d+)", rest):
            length = int(found[1])
            parts.append(rest[len(found[1]):][:length])
            rest = rest[len(found[1]) + length:]
        return f"{'::'.join(parts)}({re.match(r'EPK?([tfd])', rest)[1]})"
    return symbol


functions, name = {}, None
command = ["objdump", "--disassemble", "--no-show-raw-insn", *sys.argv[1:]]
for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
    if start := re.match(r"[0-9a-f]+ <(.+)>:", line):
        name = start[1]
        functions[name] = []
    elif code := re.match(r"\s+([0-9a-f]+):\s+(.*)", line):
        functions[name].append((int(code[1], 16), code[2]))


def innermost_loops(code):
    """The instructions of the loops that hold no other loop."""
    jumps = [(int(found[1], 16), address) for address, text in code
             if (found := re.match(r"j\w+\s+([0-9a-f]+) ", text)) and code[0][0] <= int(found[1], 16) <= address]
    for start, end in jumps:
        if not any(start <= other and last <= end and (other, last) != (start, end) for other, last in jumps):
            yield [text for address, text in code if start <= address <= end]


clones = {}
for function, code in functions.items():
    if clone := re.match(r"(\w+)\.arch_x86-64-v([34])", function):
        clones[readable(clone[1]), clone[2]] = list(innermost_loops(code))

failures = []
print(f"{'kernel':36} {'AVX2':>12} {'AVX-512':>12}   inner loops with the arithmetic in wide registers, of all")
for kernel in sorted({name for name, _ in clones} | set(EXPECTED)):
    row = []
    for level, registers in (("3", "ymm"), ("4", "[yz]mm")):
        loops = clones.get((kernel, level))
        if kernel not in EXPECTED:
            failures.append(f"{kernel} is not in the list of this script")
        elif loops is None:
            failures.append(f"{kernel} has no clone for x86-64-v{level}")
        elif EXPECTED[kernel] is None:
            row.append("one by one")
            continue
        pattern = re.compile(rf"({EXPECTED.get(kernel) or 'v'}).*%{registers}")
        wide = sum(any(pattern.match(text) for text in loop) for loop in loops or [])
        row.append(f"{wide} of {len(loops or [])}")
        if kernel in EXPECTED and loops is not None and wide == 0:
            failures.append(f"{kernel} for x86-64-v{level} has no inner loop with {EXPECTED[kernel]} on {registers}")
    print(f"{kernel:36} {row[0]:>12} {row[1]:>12}")
for failure in failures:
    print(f"check-vectorization: {failure}", file=sys.stderr)
sys.exit(1 if failures else 0)
