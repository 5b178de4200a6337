#!/usr/bin/python3
"""compare.py PATH_TO_COGOV [AGENTS ...]: the logit contagion of docs/benchmarks.md by cogov, by plain C++ and by NumPy, one
core each, one after another, as a table in Markdown. Others' programs: --also NAME COMMAND, which is called with AGENTS TICKS
and prints agent-updates a second and the mean participation."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = 52


def of_cogov(cogov, agents, folder):
    scenario = os.path.join(folder, "logit_contagion.toml")
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(f'model = "logit_contagion"\nagents = {agents}\nburn_in = 0\nweeks = {TICKS}\nreplicates = 16\n')
    told = json.loads(subprocess.run([cogov, "bench", scenario, "--threads", "1", "--quiet", "--format", "json"], check=True,
                                     capture_output=True, text=True).stdout)["towns"][0]
    rates = [told["sweep"][0]["resident_weeks_a_second"], told["one_run"][0]["resident_weeks_a_second"]]
    subprocess.run([cogov, "run", scenario, "-o", scenario + ".h5", "--quiet", "--force"], check=True, capture_output=True)
    rows = subprocess.run([cogov, "compare", scenario + ".h5", "--format", "csv"], check=True, capture_output=True,
                          text=True).stdout.splitlines()
    mean = dict(zip(rows[0].split(","), rows[1].split(",")))["level"]
    return [("cogov, sixteen runs side by side", rates[0], float(mean)), ("cogov, one run", rates[1], float(mean))]


def of_program(name, command, agents):
    rate, mean = subprocess.run([*command, str(agents), str(TICKS)], check=True, capture_output=True, text=True).stdout.split()
    return name, float(rate), float(mean)


def main(words):
    others, sizes = [], []
    while "--also" in words:
        at = words.index("--also")
        others.append((words[at + 1], words[at + 2].split()))
        del words[at:at + 3]
    cogov, sizes = os.path.abspath(words[0]), [int(word) for word in words[1:]] or [10_000, 100_000, 1_000_000]
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.environ.update(environment)
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain")
        subprocess.run(["g++", "-O3", "-march=native", "-std=c++17", os.path.join(HERE, "plain.cpp"), "-o", plain], check=True)
        rows = {}
        for size in sizes:
            found = of_cogov(cogov, size, folder)
            found.append(of_program("plain C++, an object an agent", [plain], size))
            found.append(of_program("NumPy and SciPy", ["/usr/bin/python3", os.path.join(HERE, "vectorised.py")], size))
            found += [of_program(name, command, size) for name, command in others]
            base = next(rate for name, rate, _ in found if name.startswith("plain"))
            for name, rate, mean in found:
                rows.setdefault(name, []).append(f"{rate / 1e6:.1f} ({rate / base:.1f}) {mean:.4f}")
    print("M agent-updates a second (times plain C++), mean participation\n")
    print("| program | " + " | ".join(f"{size} agents" for size in sizes) + " |")
    print("|---" * (1 + len(sizes)) + "|")
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
