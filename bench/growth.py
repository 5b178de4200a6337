#!/usr/bin/python3
"""growth.py PATH_TO_COGOV [PLOT.svg] [SIZE ...]: speed by number of residents, as a table in Markdown and a plot.

Sizes are 10 000 to 10 000 000 in half decades when absent; each is measured by `cogov bench --residents`."""
import json
import os
import subprocess
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "cogov"
matplotlib.rcParams["svg.fonttype"] = "none"
from matplotlib import pyplot  # noqa: E402


def main(words):
    cogov = os.path.abspath(words[0])
    plot = words[1] if len(words) > 1 else "growth.svg"
    sizes = [int(word) for word in words[2:]] or [10_000, 31_600, 100_000, 316_000, 1_000_000, 3_160_000, 10_000_000]
    rows = []
    for size in sizes:
        found = json.loads(subprocess.run([cogov, "bench", "--residents", str(size), "--quiet", "--format", "json"], check=True,
                                          capture_output=True, text=True).stdout)
        town = found["towns"][0]
        sweep = {one["threads"]: one["resident_weeks_a_second"] for one in town.get("sweep", [])}
        single = {one["threads"]: one["resident_weeks_a_second"] for one in town.get("one_run", [])}
        rows.append((size, sweep.get(1), single.get(1), single.get(max(single, default=1)), town["seconds_to_make"]))
        print(rows[-1], file=sys.stderr)
    cell = lambda rate: "no room" if rate is None else f"{rate / 1e6:.1f}"  # noqa: E731
    print("| residents | sixteen runs, one thread | one run, one thread | one run, all threads | making, s |\n|---|---|---|---|---|")
    for size, sixteen, one, all_threads, making in rows:
        print(f"| {size} | {cell(sixteen)} | {cell(one)} | {cell(all_threads)} | {making:.2f} |")
    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    for name, column, style in (("sixteen runs, one thread", 1, "o-"), ("one run, one thread", 2, "s--"),
                                ("one run, all threads", 3, "^:")):
        points = [(row[0], row[column] / 1e6) for row in rows if row[column]]
        axes.plot(*zip(*points), style, color="black", label=name, markersize=4)
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("residents")
    axes.set_ylabel("M resident-weeks a second")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(plot, metadata={"Date": None})


if __name__ == "__main__":
    main(sys.argv[1:])
