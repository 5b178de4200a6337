#!/usr/bin/python3
"""regression.py PATH_TO_COGOV [--record] [--rounds N]: has cogov become slower on machines like this one?

Machines differ and are shared, so what is kept and compared are ratios: agent-steps for each thousand additions and
multiplications that the same processor does in the same call of `cogov bench` (its calibration loop). Of several rounds the
best ones count, of both; how far the samples lie apart is shown beside them. Compares with the last lines of bench/results/ratios.csv for this processor, compiler and
instruction set; --record adds what was found. Ends with 1 where something has become more than a fifth slower."""
import csv
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "results", "ratios.csv")
COLUMNS = ["date", "version", "processor", "compiler", "instruction_set", "what", "agent_steps_a_second", "ratio"]
SMALL = 'model = "logit_contagion"\nagents = 100000\nburn_in = 0\nweeks = 52\nreplicates = 16\n'


def told(cogov, *words):
    return json.loads(subprocess.run([cogov, "bench", *words, "--threads", "1", "--quiet", "--format", "json"], check=True,
                                     capture_output=True, text=True).stdout)


def measure(cogov, rounds):
    """All samples by instruction set and what, the best calibration by instruction set, the machine, and what bench said of
    others on it at its worst."""
    samples, loop, machine, busiest = {}, {}, {}, {"share_had": 1, "warning": ""}
    with tempfile.TemporaryDirectory() as folder:
        small = os.path.join(folder, "logit_contagion.toml")
        with open(small, "w", encoding="utf-8") as file:
            file.write(SMALL)
        for _ in range(rounds):
            for isa in ("v4", "v3", "v2"):
                for what, words in (("participation", ("--residents", "92000")), ("logit_contagion", (small,))):
                    try:
                        found = told(cogov, *words, "--instruction-set", isa, "--seconds", "0.5")
                    except subprocess.CalledProcessError as problem:
                        if "this machine has" in problem.stderr:
                            continue
                        sys.exit(problem.stderr)
                    machine = found
                    busiest = min(busiest, found["others"], key=lambda others: others["share_had"])
                    loop[isa] = max(loop.get(isa, 0), found["limits"][0]["float_operations_a_second"])
                    town = found["towns"][0]
                    for kind, speeds in (("sixteen runs", town["sweep"]), ("one run", town["one_run"])):
                        samples.setdefault((isa, f"{what}, {kind}"), []).extend(speeds[0]["samples"])
    return samples, loop, machine, busiest["warning"]


def spread(found):
    """How far samples lie apart: "71.2 to 80.1, median 78.4, 12 % apart (9)"."""
    low, high = min(found), max(found)
    return (f"{low / 1e6:.1f} to {high / 1e6:.1f}, median {statistics.median(found) / 1e6:.1f}, "
            f"{100 * (high - low) / high:.0f} % apart ({len(found)})")


def main(words):
    record, rounds = "--record" in words, 3
    if "--rounds" in words:
        at = words.index("--rounds")
        rounds = int(words[at + 1])
        del words[at:at + 2]
    words = [word for word in words if word != "--record"]
    if len(words) != 1:
        sys.exit(__doc__)
    samples, loop, machine, warning = measure(os.path.abspath(words[0]), rounds)
    like = {"processor": machine["machine"]["processor"], "compiler": machine["compiler"]}
    before = {}
    if os.path.exists(TABLE):
        with open(TABLE, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if all(row[key] == value for key, value in like.items()):
                    before[row["instruction_set"], row["what"]] = row
    worse = 0
    rows = []
    print(f"{like['processor']}, {like['compiler']}; agent-steps for each thousand additions and multiplications\n")
    print(f"{'':4} {'':32} {'M/s':>8} {'ratio':>8} {'before':>8} {'change':>8}   samples, M/s")
    for (isa, what), found in samples.items():
        rate = max(found)
        ratio = 1000 * rate / loop[isa]
        old = before.get((isa, what))
        change = "" if old is None else f"{100 * (ratio / float(old['ratio']) - 1):+.0f} %"
        worse += old is not None and ratio < 0.8 * float(old["ratio"])
        print(f"{isa:4} {what:32} {rate / 1e6:8.1f} {ratio:8.3f} {old['ratio'] if old else '':>8} {change:>8}   {spread(found)}")
        rows.append([datetime.date.today().isoformat(), machine["cogov"], *like.values(), isa, what, f"{rate:.4g}", f"{ratio:.3f}"])
    if warning:
        print("\nAt its worst: " + warning, end="")
    if record:
        fresh = not os.path.exists(TABLE)
        with open(TABLE, "a", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            if fresh:
                out.writerow(COLUMNS)
            out.writerows(rows)
    if worse:
        sys.exit(f"{worse} more than a fifth slower than recorded for such a machine in {TABLE}")


if __name__ == "__main__":
    main(sys.argv[1:])
