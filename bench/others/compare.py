#!/usr/bin/python3
"""compare.py PATH_TO_COGOV [AGENTS ...] [--rounds N]: the logit contagion of docs/benchmarks.md by cogov, by plain C++ with
objects and with arrays, and by NumPy, one core each, one after another, as a table in Markdown. Rounds (3 when absent) go through
all of them in turn, so that what else a machine does meets all alike; the best of each counts, and the lowest is shown beside it.
Others' programs: --also NAME COMMAND, which is called with AGENTS TICKS and prints agent-updates a second and the mean
participation."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = 52
PROGRAMS = {"plain C++, an object an agent": ("plain.cpp", ["-O3", "-march=native"]),
            "C++, arrays of floats": ("arrays.cpp", ["-O3", "-march=native", "-ffast-math"])}


def scenario_of(agents, folder):
    scenario = os.path.join(folder, f"logit_contagion_{agents}.toml")
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(f'model = "logit_contagion"\nagents = {agents}\nburn_in = 0\nweeks = {TICKS}\nreplicates = 16\n')
    return scenario


def mean_of_cogov(cogov, scenario):
    subprocess.run([cogov, "run", scenario, "-o", scenario + ".h5", "--quiet", "--force"], check=True, capture_output=True)
    rows = subprocess.run([cogov, "compare", scenario + ".h5", "--format", "csv"], check=True, capture_output=True,
                          text=True).stdout.splitlines()
    return float(dict(zip(rows[0].split(","), rows[1].split(",")))["level"])


def speeds_of_cogov(cogov, scenario):
    """Samples of sixteen runs and of one, and what bench says of others on the machine."""
    told = json.loads(subprocess.run([cogov, "bench", scenario, "--threads", "1", "--seconds", "0.3", "--quiet", "--format", "json"],
                                     check=True, capture_output=True, text=True).stdout)
    town, = told["towns"]
    return town["sweep"][0]["samples"], town["one_run"][0]["samples"], told["others"]


def of_program(command, agents):
    rate, mean = subprocess.run([*command, str(agents), str(TICKS)], check=True, capture_output=True, text=True).stdout.split()
    return float(rate), float(mean)


def built(folder):
    """Commands of the programs here that this machine can run, by name."""
    commands = {}
    for name, (source, flags) in PROGRAMS.items():
        program = os.path.join(folder, source.removesuffix(".cpp"))
        subprocess.run(["g++", *flags, "-std=c++17", os.path.join(HERE, source), "-o", program], check=True)
        commands[name] = [program]
    numpy = [sys.executable, os.path.join(HERE, "vectorised.py")]
    if subprocess.run([sys.executable, "-c", "import numpy, scipy.sparse"], check=False, capture_output=True).returncode == 0:
        commands["NumPy and SciPy"] = numpy
    else:
        print("NumPy or SciPy is not installed (Debian: python3-scipy): left out", file=sys.stderr)
    return commands


def main(words):
    others, rounds = {}, 3
    while "--also" in words:
        at = words.index("--also")
        others[words[at + 1]] = words[at + 2].split()
        del words[at:at + 3]
    if "--rounds" in words:
        at = words.index("--rounds")
        rounds = int(words[at + 1])
        del words[at:at + 2]
    cogov, sizes = os.path.abspath(words[0]), [int(word) for word in words[1:]] or [10_000, 100_000, 1_000_000]
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    rows, busiest = {}, {"share_had": 1, "warning": ""}
    with tempfile.TemporaryDirectory() as folder:
        commands = {**built(folder), **others}
        for size in sizes:
            scenario = scenario_of(size, folder)
            mean = mean_of_cogov(cogov, scenario)
            samples, means = {}, {"cogov, sixteen runs side by side": mean, "cogov, one run": mean}
            for _ in range(rounds):
                sixteen, one, told = speeds_of_cogov(cogov, scenario)
                busiest = min(busiest, told, key=lambda others: others["share_had"])
                samples.setdefault("cogov, sixteen runs side by side", []).extend(sixteen)
                samples.setdefault("cogov, one run", []).extend(one)
                for name, command in commands.items():
                    rate, means[name] = of_program(command, size)
                    samples.setdefault(name, []).append(rate)
            base = max(samples[next(iter(PROGRAMS))])
            for name, found in samples.items():
                rows.setdefault(name, []).append(f"{max(found) / 1e6:.1f} ({max(found) / base:.1f}; lowest {min(found) / 1e6:.1f}) "
                                                 f"{means[name]:.4f}")
    print("M agent-updates a second, the best (times plain C++; the lowest), mean participation\n")
    print("| program | " + " | ".join(f"{size} agents" for size in sizes) + " |")
    print("|---" * (1 + len(sizes)) + "|")
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |")
    if busiest["warning"]:
        print("\nAt its worst: " + busiest["warning"], end="")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
