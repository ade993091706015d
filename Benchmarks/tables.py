"""What comparisons print: times, peaks, ratios and targets as tables."""

MB = 1e6


def target(words, met):
    return f"{words}: {'met' if met else 'MISSED'}"


def seconds_text(measured):
    return f"{measured.seconds:.4g}" if measured else "-"


def peak_text(measured):
    return f"{measured.growth_bytes / MB:.0f}" if measured else "-"


def ratio_text(ours, peer):
    return f"{peer.seconds / ours.seconds:.2f}" if ours and peer else "-"


def print_table(title, header, rows):
    print(f"\n## {title}\n")
    for cells in [header, ["---"] * len(header), *rows]:
        print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)
